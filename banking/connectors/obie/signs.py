"""Which way money goes: amounts have no sign of their own, an indicator beside them does."""

from banking.asking import values
from banking.connector import Unreadable
from banking.connectors.obie.wire import Amount
from banking.money import Money


def signed(amount: Amount, indicator: str) -> Money:
    """Credit is the customer's, or comes in; Debit is owed, or goes out. Cards are no exception.

    Raises:
        Unreadable: The indicator is neither, or the amount is not exact in its currency.

    Source: 3.1.11 and 4.0, OBCreditDebitCode.
    """
    match indicator:
        case "Credit":
            return absolute(amount)
        case "Debit":
            return -absolute(amount)
        case _:
            message = "The bank gives an amount no direction"
            raise Unreadable(message)


def absolute(amount: Amount) -> Money:
    """The amount as it stands.

    Raises:
        Unreadable: It is not exact in its currency, or that is none.

    """
    return values.money(amount.exact, values.currency(amount.currency))
