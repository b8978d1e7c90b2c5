"""UK Open Banking's event notifications: signed by the bank, for us, about one consent.

Source: Event Notification API Profile and resource, 3.1.11 and 4.0 (they differ in nothing here);
Security Event Tokens, RFC 8417.
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote

import msgspec

from banking.asking import keys
from banking.asking.conversation import talking
from banking.asking.signatures import same
from banking.connector import Bank, TimeLimits
from banking.standard import Ear, Event, EventKind, Forged

# A bank that is told to try again does; a thread of ours must not wait longer for its keys.
_LIMITS = TimeLimits(connect_s=2, read_s=3, total_s=4)
# A bank tries again with the same token for days. What is older may be a replay of one that our
# inbox has forgotten: it remembers them for longer than this.
OLDEST = timedelta(days=7)
_AHEAD = timedelta(minutes=1)
_FEWEST_BITS = 2048
_LONGEST_ID = 128
_LONGEST_MOMENT = len("9999999999")

# The only extension headers: Read/Write Data API Profile, Process for Signing a Payload, step 2.
_OURS = "http://openbanking.org.uk/"
_UNDERSTOOD = frozenset({f"{_OURS}iat", f"{_OURS}iss", f"{_OURS}tan"})
# JOSE there; JWT in the resource's examples; secevent+jwt in RFC 8417 2.3. Any other is a token of
# another kind that the same key signed.
_TYPES = frozenset({"jose", "jwt", "secevent+jwt", "application/secevent+jwt"})
_TOKEN = re.compile(rb"[\w-]{1,4096}\.[\w-]{1,65536}\.[\w-]{1,2048}")

_KINDS = {
    # Its status may have changed: the next fetch finds out how.
    "urn:uk:org:openbanking:events:resource-update": EventKind.REFRESH,
    "urn:uk:org:openbanking:events:account-access-consent-linked-account-update": EventKind.REFRESH,
    "urn:uk:org:openbanking:events:consent-authorization-revoked": EventKind.ENDED,
}
# Of several events in one token, the first of these counts.
_WEIGHT = (EventKind.ENDED, EventKind.REFRESH)
# The examples have both forms.
_CONSENTS = ("account-access-consents", "account-access-consent")
_CONSENT_URL = re.compile(r".*/account-access-consents/([^/?#]+)/?")


def listen(
    bank: Bank, raw_body: bytes, _headers: Mapping[str, str], now: datetime
) -> Sequence[Event]:
    """The one event of the token that is the body.

    Raises:
        Forged: It is no token of the bank's, not for us, or too old.
        ConnectorError: The bank's keys could not be had.

    """
    claims = _signed(bank, raw_body.strip(), now)
    _check(claims, bank, now)
    kind, reference = _meaning(claims)
    return [Event(id=claims["jti"], kind=kind, reference=reference)]


EAR = Ear(listen=listen, status=202, refused_status=400, echoed="x-fapi-interaction-id")


def _signed(bank: Bank, unverified_token: bytes, now: datetime) -> Mapping[str, Any]:
    """The claims, once the signature is the bank's; what they say is not looked at.

    Source: RFC 7515 5.2. Not by the library's own reader: that refuses the headers in ``crit``.
    """
    _demand("form", holds=_TOKEN.fullmatch(unverified_token) is not None)
    signed, _, signature = unverified_token.rpartition(b".")
    unverified_header, _, payload = signed.partition(b".")
    header = _object(unverified_header, "header")
    _check_header(header, now)
    with talking(bank, _LIMITS) as conversation:
        key = keys.find(conversation, bank, header, now)
    if key is None or key.key.key_size < _FEWEST_BITS:
        message = "It names a key that the bank does not have"
        raise Forged(message)
    is_signed = key.Algorithm.verify(signed, key.key, _decoded(signature, "signature"))
    _demand("signature", holds=is_signed)
    return _object(payload, "payload")


def _check_header(header: Mapping[str, Any], now: datetime) -> None:
    _demand("alg", holds=header.get("alg") == "PS256")
    _demand("kid", holds=isinstance(header.get("kid"), str))
    _demand("typ", holds=str(header.get("typ", "JOSE")).lower() in _TYPES)
    critical = header.get("crit", [])
    _demand("crit", holds=isinstance(critical, list))
    _demand("crit", holds=all(_is_understood(each, header) for each in critical))
    # RFC 7797: a payload that is not encoded cannot stand in a body like this one.
    _demand("b64", holds=header.get("b64", True) is True)
    if f"{_OURS}iat" in header:
        _moment(header, f"{_OURS}iat", now)


def _is_understood(name: object, header: Mapping[str, Any]) -> bool:
    return isinstance(name, str) and name in _UNDERSTOOD and name in header


def _check(claims: Mapping[str, Any], bank: Bank, now: datetime) -> None:
    """By this bank, for us, not too old, and about something: any other token lacks ``events``."""
    issuer = bank.options.get("event_issuer") or bank.issuer
    _demand("iss", holds=bool(issuer) and same(claims.get("iss"), issuer))
    audience = bank.options.get("event_audience") or bank.client_id
    claimed = claims.get("aud")
    named = claimed if isinstance(claimed, list) else [claimed]
    _demand("aud", holds=bool(audience) and any(same(each, audience) for each in named))
    _demand("iat", holds=now - _moment(claims, "iat", now) <= OLDEST)
    identity, events = claims.get("jti"), claims.get("events")
    _demand("jti", holds=isinstance(identity, str) and 1 <= len(identity) <= _LONGEST_ID)
    _demand("events", holds=isinstance(events, dict) and bool(events))


def _moment(claims: Mapping[str, Any], name: str, now: datetime) -> datetime:
    """A moment that has come; some banks, and one of the standard's examples, send it as text."""
    text = str(claims.get(name, ""))
    _demand(name, holds=text.isascii() and text.isdigit() and len(text) <= _LONGEST_MOMENT)
    moment = datetime.fromtimestamp(int(text), now.tzinfo)
    _demand(name, holds=moment - now <= _AHEAD)
    return moment


