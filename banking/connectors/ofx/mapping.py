"""OFX statements in our terms: whose they are, the signs, what can be spent, what is due."""

from collections.abc import Iterable

from banking.asking import values
from banking.asking.tree import Element
from banking.connector import AccountRecord, AccountStatus, DueRecord
from banking.connectors.ofx import figures, wire
from banking.connectors.ofx.dialect import Dialect
from banking.facts import DEBTS, AccountKind
from banking.money import Money

# Source: OFX 2.1.1, 11.3.1.1, with what a customer would call them.
_KINDS = {
    "CHECKING": (AccountKind.CHECKING, "Checking"),
    "SAVINGS": (AccountKind.SAVINGS, "Savings"),
    "MONEYMRKT": (AccountKind.SAVINGS, "Money market"),
    "CD": (AccountKind.SAVINGS, "Certificate of deposit"),
    "CREDITLINE": (AccountKind.LOAN, "Line of credit"),
    wire.CARD: (AccountKind.CREDIT_CARD, "Credit card"),
}


def bank_id(account: wire.Account) -> str:
    """OFX knows an account by its whole number, which must stand nowhere: a hash of it does."""
    return values.derived_id("ofx", account.bank, account.number, account.kind)


def closings(root: Element) -> dict[str, list[wire.Closing]]:
    """What each card of the document last asked for, by our id of it."""
    found: dict[str, list[wire.Closing]] = {}
    for holder, closing in wire.closings(root):
        found.setdefault(bank_id(holder), []).append(closing)
    return found


def currency(statement: Element) -> str:
    """Source: OFX 2.1.1, 11.4.2.2, CURDEF."""
    return values.currency(statement.value("CURDEF") or None)


def account(
    read: Element, dialect: Dialect, *, name: str = "", closings: Iterable[wire.Closing] = ()
) -> AccountRecord:
    """The statement's account with its balances, under the name that the bank lists it by.

    Raises:
        Unreadable: It has no balance, no known currency, or an amount that is not exact.

    """
    holder, statement = wire.holder(read), wire.statement(read)
    code = values.currency(statement.currency or None)
    kind, otherwise = _KINDS.get(holder.kind, (AccountKind.OTHER, "Account"))
    balance = values.money(figures.amount(statement.ledger.amount), code)
    is_flipped = kind in DEBTS and not dialect.is_debt_negative
    latest = max(closings, key=lambda each: each.closed, default=None)
    return AccountRecord(
        bank_id=bank_id(holder),
        name=values.line(name, values.LONGEST_NAME) or otherwise,
        last_digits=values.last_digits(holder.number),
        kind=kind,
        status=AccountStatus.OPEN,
        current=-balance if is_flipped else balance,
        available=_available(statement, code),
        as_of=figures.moment(statement.ledger.as_of),
        due=None if latest is None else _due(latest, code, is_flipped=is_flipped),
    )


def _available(statement: wire.Statement, code: str) -> Money | None:
    if statement.available is None:
        return None
    return values.money(figures.amount(statement.available.amount), code)


def _due(closing: wire.Closing, code: str, *, is_flipped: bool) -> DueRecord:
    minimum = _optional(closing.minimum, code)
    balance = _optional(closing.balance, code)
    return DueRecord(
        due_on=figures.day(closing.due),
        minimum=None if minimum is None else abs(minimum),
        statement=None if balance is None else _owed(balance, minimum, is_flipped=is_flipped),
        statement_on=figures.day(closing.closed),
    )


def _owed(balance: Money, minimum: Money | None, *, is_flipped: bool) -> Money:
    """A positive amount for a debt: the closing balance has the sign of the account's own.

    Where something must be paid, something is owed, whatever sign the bank gives it.
    """
    if minimum is not None and minimum.minor:
        return abs(balance)
    return balance if is_flipped else -balance


def _optional(text: str, code: str) -> Money | None:
    return values.money(figures.amount(text), code) if text else None
