"""Balances as loudly as a consent allows: exact, rounded, or only whose money it is."""

from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal

from banking.facts import DEBTS, Balance
from banking.money import Money, exponent
from consent.privacy import Amounts
from consent.release import Balances, Side, Sign, Signs

_SIGNIFICANT = 2


def told(exact: Balances, manner: Amounts) -> Balances | Signs:
    """What may leave of exact balances.

    Shape: for the screen they stay exact, and say so: whoever words them says no amount aloud.
    """
    match manner:
        case Amounts.YES_NO:
            return _signs(exact)
        case Amounts.ROUNDED:
            return _rounded(exact)
        case _:
            return exact


def rounded(money: Money) -> Money:
    """Two significant digits, but never a fraction of a whole unit: 3,259.11 is 3,300, 45.30 is 45.

    Halves go to the even digit. What is not nothing does not become nothing: 0.40 is 1.
    """
    if not money.minor:
        return money
    amount = abs(money.amount)
    place = max(amount.adjusted() - _SIGNIFICANT + 1, 0)
    whole = amount.quantize(Decimal((0, (1,), place)), rounding=ROUND_HALF_EVEN)
    minor = int(max(whole, Decimal(1)).scaleb(exponent(money.currency)))
    return Money(minor=minor if money.minor > 0 else -minor, currency=money.currency)


def _rounded(exact: Balances) -> Balances:
    return replace(
        exact,
        items=tuple(
            replace(
                item,
                current=rounded(item.current),
                available=item.available and rounded(item.available),
            )
            for item in exact.items
        ),
        # Of the exact sum: the sum of rounded amounts would be another.
        totals=tuple(rounded(total) for total in exact.totals),
    )


def _signs(exact: Balances) -> Signs:
    return Signs(
        items=tuple(
            Sign(account=item.account, side=_side(item), as_of=item.as_of) for item in exact.items
        ),
        is_bank_silent=exact.is_bank_silent,
        wants_customer=exact.wants_customer,
        at=exact.at,
        time_zone=exact.time_zone,
    )


def _side(item: Balance) -> Side:
    """Whose money it is, and nothing of how much."""
    minor = item.current.minor
    if item.account.kind in DEBTS:
        return Side.IN_CREDIT if minor > 0 else Side.OWES if minor else Side.OWES_NOTHING
    return Side.OVERDRAWN if minor < 0 else Side.HAS if minor else Side.EMPTY
