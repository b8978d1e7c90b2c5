"""FDX's and OAuth's ways of saying no, in the terms of our error tree."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx
import msgspec

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
# RFC 6749 5.2: the only words of a token endpoint that are repeated in a message.
_OAUTH_ERRORS = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    }
)
_LONGEST_WAIT_S = 24 * 3600
_MOST_ERRORS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the bank answered; its body and headers stay out of every representation."""

    status: int
    headers: httpx.Headers = field(repr=False)
    body: bytes = field(repr=False)


class _Error(msgspec.Struct):
    """Source: FDX 6.x, entity Error; RFC 6749 5.2 for ``error``."""

    code: int | str | None = None
    error: str | None = None


def refusal(reply: Reply, *, of_account: bool) -> ConnectorError:
    """What the answer of a resource means; ``of_account``: it was asked about a single account."""
    found = _codes(reply.body)
    seen = frozenset(found)
    said = f"The bank answered {reply.status}"
    if found:
        said += f", FDX code {'-'.join(map(str, found))}"
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS or seen & _TOO_MANY:
        return RateLimited(said, retry_after_s=_retry_after_s(reply.headers))
    if reply.status == HTTPStatus.UNAUTHORIZED or seen & _CUSTOMER:
        return NeedsCustomer(said)
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR or seen & _TROUBLE:
        return Unreachable(said)
    is_about_account = reply.status in _ACCOUNT_STATUSES or bool(seen & _ACCOUNT)
    return Unreadable(said) if of_account and is_about_account else _otherwise(reply.status, said)


def token_refusal(reply: Reply) -> ConnectorError:
    """What the answer of the token endpoint means: there a 401 is about us (RFC 6749 5.2)."""
    errors = {each.error for each in _errors(reply.body)} & _OAUTH_ERRORS
    said = " ".join([f"The token endpoint answered {reply.status}", *sorted(filter(None, errors))])
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(said, retry_after_s=_retry_after_s(reply.headers))
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unreachable(said)
    if "invalid_grant" in errors:
        return NeedsCustomer(said)
    return _otherwise(reply.status, said)


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


def _retry_after_s(headers: httpx.Headers) -> int | None:
    """Seconds or an HTTP date, by the bank's own clock if it tells it (RFC 9110 10.2.3).

    More than a day is taken for a day: it is likelier a mistake than a wish.
    """
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:10]), _LONGEST_WAIT_S)
    until = _http_date(text)
    if until is None:
        return None
    now = _http_date(headers.get("Date", "")) or datetime.now(UTC)
    return min(max(int((until - now).total_seconds()), 0), _LONGEST_WAIT_S)


def _http_date(text: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(text)
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
