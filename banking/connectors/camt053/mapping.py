"""camt.053 statements in our terms: whose they are, the signs, which balance counts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import chain

from banking.asking import values
from banking.asking.tree import Element
from banking.connector import AccountRecord, AccountStatus, Unreadable
from banking.connectors.camt053 import wire
from banking.facts import AccountKind
from banking.money import Money

# Source: ISO 20022, ActiveOrHistoricCurrencyAndAmount: 18 digits, 5 of them decimals, never signed.
_DIGITS = re.compile(r"[0-9]{0,18}(?:\.[0-9]{0,5})?\Z")
# Source: ISO 20022, ExternalBalanceType1Code; a closing balance counts before an interim one.
_BOOKED = ("ITBD", "CLBD")
_AVAILABLE = ("ITAV", "CLAV")
# Source: ISO 20022, ExternalCashAccountType1Code.
_KINDS = {
    "CACC": AccountKind.CHECKING,
    "TRAN": AccountKind.CHECKING,
    "SLRY": AccountKind.CHECKING,
    "SVGS": AccountKind.SAVINGS,
    "MOMA": AccountKind.SAVINGS,
    "LOAN": AccountKind.LOAN,
    "MGLD": AccountKind.LOAN,
    "CARD": AccountKind.CREDIT_CARD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """An account with a balance of some moment; the later one is the truer."""

    record: AccountRecord
    rank: tuple[date, int, datetime]


def currency(statement: Element) -> str:
    """The account's, else its balances', else its entries'.

    Raises:
        Unreadable: There is none that is known.

    """
    counted = chain(statement.each("Bal"), statement.each("Ntry"))
    said = (each.at("Amt").attribute("Ccy") for each in counted)
    return values.currency(wire.account(statement).currency or next(said, None))


def bank_id(statement: Element) -> str:
    """A hash of the number, which must stand nowhere; each currency of one number has its own."""
    return values.derived_id("camt053", wire.account(statement).number, currency(statement))


def signed(amount: wire.Amount, code: str) -> Money:
    """The amount in the account's currency, negative where it is a debit.

    Raises:
        Unreadable: It has no direction, is in another currency, or is not exact.

    Source: ISO 20022, CreditDebitCode; an amount itself has no sign.
    """
    if amount.currency != code:
        message = "The bank gives an amount in another currency than its account's"
        raise Unreadable(message)
    if amount.direction not in {"CRDT", "DBIT"}:
        message = "The bank gives an amount no direction"
        raise Unreadable(message)
    if not _DIGITS.match(amount.digits) or not any(char.isdigit() for char in amount.digits):
        message = "The bank gives an amount that is no number of camt.053"
        raise Unreadable(message)
    absolute = values.money(Decimal(amount.digits), code)
    return -absolute if amount.direction == "DBIT" else absolute


def moment(text: str) -> datetime:
    """An aware moment; of a date, which may have an offset too, its noon in UTC.

    Raises:
        Unreadable: It is neither.

    Source: XML Schema, date and dateTime.
    """
    if "T" in text:
        return values.moment(text)
    day = values.day(text)
    if day is None or not re.fullmatch(r".{10}(?:Z|[+-][0-9]{2}:[0-9]{2})?", text):
        message = "The bank gives a date that is none"
        raise Unreadable(message)
    return datetime.combine(day, time(12), UTC)


def account(statement: Element, kind: AccountKind) -> Dated | None:
    """The statement's account with its newest booked balance; None if it has no such balance.

    ``kind`` is that of accounts whose bank gives them none.

    Raises:
        Unreadable: It has no number, no known currency, or an amount that is not exact.

    """
    holder, code = wire.account(statement), currency(statement)
    # Some banks tell what it would be in other currencies too.
    balances = [each for each in wire.balances(statement) if each.amount.currency == code]
    booked = _newest(balances, _BOOKED)
    if booked is None:
        return None
    available = _newest(balances, _AVAILABLE)
    as_of = moment(booked.on)
    record = AccountRecord(
        bank_id=bank_id(statement),
        name=values.line(holder.name, values.LONGEST_NAME) or "Account",
        last_digits=values.last_digits(holder.number),
        kind=_KINDS.get(holder.kind, kind),
        status=AccountStatus.OPEN,
        current=signed(booked.amount, code),
        available=None if available is None else signed(available.amount, code),
        as_of=as_of,
    )
    return Dated(record=record, rank=_rank(booked, _BOOKED))


def _newest(balances: Iterable[wire.Balance], kinds: tuple[str, str]) -> wire.Balance | None:
    """The latest of its kind: what was opened with is no balance any more.

    One that holds an unused credit line is more than the customer has.
    """
    told = (each for each in balances if each.kind in kinds and not each.has_credit)
    return max(told, key=lambda each: _rank(each, kinds), default=None)


def _rank(balance: wire.Balance, kinds: tuple[str, str]) -> tuple[date, int, datetime]:
    """A closing balance has a date alone, and is later than what the same day told before."""
    as_of = moment(balance.on)
    return as_of.date(), kinds.index(balance.kind), as_of
