"""NextGenPSD2's card accounts in our terms: their sign, what is owed, what is left."""

from collections.abc import Sequence
from datetime import datetime

from banking.asking import values
from banking.connector import AccountRecord, AccountStatus, DueRecord, Unreadable
from banking.connectors.berlin_group import balances
from banking.connectors.berlin_group.mapping import bank_id, is_closed, name
from banking.connectors.berlin_group.wire import Balance, Card
from banking.facts import AccountKind
from banking.money import Money

# Source: NextGenPSD2 1.3.11, type balanceType, "for card-accounts": all three hold what is
# invoiced and unpaid, and what is booked and not yet invoiced; the last also what is pending.
_OWED = ("interimBooked", "interimAvailable", "expected")
_WITH_PENDING = ("expected", *_OWED)
_INVOICED, _NOT_INVOICED = ("closingBooked",), ("nonInvoiced",)


def has_balance(listed: Card) -> bool:
    """Whether the listing tells what is owed."""
    return _owed(listed.balances or [], listed.currency) is not None


def is_complete(listed: Card) -> bool:
    """Whether it also tells by which sign."""
    return listed.debit_accounting is not None and has_balance(listed)


def account(
    listed: Card, given: Sequence[Balance], now: datetime, *, is_debit_positive: bool
) -> AccountRecord:
    """The card with its balances; ``is_debit_positive`` is the standard's debitAccounting.

    Raises:
        Unreadable: It has no balance, no known currency, or an amount that is not exact.

    """
    code = values.currency(listed.currency)
    owed = _owed(given, code)
    if owed is None:
        message = "The bank gives no balance of what is owed on the card"
        raise Unreadable(message)
    booked = balances.chosen(given, code, _OWED + _INVOICED)
    return AccountRecord(
        bank_id=bank_id("card-accounts", listed),
        name=name(listed, AccountKind.CREDIT_CARD),
        last_digits=values.last_digits(listed.masked_pan),
        kind=AccountKind.CREDIT_CARD,
        status=AccountStatus.CLOSED if is_closed(listed) else AccountStatus.OPEN,
        current=signed(owed, is_debit_positive=is_debit_positive),
        available=_left(listed, given, is_debit_positive=is_debit_positive),
        as_of=balances.as_of(booked, now) if booked else None,
        due=_due(given, code, is_debit_positive=is_debit_positive),
    )


def signed(amount: Money, *, is_debit_positive: bool) -> Money:
    """Negative is owed, or out. Source: NextGenPSD2 1.3.11, type debitAccounting."""
    return -amount if is_debit_positive else amount


def _owed(given: Sequence[Balance], code: str) -> Money | None:
    """All that is booked, in the bank's own sign."""
    whole = balances.chosen(given, code, _OWED)
    if whole is not None:
        return balances.money(whole)
    invoiced = balances.chosen(given, code, _INVOICED)
    if invoiced is None:
        return None
    rest = balances.chosen(given, code, _NOT_INVOICED)
    total = balances.money(invoiced)
    return total + balances.money(rest) if rest else total


def _left(listed: Card, given: Sequence[Balance], *, is_debit_positive: bool) -> Money | None:
    """The credit that is left: of the limit, after what is pending where that is known."""
    code = listed.currency
    limit = listed.credit_limit
    used = balances.chosen(given, code, _WITH_PENDING)
    if limit is not None and limit.currency == code and used is not None:
        whole = abs(values.money(limit.amount, code))
        return whole + signed(balances.money(used), is_debit_positive=is_debit_positive)
    spendable = balances.chosen(given, code, balances.AVAILABLE, has_limit=True)
    # With debits positive nobody can tell which sign "money to spend" has.
    if spendable is None or is_debit_positive:
        return None
    return balances.money(spendable)


def _due(given: Sequence[Balance], code: str, *, is_debit_positive: bool) -> DueRecord | None:
    """What is invoiced and not yet paid; positive is owed."""
    invoiced = balances.chosen(given, code, _INVOICED)
    if invoiced is None:
        return None
    return DueRecord(
        statement=-signed(balances.money(invoiced), is_debit_positive=is_debit_positive),
        statement_on=values.day(invoiced.reference_date),
    )
