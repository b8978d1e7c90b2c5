"""Plaid's accounts in our terms: the signs, what can be spent, what the account is called."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from banking.asking import values
from banking.connector import AccountRecord, AccountStatus, DueRecord, Unreadable
from banking.connectors.plaid.wire import Account
from banking.facts import AccountKind
from banking.money import Money, exponent

# Plaid writes what is owed as a positive balance.
DEBTS = frozenset({"credit", "loan"})
_VALUED = frozenset({"investment", "brokerage"})
# Of these alone /transactions/sync lists movements (of loans only some).
MOVING = frozenset({"depository", "credit", "loan"})
_DEPOSITS = {
    "checking": AccountKind.CHECKING,
    "cash management": AccountKind.CHECKING,
    "savings": AccountKind.SAVINGS,
    "money market": AccountKind.SAVINGS,
    "cd": AccountKind.SAVINGS,
    "cash isa": AccountKind.SAVINGS,
}
# Shares have prices with many decimals, and their value is no sum that anybody owes.
_LONGEST_VALUE = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What other calls tell about an account: how old Plaid's copy is, and what is to be paid."""

    as_of: datetime | None
    due: DueRecord | None = None


def account(listed: Account, known: Known) -> AccountRecord:
    """The account with its balances.

    Raises:
        Unreadable: It has no balance, no official currency, or no type whose sign is known.

    """
    code = values.currency(listed.balances.iso_currency_code)
    moment = listed.balances.last_updated_datetime
    return AccountRecord(
        bank_id=values.identifier(listed.account_id),
        name=_name(listed),
        last_digits=values.last_digits(listed.mask),
        kind=_kind(listed),
        # Closed accounts are not listed.
        status=AccountStatus.OPEN,
        current=_current(listed, code),
        available=_available(listed, code),
        as_of=values.moment(moment) if moment else known.as_of,
        due=known.due,
    )


def _current(listed: Account, code: str) -> Money:
    balance = listed.balances.current
    if balance is None:
        message = "Plaid gives no current balance"
        raise Unreadable(message)
    if listed.type in DEBTS:
        return -values.money(balance, code)
    if listed.type in _VALUED:
        return values.money(_rounded(balance, code), code)
    if listed.type == "depository":
        return values.money(balance, code)
    message = "Plaid names no account type whose sign is known"
    raise Unreadable(message)


def _rounded(value: Decimal, code: str) -> Decimal:
    """The sandbox's own retirement account is worth 23631.9805 dollars."""
    if not value.is_finite() or abs(value.adjusted()) > _LONGEST_VALUE:
        return value
    return value.quantize(Decimal(1).scaleb(-exponent(code)), ROUND_HALF_EVEN)


def _available(listed: Account, code: str) -> Money | None:
    if listed.type not in {"depository", "credit"}:
        return None
    return values.optional_money(listed.balances.available, code)


def _kind(listed: Account) -> AccountKind:
    match listed.type:
        case "depository":
            return _DEPOSITS.get(listed.subtype or "", AccountKind.OTHER)
        case "credit" if listed.subtype in {"credit card", None}:
            return AccountKind.CREDIT_CARD
        case "credit" | "loan":
            return AccountKind.LOAN
        case _:
            return AccountKind.OTHER


def _name(listed: Account) -> str:
    """As the customer or her bank calls it, else the bank's long name, else Plaid's kind."""
    names = (listed.name, listed.official_name, (listed.subtype or "").capitalize())
    lines = (values.line(name, values.LONGEST_NAME) for name in names)
    return next(filter(None, lines), "Account")
