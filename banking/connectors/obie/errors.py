"""UK Open Banking's ways of saying no, in the terms of our error tree."""

from enum import Enum
from http import HTTPStatus

import msgspec

from banking.asking import retry_after
from banking.asking.conversation import Reply
from banking.connector import (
    ConnectorError,
    NeedsCustomer,
    RateLimited,
    Refused,
    Unreachable,
    Unreadable,
)

# Source: 4.0, OBExternalStatusReason1Code, with the names that 3.1 sends instead of the codes.
_NAMES = {
    "U001": "UK.OBIE.Field.Expected",
    "U002": "UK.OBIE.Field.Invalid",
    "U003": "UK.OBIE.Field.InvalidDate",
    "U004": "UK.OBIE.Field.Missing",
    "U005": "UK.OBIE.Field.Unexpected",
    "U006": "UK.OBIE.Header.Invalid",
    "U007": "UK.OBIE.Header.Missing",
    "U009": "UK.OBIE.Resource.InvalidConsentStatus",
    "U010": "UK.OBIE.Resource.InvalidFormat",
    "U011": "UK.OBIE.Resource.NotFound",
    "U028": "UK.OBIE.Reauthenticate",
    "U000": "UK.OBIE.UnexpectedError",
}
_CODES = {name: code for code, name in _NAMES.items()}
_CUSTOMER = frozenset({"U009", "U028"})
_OURS = frozenset({"U001", "U002", "U003", "U004", "U005", "U006", "U007", "U010"})
# 4.0, Read/Write profile: an id that there is not is a 400, one that is not ours to see a 403.
_ACCOUNT_STATUSES = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
)
_MOST_ERRORS = 10


class NotOffered(Unreadable):
    """The bank has no such resource, or not for us; where it is optional, that is an answer."""


class About(Enum):
    """What was asked for."""

    LINK = "link"
    ACCOUNT = "account"
    # Of an account, and banks need not have it.
    OPTIONAL = "optional"


class _Error(msgspec.Struct, rename="pascal"):
    """Source: OBError1."""

    error_code: str | int | None = None


class _Errors(msgspec.Struct, rename="pascal"):
    """Source: OBErrorResponse1."""

    errors: tuple[_Error, ...] = ()


def refusal(reply: Reply, about: About) -> ConnectorError:
    """What an answer that is no good one means; a body is optional, and 429 has none."""
    codes = _codes(reply.body)
    said = " ".join([f"The bank answered {reply.status}", *(_NAMES[each] for each in codes)])
    match reply.status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            return RateLimited(said, retry_after_s=retry_after.seconds(reply.headers))
        case HTTPStatus.UNAUTHORIZED:
            return NeedsCustomer(said)
        case status if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Unreachable(said)
        case status if status < HTTPStatus.BAD_REQUEST:
            # A redirect is not followed: the token must not go where it points.
            return Unreadable(said)
        case _:
            return _no(reply.status, frozenset(codes), about, said)


def _no(status: int, codes: frozenset[str], about: About, said: str) -> ConnectorError:
    if codes & _CUSTOMER or (status == HTTPStatus.FORBIDDEN and about is About.LINK):
        return NeedsCustomer(said)
    is_about_account = status in _ACCOUNT_STATUSES and not codes & _OURS
    if about is About.OPTIONAL or (about is About.ACCOUNT and is_about_account):
        return NotOffered(said)
    return Refused(said)


def _codes(raw_body: bytes) -> list[str]:
    """The codes that we know; banks send them as 3.1 does, as 4.0 does, or no body at all."""
    try:
        read = msgspec.json.decode(raw_body, type=_Errors | list[_Error])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return []
    errors = read.errors if isinstance(read, _Errors) else read
    texts = [str(each.error_code) for each in errors[:_MOST_ERRORS]]
    return [_CODES.get(text, text) for text in texts if text in _NAMES or text in _CODES]
