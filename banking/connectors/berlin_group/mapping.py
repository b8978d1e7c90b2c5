"""NextGenPSD2's accounts in our terms: which balance counts, what can be spent, the name."""

from collections.abc import Sequence
from datetime import datetime

from banking.asking import values
from banking.connector import AccountRecord, AccountStatus, Unreadable
from banking.connectors.berlin_group import balances
from banking.connectors.berlin_group.wire import Account, Balance, Listed, Named
from banking.facts import AccountKind
from banking.money import Money

# ISO 4217's code for "no currency" is the standard's way of saying "several": an aggregate of the
# sub-accounts beside it.
AGGREGATE = "XXX"
_CURRENT = balances.BOOKED + balances.NEARLY_BOOKED
# Source: ISO 20022, ExternalCashAccountType1Code.
_KINDS = {
    "CACC": AccountKind.CHECKING,
    "CARD": AccountKind.CREDIT_CARD,
    "CASH": AccountKind.CHECKING,
    "LLSV": AccountKind.SAVINGS,
    "LOAN": AccountKind.LOAN,
    "MGLD": AccountKind.LOAN,
    "MOMA": AccountKind.SAVINGS,
    "ONDP": AccountKind.SAVINGS,
    "SVGS": AccountKind.SAVINGS,
    "TRAN": AccountKind.CHECKING,
    "TRAS": AccountKind.CHECKING,
}
_WORDS = {
    AccountKind.CHECKING: "Current account",
    AccountKind.SAVINGS: "Savings account",
    AccountKind.CREDIT_CARD: "Credit card",
    AccountKind.LOAN: "Loan",
    AccountKind.OTHER: "Account",
}


def bank_id(collection: str, named: Named) -> str:
    """What the account is called from one consent to the next.

    The resourceId need only last as long as its consent (1.3.11, parameter account-id), and some
    banks do make new ones; the account's number stays. It is hashed, as nobody needs to read it.
    """
    number = named.iban or named.bban or named.masked_pan
    if number:
        return values.derived_id(collection, "".join(number.split()), named.currency)
    return values.derived_id(collection, named.resource_id)


def is_closed(listed: Listed) -> bool:
    """Whether the bank keeps the account only in its lists."""
    return listed.status == "deleted"


def has_balance(listed: Account) -> bool:
    """Whether the listing will do, if it must."""
    given = listed.balances or []
    return balances.chosen(given, listed.currency, _CURRENT) is not None


def is_complete(listed: Account) -> bool:
    """Whether the listing has both figures, so that its balances need not be asked for."""
    given = listed.balances or []
    booked = balances.chosen(given, listed.currency, balances.BOOKED)
    return booked is not None and bool(balances.chosen(given, listed.currency, balances.AVAILABLE))


def account(listed: Account, given: Sequence[Balance], now: datetime) -> AccountRecord:
    """The account with its balances.

    Raises:
        Unreadable: It has no balance of its own, no known currency, or an amount that is not exact.

    """
    code = values.currency(listed.currency)
    booked = balances.chosen(given, code, _CURRENT)
    if booked is None:
        message = "The bank gives no balance without a credit limit in it"
        raise Unreadable(message)
    current = balances.money(booked)
    kind = _KINDS.get(listed.cash_account_type or "CACC", AccountKind.OTHER)
    return AccountRecord(
        bank_id=bank_id("accounts", listed),
        name=name(listed, kind),
        last_digits=values.last_digits(listed.iban or listed.bban),
        kind=kind,
        status=AccountStatus.CLOSED if is_closed(listed) else AccountStatus.OPEN,
        current=current,
        available=None if kind is AccountKind.LOAN else _available(given, current),
        as_of=balances.as_of(booked, now),
    )


def _available(given: Sequence[Balance], current: Money) -> Money | None:
    """What she can spend of her own; nothing rather than what may be the bank's.

    More than is booked may be an overdraft, or money that has not come yet. It is believed only of
    what is available now and says that no credit is in it.
    """
    balance = balances.chosen(given, current.currency, balances.AVAILABLE)
    if balance is None:
        return None
    available = balances.money(balance)
    is_sure = (
        balance.balance_type == "interimAvailable" and balance.credit_limit_included is not None
    )
    return available if is_sure or available.minor <= current.minor else None


def name(listed: Listed, kind: AccountKind) -> str:
    """As the customer calls it, else the bank, else what it is."""
    names = (listed.display_name, listed.name, listed.product, _WORDS[kind])
    lines = (values.line(each, values.LONGEST_NAME) for each in names)
    return next(filter(None, lines))
