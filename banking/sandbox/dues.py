"""What is due on a card or a loan, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from banking.sandbox.accounts import Account, CardTerms, LoanTerms
from banking.sandbox.amounts import quotient
from banking.sandbox.transactions import PAYMENT_RECEIVED, Transaction

CARD_DUE_DAY = 22
LEAST_PERCENT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """The newest payment the bank received on a debt."""

    minor: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDue:
    """The last statement and what is left of it; amounts owed are positive."""

    statement_minor: int
    statement_on: date
    remaining_minor: int
    least_minor: int
    due_on: date


def card_due(
    account: Account, terms: CardTerms, entries: Sequence[Transaction], now: datetime
) -> CardDue:
    """Work back from today's balance to the statement that closed with the last month."""
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    statement = owed_at(account, entries, month)
    paid = sum(
        entry.minor
        for entry in entries
        if month <= entry.posts_at <= now and entry.description == PAYMENT_RECEIVED
    )
    remaining = max(0, statement - paid)
    least = max(terms.least_minor, quotient(statement * LEAST_PERCENT, 100))
    is_open = remaining > 0 and now.day <= CARD_DUE_DAY
    due_in = month.date() if is_open else next_month(month.date())
    return CardDue(
        statement_minor=statement,
        statement_on=month.date() - timedelta(days=1),
        remaining_minor=remaining,
        least_minor=min(remaining, least),
        due_on=due_in.replace(day=CARD_DUE_DAY),
    )


def owed_at(account: Account, entries: Sequence[Transaction], moment: datetime) -> int:
    """Return the debt that had posted before the moment."""
    posted = sum(entry.minor for entry in entries if entry.posts_at < moment)
    return -(account.opening_minor + posted)


def last_payment(entries: Sequence[Transaction]) -> Payment | None:
    """Return the last payment received of entries in their order, if there was one."""
    for entry in reversed(entries):
        if entry.description == PAYMENT_RECEIVED:
            return Payment(minor=entry.minor, on=entry.made_at.date())
    return None


def instalment_on(terms: LoanTerms, now: datetime) -> date | None:
    """Return the next instalment's date, None once the loan is paid back."""
    this_month = now.date().replace(day=terms.day)
    upcoming = this_month if now.date() < this_month else next_month(this_month)
    upcoming = max(upcoming.replace(day=terms.day), terms.first_on)
    return upcoming if upcoming <= terms.last_on else None


def next_month(day: date) -> date:
    """Return the first of the following month."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
