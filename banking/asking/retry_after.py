"""How long a bank wants us to wait."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

_LONGEST_WAIT_S = 24 * 3600


def seconds(headers: httpx.Headers) -> int | None:
    """Seconds or an HTTP date, by the bank's own clock if it tells it (RFC 9110 10.2.3).

    More than a day is taken for a day: it is likelier a mistake than a wish. None without a wish.
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
