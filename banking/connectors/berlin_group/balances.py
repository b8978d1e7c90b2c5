"""Which of an account's balances is the one that a customer means."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from banking.asking import values
from banking.connector import Unreadable
from banking.connectors.berlin_group.wire import Balance
from banking.money import Money

# Source: NextGenPSD2 1.3.11, type balanceType. The nearest to now comes first.
BOOKED = ("interimBooked", "closingBooked", "openingBooked")
# Those that hold more than what is booked, or less, but are all that some banks give.
NEARLY_BOOKED = ("expected", "interimAvailable")
AVAILABLE = ("interimAvailable", "expected")
# Of the end of some day; the others are of the moment at which they were asked for.
_OF_A_DAY = frozenset({"closingBooked", "openingBooked"})


def chosen(
    listed: Iterable[Balance], currency: str, kinds: Sequence[str], *, has_limit: bool = False
) -> Balance | None:
    """The first kind that is there, its latest; ``has_limit`` of those that hold a credit limit."""
    fitting = [
        each
        for each in listed
        if each.balance_amount is not None
        and each.balance_amount.currency == currency
        and each.balance_type in kinds
        and (each.credit_limit_included is True) is has_limit
    ]
    return max(
        fitting,
        key=lambda each: (-kinds.index(each.balance_type or ""), *_age(each)),
        default=None,
    )


def _age(balance: Balance) -> tuple[str, str]:
    return balance.reference_date or "", balance.last_change_date_time or ""


def money(balance: Balance) -> Money:
    """The amount as the bank signs it.

    Raises:
        Unreadable: It is not exact.

    """
    if balance.balance_amount is None:
        message = "The bank gives a balance without an amount"
        raise Unreadable(message)
    code = values.currency(balance.balance_amount.currency)
    return values.money(balance.balance_amount.amount, code)


def as_of(balance: Balance, now: datetime) -> datetime | None:
    """When it was so; None for what was worked out when it was asked for.

    Raises:
        Unreadable: Its date is none.

    """
    # lastChangeDateTime is no such moment: what last changed a week ago is still true.
    if balance.balance_type not in _OF_A_DAY or not balance.reference_date:
        return None
    return min(values.moment(balance.reference_date), now)
