"""What is to be paid on a card or a loan, as /liabilities/get has it."""

from banking.asking import values
from banking.connector import DueRecord
from banking.connectors.plaid.wire import Owed


def due(owed: Owed | None, currency: str) -> DueRecord | None:
    """The next payment; positive is owed, in Plaid as here; None if nothing is known.

    Raises:
        Unreadable: A date or an amount is none.

    """
    if owed is None:
        return None
    minimum = owed.minimum_payment_amount
    read = DueRecord(
        due_on=values.day(owed.next_payment_due_date),
        # A mortgage asks for its instalment.
        minimum=values.optional_money(
            owed.next_monthly_payment if minimum is None else minimum, currency
        ),
        statement=values.optional_money(owed.last_statement_balance, currency),
        statement_on=values.day(owed.last_statement_issue_date),
    )
    return None if read == DueRecord() else read
