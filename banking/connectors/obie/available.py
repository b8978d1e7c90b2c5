"""What can still be spent: available balances, and the credit lines in them or beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from banking.connector import Unreadable
from banking.connectors.obie.signs import absolute, signed
from banking.connectors.obie.wire import Balance
from banking.facts import AccountKind
from banking.money import Money

# Source: 3.1.11, OBBalanceType1Code; 4.0, ExternalBalanceType1Code.
_AVAILABLE = (("InterimAvailable", "ITAV"), ("ClosingAvailable", "CLAV"))
# Source: OBInternalLimitType1Code: what is left of a credit; what was agreed when it was given.
_LEFT, _AGREED = "Available", frozenset({"Credit", "Pre-Agreed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A credit line whose amount is known, in its balance's currency."""

    amount: Money
    type: str | None
    is_included: bool


def first(balances: Sequence[Balance], types: Iterable[Sequence[str]]) -> Balance | None:
    """The balance of the first type that there is."""
    found = (each for names in types for each in balances if each.type in names)
    return next(found, None)


def balance(balances: Sequence[Balance]) -> Balance | None:
    """The available balance."""
    return first(balances, _AVAILABLE)


def without_credit(spendable: Balance) -> Money:
    """What is on an account whose bank tells only what is available: less the credit in it.

    Raises:
        Unreadable: An amount is not exact, or only what is left of the credit is in it: how much
            was used stands nowhere.

    """
    included = [line for line in _lines(spendable) if line.is_included]
    given = [line.amount for line in included if line.type != _LEFT]
    if included and not given:
        message = "The bank gives no balance without the credit"
        raise Unreadable(message)
    return sum((-amount for amount in given), start=_signed(spendable))


def left(kind: AccountKind, spendable: Balance | None, current: Balance | None) -> Money | None:
    """What can be spent; on a card, the credit that is left; nothing of a loan.

    Raises:
        Unreadable: An amount is not exact.

    """
    match kind:
        case AccountKind.LOAN:
            return None
        case AccountKind.CREDIT_CARD:
            return _credit_left(spendable, current)
        case _:
            return _signed(spendable) if spendable else None


def _credit_left(spendable: Balance | None, current: Balance | None) -> Money | None:
    """As the bank says it; else the limit less the debt; else what it calls available."""
    known = [each for each in (spendable, current) if each]
    lines = [line for each in known for line in _lines(each)]
    said = next((line.amount for line in lines if line.type == _LEFT), None)
    if said:
        return said
    limit = next((line for line in lines if line.type in _AGREED), None)
    if limit and not limit.is_included:
        return limit.amount + _signed(known[0])
    # An available balance that is a debt has no credit in it.
    return (
        _signed(spendable) if spendable and spendable.credit_debit_indicator == "Credit" else None
    )


def _lines(of: Balance) -> list[_Line]:
    return [
        _Line(amount=absolute(line.amount), type=line.type, is_included=line.included)
        for line in of.credit_line or []
        if line.amount is not None and line.amount.currency == of.amount.currency
    ]


def _signed(of: Balance) -> Money:
    return signed(of.amount, of.credit_debit_indicator)
