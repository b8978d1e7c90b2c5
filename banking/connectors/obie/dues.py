"""What is to be paid on a card or a loan, from its newest statement."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from banking.asking import values
from banking.connector import DueRecord
from banking.connectors.obie.signs import absolute, signed
from banking.connectors.obie.wire import Statement, StatementAmount

# Three monthly statements, whichever of them are out; older ones ask for nothing any more.
BACK = timedelta(days=100)
# Those that close a period; a yearly summary asks for nothing.
_SUMMARY = "Annual"
# Source: OBInternalStatementDateTimeType1Code, OBInternalStatementAmountType1Code, without the
# name space that all of them are in.
_DUE = ("PaymentDue", "DirectDebitDue")
_MINIMUM, _CLOSING = "MinimumPaymentDue", "ClosingBalance"


def due(listed: Sequence[Statement], account_id: str, currency: str) -> DueRecord | None:
    """The next payment; amounts are positive where the customer owes; None if nothing is known.

    Raises:
        Unreadable: A date or an amount is none.

    """
    own = [each for each in listed if each.account_id == account_id and each.type != _SUMMARY]
    newest = max(own, key=_ended_at, default=None)
    if newest is None:
        return None
    minimum = _amount(newest, _MINIMUM, currency)
    closing = _amount(newest, _CLOSING, currency)
    return DueRecord(
        due_on=values.day(_date(newest)),
        minimum=absolute(minimum.amount) if minimum else None,
        # A debt is a Debit, and positive here.
        statement=-signed(closing.amount, closing.credit_debit_indicator) if closing else None,
        statement_on=values.day(newest.end_date_time),
    )


def _ended_at(statement: Statement) -> datetime:
    return values.moment(statement.end_date_time)


def _date(statement: Statement) -> str | None:
    dates = {_bare(each.type): each.date_time for each in statement.statement_date_time or []}
    return next((dates[name] for name in _DUE if name in dates), None)


def _amount(statement: Statement, name: str, currency: str) -> StatementAmount | None:
    found = (
        each
        for each in statement.statement_amount or []
        if _bare(each.type) == name and each.amount.currency == currency
    )
    return next(found, None)


def _bare(name: str) -> str:
    return name.removeprefix("UK.OBIE.")
