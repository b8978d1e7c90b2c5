"""NextGenPSD2's ways of saying no, in the terms of our error tree."""

from collections.abc import Iterator
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

# Source: NextGenPSD2 1.3.x, implementation guidelines 14.11. These alone are repeated in a message.
_CUSTOMER = frozenset(
    {
        "CONSENT_UNKNOWN",
        "CONSENT_INVALID",
        "CONSENT_EXPIRED",
        "PSU_CREDENTIALS_INVALID",
        "SERVICE_BLOCKED",
        "TOKEN_EXPIRED",
        "TOKEN_INVALID",
        "TOKEN_UNKNOWN",
    }
)
_OURS = frozenset(
    {
        "CERTIFICATE_INVALID",
        "CERTIFICATE_EXPIRED",
        "CERTIFICATE_BLOCKED",
        "CERTIFICATE_REVOKED",
        "CERTIFICATE_MISSING",
        "SIGNATURE_INVALID",
        "SIGNATURE_MISSING",
        "ROLE_INVALID",
        "CORPORATE_ID_INVALID",
    }
)
_TOO_MANY = frozenset({"ACCESS_EXCEEDED"})
_TROUBLE = frozenset({"SERVICE_UNAVAILABLE", "INTERNAL_SERVER_ERROR"})
_ACCOUNT = frozenset({"RESOURCE_UNKNOWN", "RESOURCE_EXPIRED", "RESOURCE_BLOCKED"})
_PERIOD = frozenset({"PERIOD_INVALID"})
_OTHERS = frozenset(
    {
        "FORMAT_ERROR",
        "PARAMETER_NOT_CONSISTENT",
        "PARAMETER_NOT_SUPPORTED",
        "REQUESTED_FORMATS_INVALID",
        "SERVICE_INVALID",
        "SESSIONS_NOT_SUPPORTED",
        "STATUS_INVALID",
        "TIMESTAMP_INVALID",
    }
)
_KNOWN = _CUSTOMER | _OURS | _TOO_MANY | _TROUBLE | _ACCOUNT | _PERIOD | _OTHERS
_ACCOUNT_STATUSES = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


class TooFarBack(Refused):
    """The bank tells no more of movements as old as those that were asked for."""


class _Message(msgspec.Struct):
    """Source: NextGenPSD2 1.3.11, types tppMessageGeneric, ErrorInformation."""

    code: str | None = None


class _Body(msgspec.Struct, rename="camel"):
    """Source: NextGenPSD2 1.3.11, types Error_NG_AIS and, after RFC 7807, Error_AIS."""

    tpp_messages: list[_Message] = []
    code: str | None = None
    additional_errors: list[_Message] = []


def refusal(reply: Reply, *, of_account: bool = False) -> ConnectorError:
    """What the answer means; ``of_account``: it was asked about a single account."""
    seen = frozenset(_codes(reply.body)) & _KNOWN
    said = " ".join([f"The bank answered {reply.status}", *sorted(seen)])
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS or seen & _TOO_MANY:
        # frequencyPerDay is one consent's; a bare 429 may be about all that we ask of the bank.
        wait_s = retry_after.seconds(reply.headers)
        return RateLimited(said, retry_after_s=wait_s, is_of_link=bool(seen & _TOO_MANY))
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR or seen & _TROUBLE:
        return Unreachable(said)
    if seen & _OURS:
        return Refused(said)
    return _of_customer(reply.status, seen, said) or _otherwise(reply, seen, said, of_account)


def _of_customer(status: int, seen: frozenset[str], said: str) -> ConnectorError | None:
    is_hers = status == HTTPStatus.UNAUTHORIZED or seen & _CUSTOMER
    return NeedsCustomer(said) if is_hers else None


def _otherwise(
    reply: Reply,
    seen: frozenset[str],
    said: str,
    of_account: bool,  # noqa: FBT001 - its caller's
) -> ConnectorError:
    if reply.status == HTTPStatus.REQUEST_TIMEOUT:
        return Unreachable(said)
    if seen & _PERIOD:
        return TooFarBack(said)
    if of_account and (reply.status in _ACCOUNT_STATUSES or seen & _ACCOUNT):
        return Unreadable(said)
    # A redirect is not followed, and no part of the standard: the token must not go there.
    return Refused(said) if reply.status >= HTTPStatus.BAD_REQUEST else Unreadable(said)


def is_unoffered(reply: Reply) -> bool:
    """Whether a list that is not every bank's is not this one's, or not in her consent.

    Only for who was just answered under the same consent: it is alive.
    """
    if reply.status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT}:
        return False
    return HTTPStatus.BAD_REQUEST <= reply.status < HTTPStatus.INTERNAL_SERVER_ERROR


def _codes(raw_body: bytes) -> Iterator[str]:
    """The codes of a body: none where it is empty or something else."""
    try:
        read = msgspec.json.decode(raw_body, type=_Body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    for each in (*read.tpp_messages, _Message(code=read.code), *read.additional_errors):
        if each.code is not None:
            yield each.code
