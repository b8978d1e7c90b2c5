"""Plaid's webhooks: signed, fresh, about exactly this body; and what each is to us."""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import httpx
import jwt

from banking.asking import values
from banking.asking.conversation import talking
from banking.connector import Bank, Refused, TimeLimits
from banking.connectors.plaid import errors, wire
from banking.connectors.plaid.calls import Path, call
from banking.connectors.plaid.keys import Ring
from banking.standard import Ear, Event, EventKind, Forged

# Plaid gives up on an answer after ten seconds.
_LIMITS = TimeLimits(connect_s=2, read_s=3, total_s=4)
_OLDEST = timedelta(minutes=5)
# Their clock may be ahead of ours.
_AHEAD = timedelta(minutes=1)
_LONGEST_TOKEN = 4096
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}\Z")
# Source: Plaid API, Webhooks. What happened to an Item is looked at by a refresh, not believed of a
# webhook: they come late, and a repair may overtake its error. PENDING_EXPIRATION and
# PENDING_DISCONNECT are not here: the Item works for another week.
_KINDS = {
    ("TRANSACTIONS", "SYNC_UPDATES_AVAILABLE"): EventKind.REFRESH,
    ("LIABILITIES", "DEFAULT_UPDATE"): EventKind.REFRESH,
    ("ITEM", "ERROR"): EventKind.REFRESH,
    ("ITEM", "LOGIN_REPAIRED"): EventKind.REPAIRED,
    ("ITEM", "USER_ACCOUNT_REVOKED"): EventKind.REFRESH,
    ("ITEM", "USER_PERMISSION_REVOKED"): EventKind.ENDED,
}


class Listener:
    """Hears webhooks with the keys that this process knows."""

    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        self._ring = Ring()
        self._transport = transport

    def listen(
        self, bank: Bank, raw_body: bytes, headers: Mapping[str, str], now: datetime
    ) -> Sequence[Event]:
        """What the webhook says; nothing where it is about no Item.

        Raises:
            Forged: It is not signed by Plaid, not for this body, or older than five minutes.
            ConnectorError: Plaid's key could not be fetched, or the body breaks its schema.

        Source: Plaid API, Webhook verification.
        """
        issued_at = self._verified(bank, raw_body, headers.get("plaid-verification", ""), now)
        heard = wire.decoded(raw_body, wire.Webhook)
        if heard.item_id is None:
            return []
        # Plaid numbers nothing, and says the same words whenever there is news: what was signed
        # when is one event. A delivery that is tried again is signed again, and does no harm.
        event_id = values.derived_id(issued_at, hashlib.sha256(raw_body).hexdigest())
        reference = values.identifier(heard.item_id)
        kind = _KINDS.get((heard.webhook_type, heard.webhook_code), EventKind.NOTHING)
        return [Event(id=event_id, kind=kind, reference=reference)]

    def _verified(self, bank: Bank, raw_body: bytes, unverified_token: str, now: datetime) -> int:
        """When Plaid signed it."""
        name = _key_name(unverified_token)
        key = self._ring.find(bank, name, now, lambda name: self._fetch(bank, name))
        claims = _claims(unverified_token, key)
        issued_at, digest = claims.get("iat"), claims.get("request_body_sha256")
        if not isinstance(issued_at, int) or not isinstance(digest, str):
            message = "The webhook's token lacks iat or request_body_sha256"
            raise Forged(message)
        oldest, newest = (now - _OLDEST).timestamp(), (now + _AHEAD).timestamp()
        if not oldest <= issued_at <= newest:
            message = "The webhook was not signed within the last five minutes"
            raise Forged(message)
        ours = hashlib.sha256(raw_body).hexdigest()
        if not hmac.compare_digest(ours.encode(), digest.encode()):
            message = "The webhook's token is about another body"
            raise Forged(message)
        return issued_at

    def _fetch(self, bank: Bank, name: str) -> wire.VerificationKey | None:
        with talking(bank, _LIMITS, transport=self._transport) as conversation:
            try:
                body = call(conversation, bank, Path.KEY, {"key_id": name})
            except errors.PlaidError as error:
                problem = error.meaning
                # Plaid names no code for a key that it does not have.
                if isinstance(problem, Refused) and error.code != errors.OUR_KEYS:
                    return None
            else:
                return wire.decoded(body, wire.VerificationKeyAnswer).key
        raise problem


def _key_name(unverified_token: str) -> str:
    header: Mapping[str, object] = {}
    if len(unverified_token) <= _LONGEST_TOKEN:
        try:
            header = jwt.get_unverified_header(unverified_token)
        except jwt.PyJWTError:
            header = {}
    name = header.get("kid")
    if header.get("alg") == "ES256" and isinstance(name, str) and _NAME.match(name):
        return name
    message = "The webhook carries no token that Plaid would sign"
    raise Forged(message)


def _claims(unverified_token: str, key: jwt.PyJWK) -> Mapping[str, object]:
    try:
        claims: Mapping[str, object] = jwt.decode(
            unverified_token,
            key,
            algorithms=["ES256"],
            # The token's age is measured with our caller's clock, not the library's.
            options={"verify_iat": False, "verify_exp": False, "verify_nbf": False},
        )
    except jwt.PyJWTError:
        pass
    else:
        return claims
    message = "The webhook's signature is not Plaid's"
    raise Forged(message)


EAR = Ear(listen=Listener().listen, status=200)
