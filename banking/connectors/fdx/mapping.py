"""FDX accounts in our terms: the signs, what can be spent, what the account is called."""

from decimal import Decimal

from banking.asking import values
from banking.connector import AccountRecord, AccountStatus, Unreadable
from banking.connectors.fdx import dues
from banking.connectors.fdx.wire import Account
from banking.facts import AccountKind

# Policies, not accounts: FDX gives them no balance that anybody could ask for.
POLICIES = frozenset({"INSURANCE_ACCOUNT", "ANNUITY_ACCOUNT"})
# FDX writes what is owed as a positive balance.
_DEBTS = frozenset({"LOC_ACCOUNT", "LOAN_ACCOUNT"})
_ASSETS = frozenset({"DEPOSIT_ACCOUNT", "INVESTMENT_ACCOUNT", "DIGITAL_WALLET"})
_CARDS = frozenset({"CREDITCARD", "CHARGE"})
_DEPOSITS = {
    "CHECKING": AccountKind.CHECKING,
    "SAVINGS": AccountKind.SAVINGS,
    "CD": AccountKind.SAVINGS,
    "MONEYMARKET": AccountKind.SAVINGS,
    "HIGHINTERESTSAVINGSACCOUNT": AccountKind.SAVINGS,
    "FIRSTHOMESAVINGSACCOUNT": AccountKind.SAVINGS,
}
# FDX types are words run together.
_WORDS = {
    "AUTOLOAN": "Auto loan",
    "CD": "Certificate of deposit",
    "CHARGE": "Charge card",
    "CREDITCARD": "Credit card",
    "FIRSTHOMESAVINGSACCOUNT": "First home savings",
    "HIGHINTERESTSAVINGSACCOUNT": "High interest savings",
    "HOMEEQUITYLOAN": "Home equity loan",
    "HOMELINEOFCREDIT": "Home line of credit",
    "LINEOFCREDIT": "Line of credit",
    "MONEYMARKET": "Money market",
    "OTHERDEPOSIT": "Deposit",
    "PERSONALLOAN": "Personal loan",
    "STUDENTLOAN": "Student loan",
}


def account(listed: Account) -> AccountRecord:
    """The account with its balances.

    Raises:
        Unreadable: It has no balance, no known currency, or an amount that is not exact.

    """
    code = currency(listed)
    balance = _balance(listed)
    if balance is None:
        message = "The bank gives no balance"
        raise Unreadable(message)
    current = values.money(balance, code)
    return AccountRecord(
        bank_id=values.identifier(listed.account_id),
        name=_name(listed),
        last_digits=values.last_digits(listed.account_number_display),
        kind=_kind(listed),
        status=AccountStatus.CLOSED if is_closed(listed) else AccountStatus.OPEN,
        current=-current if listed.account_category in _DEBTS else current,
        available=values.optional_money(_available(listed), code),
        as_of=values.moment(listed.balance_as_of) if listed.balance_as_of else None,
        due=dues.due(listed, code) if listed.account_category in _DEBTS else None,
    )


def currency(listed: Account) -> str:
    """The account's currency.

    Raises:
        Unreadable: It has none that is known.

    """
    return values.currency(listed.currency.currency_code if listed.currency else None)


def is_closed(listed: Account) -> bool:
    """Whether the bank keeps the account only in its lists."""
    return listed.status == "CLOSED"


def has_balance(listed: Account) -> bool:
    """Whether a listing was more than lightweight for this account."""
    return _balance(listed) is not None


def is_same(listed: Account, detailed: Account) -> bool:
    """Whether details are those of the account that was listed."""
    is_currency_kept = listed.currency is None or listed.currency == detailed.currency
    return (
        is_currency_kept
        and listed.account_id == detailed.account_id
        and listed.account_category == detailed.account_category
    )


def _balance(listed: Account) -> Decimal | None:
    """In FDX's own sign; loans have principalBalance, investments currentValue."""
    category = listed.account_category
    if category not in _DEBTS | _ASSETS:
        message = "The bank names no account category whose sign is known"
        raise Unreadable(message)
    instead = {"LOAN_ACCOUNT": listed.principal_balance, "INVESTMENT_ACCOUNT": listed.current_value}
    balance = listed.current_balance
    return instead.get(category or "") if balance is None else balance


def _available(listed: Account) -> Decimal | None:
    match listed.account_category:
        case "DEPOSIT_ACCOUNT" | "DIGITAL_WALLET":
            return listed.available_balance
        case "LOC_ACCOUNT":
            return listed.available_credit
        case _:
            return None


def _kind(listed: Account) -> AccountKind:
    match listed.account_category:
        case "DEPOSIT_ACCOUNT":
            return _DEPOSITS.get(listed.account_type or "", AccountKind.OTHER)
        case "LOC_ACCOUNT" if listed.account_type in _CARDS:
            return AccountKind.CREDIT_CARD
        case "LOC_ACCOUNT" | "LOAN_ACCOUNT":
            return AccountKind.LOAN
        case _:
            return AccountKind.OTHER


def _name(listed: Account) -> str:
    """As the customer calls it, else the bank, else the standard."""
    kind = listed.account_type or ""
    names = (listed.nickname, listed.product_name, _WORDS.get(kind, kind.capitalize()))
    lines = (values.line(name, values.LONGEST_NAME) for name in names)
    return next(filter(None, lines), "Account")
