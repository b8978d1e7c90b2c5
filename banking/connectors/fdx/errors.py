"""FDX's ways of saying no, in the terms of our error tree."""

import re
from collections.abc import Sequence
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

GOOD = frozenset({HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT})
# Source: FDX 6.x, Error codes. Some banks send them with another HTTP status than FDX's own.
_TOO_MANY = frozenset({1207})
_CUSTOMER = frozenset({602, 603})
_TROUBLE = frozenset({500, 501, 503, 504})
_ACCOUNT = frozenset({601, 701, 704, 705, 706})
_ACCOUNT_STATUSES = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE})
# Truist joins several codes in one text.
_CODES = re.compile(r"[0-9]{3,5}(?:-[0-9]{3,5})*\Z")
_MOST_ERRORS = 10


class _Error(msgspec.Struct):
    """Source: FDX 6.x, entity Error."""

    code: int | str | None = None


def refusal(reply: Reply, *, of_account: bool) -> ConnectorError:
    """What the answer of a resource means; ``of_account``: it was asked about a single account."""
    found = _codes(reply.body)
    seen = frozenset(found)
    said = f"The bank answered {reply.status}"
    if found:
        said += f", FDX code {'-'.join(map(str, found))}"
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS or seen & _TOO_MANY:
        return RateLimited(said, retry_after_s=retry_after.seconds(reply.headers))
    if reply.status == HTTPStatus.UNAUTHORIZED or seen & _CUSTOMER:
        return NeedsCustomer(said)
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR or seen & _TROUBLE:
        return Unreachable(said)
    is_about_account = reply.status in _ACCOUNT_STATUSES or bool(seen & _ACCOUNT)
    return Unreadable(said) if of_account and is_about_account else _otherwise(reply.status, said)


def _otherwise(status: int, said: str) -> ConnectorError:
    # A redirect is not followed, and no part of FDX: the token must not go where it points.
    return Refused(said) if status >= HTTPStatus.BAD_REQUEST else Unreadable(said)


def _codes(raw_body: bytes) -> list[int]:
    texts = [str(each.code) for each in _errors(raw_body)]
    return [int(code) for text in texts if _CODES.match(text) for code in text.split("-")]


def _errors(raw_body: bytes) -> Sequence[_Error]:
    """The errors of a body: one, several, or none where it is empty or something else."""
    try:
        read = msgspec.json.decode(raw_body, type=_Error | list[_Error])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return []
    return read[:_MOST_ERRORS] if isinstance(read, list) else [read]
