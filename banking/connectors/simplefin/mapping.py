"""SimpleFIN's accounts in our terms; what kind one is, only its name tells."""

import re
from datetime import UTC, date, datetime, time, timedelta

from banking.asking import values
from banking.connector import AccountRecord, AccountStatus, Unreadable
from banking.connectors.simplefin.wire import Account
from banking.facts import AccountKind

# The first with which some word of the name begins decides; a credit union is no credit card.
_KINDS: tuple[tuple[str, AccountKind], ...] = (
    ("mortgage", AccountKind.LOAN),
    ("loan", AccountKind.LOAN),
    ("heloc", AccountKind.LOAN),
    ("line of credit", AccountKind.LOAN),
    ("debit", AccountKind.CHECKING),
    ("checking", AccountKind.CHECKING),
    ("chequing", AccountKind.CHECKING),
    ("current account", AccountKind.CHECKING),
    ("saving", AccountKind.SAVINGS),
    ("money market", AccountKind.SAVINGS),
    ("certificate of deposit", AccountKind.SAVINGS),
    ("credit card", AccountKind.CREDIT_CARD),
    ("visa", AccountKind.CREDIT_CARD),
    ("mastercard", AccountKind.CREDIT_CARD),
    ("amex", AccountKind.CREDIT_CARD),
    ("american express", AccountKind.CREDIT_CARD),
    ("card ", AccountKind.CREDIT_CARD),
)
_WORDLIKE = re.compile(r"[^a-z]+")
# Bridges write an account's last digits into its name.
_DIGITS = re.compile(r"(?:\A|[^0-9])([0-9]{4})[)\]]?\Z")
_NOON = timedelta(hours=12)


def account(listed: Account) -> AccountRecord:
    """The account with its balance, in SimpleFIN's own sign: owed is negative here as there.

    Raises:
        Unreadable: Its currency is none of ISO 4217, as that of miles and points, or an amount is
            not exact.

    """
    code = values.currency(listed.currency)
    digits = _DIGITS.search(listed.name.strip())
    return AccountRecord(
        bank_id=values.identifier(listed.id),
        name=values.line(listed.name, values.LONGEST_NAME) or "Account",
        last_digits=digits[1] if digits else "",
        kind=kind(listed.name),
        status=AccountStatus.OPEN,
        current=values.money(listed.balance, code),
        available=values.optional_money(listed.available_balance, code),
        as_of=exact_moment(listed.balance_date),
    )


def kind(name: str) -> AccountKind:
    """What the name says, else OTHER: nothing else of the protocol tells."""
    words = f" {_WORDLIKE.sub(' ', name.lower())} "
    return next((kind for word, kind in _KINDS if f" {word}" in words), AccountKind.OTHER)


def exact_moment(epoch: int) -> datetime:
    """The moment.

    Raises:
        Unreadable: It lies outside of all calendars.

    """
    try:
        return datetime.fromtimestamp(epoch, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    message = "The bank gives a timestamp that is none"
    raise Unreadable(message)


def moment(epoch: int) -> datetime:
    """The moment of a movement; exactly midnight in UTC is a day without a time, and its noon.

    Raises:
        Unreadable: It lies outside of all calendars.

    """
    read = exact_moment(epoch)
    return read + _NOON if read.time() == time.min else read


def epoch(day: date) -> int:
    """The beginning of the day in UTC, as SimpleFIN's parameters want it."""
    return int(datetime.combine(day, time.min, UTC).timestamp())
