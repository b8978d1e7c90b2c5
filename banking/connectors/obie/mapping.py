"""UK Open Banking's accounts in our terms: what they are called, what is on them."""

from collections.abc import Iterable, Sequence

from banking.asking import values
from banking.connector import AccountRecord, AccountStatus, Unreadable
from banking.connectors.obie import available
from banking.connectors.obie.signs import signed
from banking.connectors.obie.wire import Account, Balance
from banking.facts import AccountKind
from banking.money import Money

# Source: 3.1.11, OBExternalAccountSubType1Code; 4.0, OBExternalCashAccountType1Code.
_KINDS = {
    "CurrentAccount": AccountKind.CHECKING,
    "Savings": AccountKind.SAVINGS,
    "CreditCard": AccountKind.CREDIT_CARD,
    "ChargeCard": AccountKind.CREDIT_CARD,
    "Loan": AccountKind.LOAN,
    "Mortgage": AccountKind.LOAN,
    "CACC": AccountKind.CHECKING,
    "SLRY": AccountKind.CHECKING,
    "TRAN": AccountKind.CHECKING,
    "LLSV": AccountKind.SAVINGS,
    "MOMA": AccountKind.SAVINGS,
    "ONDP": AccountKind.SAVINGS,
    "SVGS": AccountKind.SAVINGS,
    "CARD": AccountKind.CREDIT_CARD,
    "LOAN": AccountKind.LOAN,
    "MGLD": AccountKind.LOAN,
    "MORT": AccountKind.LOAN,
    "ODFT": AccountKind.LOAN,
}
_NAMES = {
    AccountKind.CHECKING: "Current account",
    AccountKind.SAVINGS: "Savings account",
    AccountKind.CREDIT_CARD: "Credit card",
    AccountKind.LOAN: "Loan",
    AccountKind.OTHER: "Account",
}
# What is on the account: the newest that the bank has booked, else what it says instead.
# Source: 3.1.11, OBBalanceType1Code; 4.0, ExternalBalanceType1Code.
_CURRENT = (
    ("InterimBooked", "ITBD"),
    ("ClosingBooked", "CLBD"),
    ("InterimCleared",),
    ("ClosingCleared",),
    ("Expected", "XPCD"),
    ("OpeningBooked", "OPBD"),
    ("PreviouslyClosedBooked", "PRCD"),
)
_CLOSED_STATUS, _CLOSED_SWITCH = "Deleted", "UK.CASS.SwitchCompleted"


def is_closed(listed: Account) -> bool:
    """Whether the bank keeps the account only in its lists, or another bank has it now."""
    return listed.status == _CLOSED_STATUS or listed.switch_status == _CLOSED_SWITCH


def account(listed: Account, balances: Sequence[Balance]) -> AccountRecord:
    """The account with its balances; what is due stands in its statements.

    Raises:
        Unreadable: It has no balance in its currency, or one that is not exact.

    """
    own = [each for each in balances if _is_of(each, listed)]
    kind = _KINDS.get(listed.account_type_code or listed.account_sub_type or "", AccountKind.OTHER)
    spendable = available.balance(own)
    current = available.first(own, _CURRENT)
    dated = current or spendable
    if dated is None:
        message = "The bank gives no balance"
        raise Unreadable(message)
    return AccountRecord(
        bank_id=values.identifier(listed.account_id),
        name=_name(listed, kind),
        last_digits=_last_digits(listed),
        kind=kind,
        status=AccountStatus.OPEN,
        current=_signed(current) if current else available.without_credit(dated),
        available=available.left(kind, spendable, current),
        as_of=values.moment(dated.date_time),
    )


def _is_of(balance: Balance, listed: Account) -> bool:
    """A wallet has a balance in each currency; an account that is switched may name none."""
    return balance.account_id == listed.account_id and (
        listed.currency is None or balance.amount.currency == listed.currency
    )


def _signed(balance: Balance) -> Money:
    return signed(balance.amount, balance.credit_debit_indicator)


def _name(listed: Account, kind: AccountKind) -> str:
    """Account/Name is left out: it is the holders' names, which say nothing of the account."""
    said = (values.line(text, values.LONGEST_NAME) for text in _names(listed))
    return next((text for text in said if text), _NAMES[kind])


def _names(listed: Account) -> Iterable[str | None]:
    return (listed.nickname, listed.description)


def _last_digits(listed: Account) -> str:
    found = (values.last_digits(each.identification) for each in listed.account or [])
    return next((digits for digits in found if digits), "")
