"""OFX's amounts and dates in our terms."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

from banking.connector import Unreadable

_AMOUNT = re.compile(r"[+-]?[0-9]{0,20}(?:[.,][0-9]{0,10})?\Z")
_MOMENT = re.compile(
    r"(?P<day>[0-9]{8})"
    r"(?:(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?:(?P<second>[0-9]{2})(?:\.(?P<part>[0-9]{1,6}))?)?)?"
    r"\s*(?:\[\s*(?P<offset>[+-]?[0-9]{1,2}(?:\.[0-9]{1,2})?)\s*(?::[^\]]*)?\])?\Z"
)


def amount(text: str) -> Decimal:
    """The signed number; its decimals follow a point or a comma, and nothing groups its digits.

    Raises:
        Unreadable: It is none.

    Source: OFX 2.1.1, 3.2.9.1.
    """
    if _AMOUNT.match(text) and any(char.isdigit() for char in text):
        return Decimal(text.replace(",", "."))
    message = "The bank gives an amount that is no number of OFX"
    raise Unreadable(message)


def moment(text: str) -> datetime:
    """An aware moment in UTC.

    A date alone, and a midnight of Greenwich, which is how many banks write one, becomes its noon
    in UTC: that is the same day nearly everywhere.

    Raises:
        Unreadable: It is no date of OFX.

    Source: OFX 2.1.1, 3.2.8: without an offset it is Greenwich's.
    """
    found = _MOMENT.match(text)
    try:
        if found:
            return _aware(found)
    except (ValueError, OverflowError):
        pass
    raise _no_date()


def _aware(found: re.Match[str]) -> datetime:
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    at = time(hour, minute, second, int((found["part"] or "0").ljust(6, "0")))
    offset = timedelta(hours=float(found["offset"] or 0))
    if at == time() and not offset:
        at = time(12)
    return datetime.combine(_day(found["day"]), at, timezone(offset)).astimezone(UTC)


def day(text: str) -> date | None:
    """The date as written, whatever its time; None for nothing.

    Raises:
        Unreadable: It begins with no date.

    Source: OFX 2.1.1, 3.2.8.
    """
    if not text:
        return None
    try:
        return _day(text[:8])
    except ValueError:
        pass
    raise _no_date()


def _day(text: str) -> date:
    if not re.fullmatch(r"[0-9]{8}", text):
        raise ValueError
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def _no_date() -> Unreadable:
    return Unreadable("The bank gives a date that is none of OFX")
