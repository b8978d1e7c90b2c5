"""Plain Bank's accounts and movements in our terms."""

from banking import connector as ours
from banking.asking import values
from banking.facts import AccountKind
from tests.banking.connectors.tutorial.wire import Account, Movement

_KINDS = {"current": AccountKind.CHECKING, "card": AccountKind.CREDIT_CARD}


def account(listed: Account) -> ours.AccountRecord:
    balance = values.money(listed.balance, values.currency(listed.currency))
    return ours.AccountRecord(
        bank_id=values.identifier(listed.id),
        name=values.line(listed.label, values.LONGEST_NAME),
        last_digits=values.last_digits(listed.digits),
        kind=_KINDS.get(listed.kind, AccountKind.OTHER),
        status=ours.AccountStatus.OPEN,
        # What is owed on a card is negative here, and positive there.
        current=-balance if listed.kind == "card" else balance,
        available=None,
        as_of=values.moment(listed.at),
    )


def movement(listed: Movement, currency: str) -> ours.TransactionRecord:
    if listed.way not in {"in", "out"}:
        message = "The bank gives a movement no direction"
        raise ours.Unreadable(message)
    amount = abs(values.money(listed.amount, currency))
    happened_at = values.moment(listed.on)
    statuses = ours.TransactionStatus
    return ours.TransactionRecord(
        bank_id=values.identifier(listed.id),
        status=statuses.PENDING if listed.is_open else statuses.POSTED,
        amount=-amount if listed.way == "out" else amount,
        happened_at=happened_at,
        posted_at=None if listed.is_open else happened_at,
        description=values.line(listed.text, values.LONGEST_DESCRIPTION),
    )
