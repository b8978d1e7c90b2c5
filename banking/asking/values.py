"""Single values of a bank's answer in our terms."""

import hashlib
from datetime import UTC, date, datetime, time
from decimal import Decimal

from babel.numbers import is_currency

from banking.connector import Unreadable
from banking.money import Money, MoneyError

_DATE_LENGTH = len("2026-01-31")
# ISO 4217: "no currency" and "for tests".
_NO_CURRENCIES = frozenset({"XXX", "XTS"})
# What our columns hold.
LONGEST_ID, LONGEST_NAME, LONGEST_DESCRIPTION = 256, 200, 500
LONGEST_MERCHANT, LONGEST_CATEGORY = 200, 100


def currency(code: str | None) -> str:
    """The code, if it is a currency's.

    Raises:
        Unreadable: It is missing or no currency's: without it an amount means nothing.

    """
    if code is None or code in _NO_CURRENCIES or not is_currency(code):
        message = "The bank names no currency of ISO 4217"
        raise Unreadable(message)
    return code


def money(amount: Decimal, code: str) -> Money:
    """The exact amount.

    Raises:
        Unreadable: It is no number, too large, or finer than the currency's minor unit.

    """
    try:
        return Money.exact(amount, code)
    except MoneyError:
        pass
    message = f"The bank gives an amount that is no exact sum of {code}"
    raise Unreadable(message)


def optional_money(amount: Decimal | None, code: str) -> Money | None:
    """The exact amount, or None where the bank gives none.

    Raises:
        Unreadable: As ``money``.

    """
    return None if amount is None else money(amount, code)


def moment(text: str) -> datetime:
    """An aware moment in UTC.

    A date alone becomes its noon in UTC, which is that same day nearly everywhere; midnight would
    be the day before in all of America. Without an offset the time is UTC.

    Raises:
        Unreadable: It is neither a moment nor a date (RFC 3339).

    Source: RFC 3339; ISO 8601 dates.
    """
    try:
        if len(text) == _DATE_LENGTH:
            return datetime.combine(date.fromisoformat(text), time(12), UTC)
        read = datetime.fromisoformat(text)
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        pass
    message = "The bank gives a timestamp that is none"
    raise Unreadable(message)


def day(text: str | None) -> date | None:
    """The date as written; of a timestamp, the date it begins with.

    Raises:
        Unreadable: It begins with no date.

    Source: ISO 8601.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text[:_DATE_LENGTH])
    except ValueError:
        pass
    message = "The bank gives a date that is none"
    raise Unreadable(message)


def line(text: str | None, most: int) -> str:
    """One line of printable text of at most so many characters: what a column and a voice take."""
    if not text:
        return ""
    if not text.isprintable():
        text = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(text.split())[:most].rstrip()


def identifier(text: str) -> str:
    """The id, if it can stand in a path and a column.

    Raises:
        Unreadable: It cannot. A segment of dots would climb out of the path (RFC 3986 5.2.4).

    """
    if text.isprintable() and 0 < len(text) <= LONGEST_ID and text not in {".", ".."}:
        return text
    message = "The bank gives an identifier that is none"
    raise Unreadable(message)


def last_digits(text: str | None) -> str:
    """The last four digits of a number that may be masked, or hold letters and spaces."""
    return "".join(char for char in text or "" if char.isascii() and char.isdigit())[-4:]


def derived_id(*parts: object) -> str:
    """An id for what the bank gives none: a hash of what never changes about it.

    Two movements that are alike in all parts need a count among them.
    """
    joined = "\x1f".join(str(part) for part in parts)
    return f"derived-{hashlib.sha256(joined.encode()).hexdigest()[:32]}"
