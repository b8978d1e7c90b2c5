"""Accounts and transactions as FDX writes them: v6 flat, v5 in a wrapper (FDX API 6.0, 5.x)."""

from datetime import datetime

from banking.sandbox.accounts import Account, CardTerms, Kind, LoanTerms
from banking.sandbox.amounts import JsonObject, decimal, percent
from banking.sandbox.customers import Customer
from banking.sandbox.dues import card_due, instalment_on, last_payment
from banking.sandbox.ledger import Ledger
from banking.sandbox.transactions import Transaction

CATEGORY = {
    Kind.CHECKING: "DEPOSIT_ACCOUNT",
    Kind.SAVINGS: "DEPOSIT_ACCOUNT",
    Kind.CREDIT_CARD: "LOC_ACCOUNT",
    Kind.AUTO_LOAN: "LOAN_ACCOUNT",
}
WRAPPER = {"DEPOSIT_ACCOUNT": "deposit", "LOC_ACCOUNT": "loc", "LOAN_ACCOUNT": "loan"}
LIGHTWEIGHT = frozenset(
    {
        "accountId",
        "accountCategory",
        "accountType",
        "accountNumberDisplay",
        "productName",
        "nickname",
        "status",
        "currency",
    }
)


def lightweight(account: Account) -> JsonObject:
    """Write what names an account; FDX keeps balances for the details."""
    return {
        "accountId": account.account_id,
        "accountCategory": CATEGORY[account.kind],
        "accountType": account.kind.value,
        "accountNumberDisplay": account.number_display,
        "productName": account.product,
        "nickname": account.name,
        "status": "OPEN",
        "currency": {"currencyCode": account.currency},
    }


def details(account: Account, ledger: Ledger, now: datetime) -> JsonObject:
    """Write an account with its balances and what is due on it."""
    written = {**lightweight(account), "balanceAsOf": now.isoformat(timespec="seconds")}
    if account.card is not None:
        return {**written, **_card(account, account.card, ledger, now)}
    if account.loan is not None:
        return {**written, **_loan(account, account.loan, ledger, now)}
    balance = ledger.balance(account, now)
    written["currentBalance"] = decimal(balance.current_minor, account.currency)
    written["availableBalance"] = decimal(balance.available_minor, account.currency)
    if account.interest_bp:
        written["annualPercentageYield"] = percent(account.interest_bp)
    return written


def _card(account: Account, terms: CardTerms, ledger: Ledger, now: datetime) -> JsonObject:
    entries = ledger.everything(account, now)
    due = card_due(account, terms, entries, now)
    balance = ledger.balance(account, now)
    available = max(0, terms.credit_line_minor + balance.available_minor)
    return {
        "currentBalance": decimal(-balance.current_minor, account.currency),
        "creditLine": decimal(terms.credit_line_minor, account.currency),
        "availableCredit": decimal(available, account.currency),
        "lastStmtBalance": decimal(due.statement_minor, account.currency),
        "lastStmtDate": due.statement_on.isoformat(),
        "nextPaymentAmount": decimal(due.remaining_minor, account.currency),
        "minimumPaymentAmount": decimal(due.least_minor, account.currency),
        "nextPaymentDate": due.due_on.isoformat(),
        "purchasesApr": percent(terms.apr_bp),
        **_last_payment(account, entries),
    }


def _loan(account: Account, terms: LoanTerms, ledger: Ledger, now: datetime) -> JsonObject:
    owed = -ledger.balance(account, now).current_minor
    upcoming = instalment_on(terms, now)
    written: JsonObject = {
        "principalBalance": decimal(owed, account.currency),
        "originalPrincipal": decimal(terms.principal_minor, account.currency),
        "interestRate": percent(terms.rate_bp),
        "interestRateType": "FIXED",
        "maturityDate": terms.last_on.isoformat(),
        **_last_payment(account, ledger.everything(account, now)),
    }
    if upcoming is not None:
        written["nextPaymentAmount"] = decimal(terms.instalment_minor, account.currency)
        written["nextPaymentDate"] = upcoming.isoformat()
    return written


def _last_payment(account: Account, entries: list[Transaction]) -> JsonObject:
    payment = last_payment(entries)
    if payment is None:
        return {}
    return {
        "lastPaymentAmount": decimal(payment.minor, account.currency),
        "lastPaymentDate": payment.on.isoformat(),
    }


def transaction(account: Account, entry: Transaction, now: datetime) -> JsonObject:
    """Write a transaction: the amount is absolute, `debitCreditMemo` tells its direction."""
    written: JsonObject = {
        "accountCategory": CATEGORY[account.kind],
        "accountId": account.account_id,
        "transactionId": entry.transaction_id,
        "transactionTimestamp": entry.made_at.isoformat(timespec="seconds"),
        "description": entry.description,
        "payee": entry.payee,
        "debitCreditMemo": "CREDIT" if entry.minor > 0 else "DEBIT",
        "status": "PENDING" if entry.is_pending(now) else "POSTED",
        "amount": decimal(abs(entry.minor), account.currency),
    }
    if not entry.is_pending(now):
        written["postedTimestamp"] = entry.posts_at.isoformat(timespec="seconds")
    if entry.mcc is not None:
        written["category"] = entry.mcc
    if entry.foreign is not None:
        written["foreignAmount"] = decimal(abs(entry.foreign.minor), entry.foreign.currency)
        written["foreignCurrency"] = entry.foreign.currency
    return written


def customer(person: Customer) -> JsonObject:
    """Write the customer whose token was shown."""
    return {
        "customerId": person.number,
        "type": "CONSUMER",
        "name": {"first": person.first_name, "last": person.last_name},
    }


def wrapped(flat: JsonObject, noun: str) -> JsonObject:
    """Write an account or a transaction as 5.x does, under a key that tells its category."""
    inner = {key: value for key, value in flat.items() if key != "accountCategory"}
    return {WRAPPER[str(flat["accountCategory"])] + noun: inner}
