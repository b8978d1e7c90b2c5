"""What is to be paid on a card or a loan, from the account's own fields and 6.4's bills."""

from decimal import Decimal

from banking.asking import values
from banking.connector import DueRecord
from banking.connectors.fdx.wire import Account, Bill


def due(listed: Account, currency: str) -> DueRecord | None:
    """The next payment; amounts are positive where the customer owes; None if nothing is known.

    Raises:
        Unreadable: A date or an amount is none.

    """
    bill = _current(listed) or Bill()
    statement = values.optional_money(listed.last_stmt_balance, currency)
    if bill.statement_balance is not None:
        # FDX 6.4, Bill.statementBalance: negative when the customer owes, unlike lastStmtBalance.
        statement = -values.money(bill.statement_balance, currency)
    read = DueRecord(
        due_on=values.day(bill.due_date or listed.next_payment_date),
        minimum=values.optional_money(_minimum(listed, bill), currency),
        statement=statement,
        statement_on=values.day(bill.statement_date or listed.last_stmt_date),
    )
    return None if read == DueRecord() else read


def _minimum(listed: Account, bill: Bill) -> Decimal | None:
    """A loan asks for its instalment; a card's nextPaymentAmount may be more than it must be."""
    if bill.minimum_payment_due is not None:
        return bill.minimum_payment_due
    if listed.minimum_payment_amount is not None:
        return listed.minimum_payment_amount
    return listed.next_payment_amount if listed.account_category == "LOAN_ACCOUNT" else None


def _current(listed: Account) -> Bill | None:
    """The bill of the next payment, else the latest: paid ones may still be listed."""
    bills = listed.bills or []
    upcoming = values.day(listed.next_payment_date)
    matching = [bill for bill in bills if upcoming and values.day(bill.due_date) == upcoming]
    return max(
        matching or bills,
        key=lambda bill: (bill.statement_date or bill.due_date or "", bill.due_date or ""),
        default=None,
    )