def _meaning(claims: Mapping[str, Any]) -> tuple[EventKind, str]:
    """What happened, and to which consent; nothing, if to something else than a consent of ours."""
    events: Mapping[str, Any] = claims["events"]
    kinds = {_KINDS[name] for name in events if name in _KINDS}
    kind = next((each for each in _WEIGHT if each in kinds), EventKind.NOTHING)
    reference = _consent(claims.get("sub"), events)
    return (kind, reference) if reference else (EventKind.NOTHING, "")


def _consent(subject: object, events: Mapping[str, Any]) -> str:
    """The consent's id: from ``sub``, which is its address, or from an event's own subject.

    In this order: of a linked account's update, the event's own subject may be the account.
    """
    if isinstance(subject, str) and (found := _CONSENT_URL.fullmatch(subject)):
        return unquote(found[1])
    for each in events.values():
        about = each.get("subject") if isinstance(each, dict) else None
        if isinstance(about, dict) and about.get(f"{_OURS}rty") in _CONSENTS:
            return str(about.get(f"{_OURS}rid") or "")
    return ""


def _object(encoded: bytes, part: str) -> Mapping[str, Any]:
    try:
        read = msgspec.json.decode(_decoded(encoded, part), type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        read = {}
    _demand(part, holds=bool(read))
    return read


def _decoded(encoded: bytes, part: str) -> bytes:
    decoded = b""
    with suppress(binascii.Error, ValueError):
        decoded = base64.b64decode(encoded + b"=" * (-len(encoded) % 4), b"-_", validate=True)
    _demand(part, holds=bool(decoded))
    return decoded


def _demand(what: str, *, holds: bool) -> None:
    if not holds:
        message = f"Its {what} is wrong"
        raise Forged(message)
