"""FDX's event notifications: authenticated as agreed with the bank, about one consent.

FDX signs nothing here. A bank authenticates as it was agreed when we subscribed, by a bearer token
or by Basic; of what was agreed we keep the SHA-256 (README.md). Nothing agreed: nothing is heard.

Source: FDX API 6.4, Event Notifications; MX Data Access webhooks (2026-11), which send numbers as
ids and no ``notificationId``.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from banking.asking.signatures import same
from banking.connector import Bank, Unreadable
from banking.standard import Ear, Event, EventKind, Forged

_OPTION = "events_credential_sha256"

# Whatever is not listed is of no concern to us: what expires soon is known from the link itself.
_KINDS = {
    "CONSENT_REVOKED": EventKind.ENDED,
    "CONSENT_EXPIRED": EventKind.NEEDS_CUSTOMER,
    "CONSENT_UPDATED": EventKind.REFRESH,
    "CONSENT_MODIFIED": EventKind.REFRESH,
    "CONSENT_RENEWED": EventKind.REFRESH,
    "BALANCE": EventKind.REFRESH,
}


class _Payload(msgspec.Struct, rename="camel"):
    id: str | int | None = None
    id_type: str | None = None


class _Notification(msgspec.Struct, rename="camel"):
    """Source: FDX API 6.4, Notification."""

    type: str
    sent_on: str
    notification_payload: _Payload
    notification_id: str | int | None = None


def listen(
    bank: Bank, raw_body: bytes, headers: Mapping[str, str], _now: datetime
) -> Sequence[Event]:
    """The one event that the body tells of.

    Raises:
        Forged: It does not bring what was agreed.
        Unreadable: It is no notification.

    """
    _check(bank, headers.get("authorization", ""))
    try:
        told = msgspec.json.decode(raw_body, type=_Notification)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        told = None
    if told is None:
        message = "The bank's notification is none of FDX's"
        raise Unreadable(message)
    payload = told.notification_payload
    # An account's or a customer's id is not what a link is called by.
    is_ours = payload.id_type == "CONSENT" and payload.id not in {None, ""}
    kind = _KINDS.get(told.type, EventKind.NOTHING) if is_ours else EventKind.NOTHING
    return [Event(id=_id_of(told), kind=kind, reference=str(payload.id) if is_ours else "")]


EAR = Ear(listen=listen, status=204, echoed="x-fapi-interaction-id")


def _check(bank: Bank, authorization: str) -> None:
    scheme, _, claimed = authorization.partition(" ")
    match scheme.lower():
        case "bearer":
            credential = claimed.strip().encode()
        case "basic":
            # RFC 7617: the user's name and the password, joined by a colon.
            credential = _decoded(claimed.strip())
        case _:
            credential = b""
    agreed = bank.options.get(_OPTION, "").strip().lower()
    is_agreed = same(hashlib.sha256(credential).hexdigest(), agreed)
    if not agreed or not credential or not is_agreed:
        message = "It does not bring what was agreed with the bank"
        raise Forged(message)


def _decoded(claimed: str) -> bytes:
    try:
        return base64.b64decode(claimed, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _id_of(told: _Notification) -> str:
    """The bank's id; where it gives none, one made of what stays the same when it tells again."""
    if told.notification_id not in {None, ""}:
        return str(told.notification_id)
    payload = told.notification_payload
    same_again = msgspec.json.encode([told.type, told.sent_on, payload.id_type, payload.id])
    return f"sha256:{hashlib.sha256(same_again).hexdigest()}"
