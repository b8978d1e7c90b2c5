"""Accounts, balances, transactions and statements as UK Open Banking writes them."""

from datetime import date, datetime

from banking.sandbox.accounts import Account, CardTerms
from banking.sandbox.amounts import Json, JsonObject, decimal
from banking.sandbox.dues import card_due
from banking.sandbox.ledger import Ledger
from banking.sandbox.transactions import Transaction
from banking.sandbox.uk.versions import Version

LONGEST_DESCRIPTION = 35
# The day after a statement's end, which is the month's last.
CREATED_AT = "T06:00:00+00:00"


def amount(minor: int, currency: str) -> JsonObject:
    """Write an amount: digits as text, never signed (OBActiveOrHistoricCurrencyAndAmount)."""
    return {"Amount": format(decimal(abs(minor), currency), "f"), "Currency": currency}


def direction(minor: int) -> str:
    """Tell the side; nothing at all is a credit (OBCreditDebitCode)."""
    return "Debit" if minor < 0 else "Credit"


def account(own: Account, version: Version) -> JsonObject:
    """Write an account (OBAccount6)."""
    scheme = "UK.OBIE.PAN" if own.card else "UK.OBIE.BBAN"
    numbers: list[Json] = [{"SchemeName": scheme, "Identification": own.number_display}]
    return {
        "AccountId": own.account_id,
        "Status": "Enabled",
        "StatusUpdateDateTime": "2021-01-01T09:00:00+00:00",
        "Currency": own.currency,
        version.holder_key: "Personal",
        version.kind_key: version.kinds[own.kind],
        "Description": own.product[:LONGEST_DESCRIPTION],
        "Nickname": own.name,
        "Account": numbers,
    }


def balances(own: Account, ledger: Ledger, now: datetime, version: Version) -> list[Json]:
    """Write what is booked and what is available (OBCashBalance1); a loan has the former alone."""
    balance = ledger.balance(own, now)
    booked: JsonObject = {
        "AccountId": own.account_id,
        "CreditDebitIndicator": direction(balance.current_minor),
        "Type": version.booked,
        "DateTime": now.isoformat(timespec="seconds"),
        "Amount": amount(balance.current_minor, own.currency),
    }
    if own.loan is not None:
        return [booked]
    left = balance.available_minor
    lines: JsonObject = {}
    if own.card is not None:
        left = max(0, own.card.credit_line_minor + left)
        limit = amount(own.card.credit_line_minor, own.currency)
        lines = {"CreditLine": [{"Included": True, "Type": "Credit", "Amount": limit}]}
    available: JsonObject = {
        "CreditDebitIndicator": direction(left),
        "Type": version.available,
        "Amount": amount(left, own.currency),
    }
    return [booked, {**booked, **available, **lines}]


def transaction(own: Account, entry: Transaction, now: datetime, version: Version) -> JsonObject:
    """Write a transaction (OBTransaction6); a pending one names the day it will be booked."""
    written: JsonObject = {
        "AccountId": own.account_id,
        "TransactionId": entry.transaction_id,
        "CreditDebitIndicator": direction(entry.minor),
        "Status": version.statuses[entry.is_pending(now)],
        "BookingDateTime": entry.posts_at.isoformat(timespec="seconds"),
        "ValueDateTime": entry.made_at.isoformat(timespec="seconds"),
        "TransactionInformation": entry.description,
        "Amount": amount(entry.minor, own.currency),
    }
    merchant: JsonObject = {"MerchantName": entry.payee}
    if entry.mcc is not None:
        merchant["MerchantCategoryCode"] = entry.mcc
    written["MerchantDetails"] = merchant
    if entry.foreign is not None:
        there = decimal(abs(entry.foreign.minor), entry.foreign.currency)
        here = decimal(abs(entry.minor), own.currency)
        written["CurrencyExchange"] = {
            "SourceCurrency": entry.foreign.currency,
            "TargetCurrency": own.currency,
            "ExchangeRate": round(here / there, 6),
            "InstructedAmount": amount(entry.foreign.minor, entry.foreign.currency),
        }
    return written


def statement(own: Account, terms: CardTerms, ledger: Ledger, now: datetime) -> JsonObject:
    """Write a card's last statement (OBStatement2)."""
    due = card_due(own, terms, ledger.everything(own, now), now)
    amounts: list[Json] = [
        _part("ClosingBalance", -due.statement_minor, own.currency),
        _part("MinimumPaymentDue", -due.least_minor, own.currency),
        _part("CreditLimit", terms.credit_line_minor, own.currency),
    ]
    dates: list[Json] = [
        {"Type": "UK.OBIE.PaymentDue", "DateTime": _midnight(due.due_on)},
        {"Type": "UK.OBIE.LastStatement", "DateTime": _midnight(due.statement_on)},
    ]
    ends = due.statement_on
    return {
        "AccountId": own.account_id,
        "StatementId": f"{own.account_id}-{ends:%Y-%m}"[-40:],
        "Type": "RegularPeriodic",
        "StartDateTime": _midnight(ends.replace(day=1)),
        "EndDateTime": _midnight(ends),
        "CreationDateTime": f"{ends.isoformat()}{CREATED_AT}",
        "StatementAmount": amounts,
        "StatementDateTime": dates,
    }


def _part(name: str, minor: int, currency: str) -> JsonObject:
    return {
        "CreditDebitIndicator": direction(minor),
        "Type": f"UK.OBIE.{name}",
        "Amount": amount(minor, currency),
    }


def _midnight(day: date) -> str:
    """Write a day as banks do that know no time (Statements, Notes)."""
    return f"{day.isoformat()}T00:00:00+00:00"
