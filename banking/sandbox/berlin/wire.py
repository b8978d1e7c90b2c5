"""Accounts, cards and movements as NextGenPSD2 writes them: text amounts, signs of two kinds."""

import uuid
from datetime import date, datetime

from banking.sandbox.accounts import Account, CardTerms, Kind
from banking.sandbox.amounts import JsonObject, decimal
from banking.sandbox.dues import card_due
from banking.sandbox.ledger import Ledger
from banking.sandbox.transactions import Transaction

CASH_ACCOUNT_TYPES = {Kind.CHECKING: "CACC", Kind.SAVINGS: "SVGS", Kind.AUTO_LOAN: "LOAN"}
BANK_CODE = "50010517"
# ISO 13616: D and E as numbers, then the check digits that are to be found.
COUNTRY_AS_NUMBER, MODULUS = "131400", 97
LONGEST_NAME, LONGEST_TEXT = 70, 140


def iban(account: Account) -> str:
    """Write the account's number as an IBAN; it ends in the digits that are displayed."""
    digits = account.number_display.lstrip("*").rjust(10, "0")
    check = 98 - int(BANK_CODE + digits + COUNTRY_AS_NUMBER) % MODULUS
    return f"DE{check:02}{BANK_CODE}{digits}"


def masked_pan(account: Account) -> str:
    return f"525412******{account.number_display.lstrip('*')}"


def resource_id(account: Account, consent_id: str) -> str:
    """Name the account under one consent: the standard asks for no more, and so do real banks."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{consent_id}/{account.account_id}"))


def reference(account: Account) -> JsonObject:
    """Write what identifies an account."""
    number = (
        {"maskedPan": masked_pan(account)} if account.card is not None else {"iban": iban(account)}
    )
    return {**number, "currency": account.currency}


def amount(minor: int, currency: str) -> JsonObject:
    """Write an amount as text."""
    return {"currency": currency, "amount": format(decimal(minor, currency), "f")}


def listed(account: Account, consent_id: str) -> JsonObject:
    """Write what names an account or a card, without its balances."""
    named: JsonObject = {
        "resourceId": resource_id(account, consent_id),
        **reference(account),
        "name": account.product,
        "displayName": account.name,
        "status": "enabled",
        "usage": "PRIV",
    }
    if account.card is None:
        return {**named, "cashAccountType": CASH_ACCOUNT_TYPES[account.kind]}
    limit = amount(account.card.credit_line_minor, account.currency)
    return {**named, "debitAccounting": True, "creditLimit": limit}


def balances(account: Account, ledger: Ledger, now: datetime) -> list[JsonObject]:
    """Write an account's balances; a card's are positive where something is owed."""
    if account.card is not None:
        return _card_balances(account, account.card, ledger, now)
    balance = ledger.balance(account, now)
    booked = _balance(account, "interimBooked", balance.current_minor)
    if account.loan is not None:
        return [booked]
    available = _balance(account, "interimAvailable", balance.available_minor)
    return [booked, {**available, "creditLimitIncluded": False}]


def _card_balances(
    account: Account, terms: CardTerms, ledger: Ledger, now: datetime
) -> list[JsonObject]:
    balance = ledger.balance(account, now)
    due = card_due(account, terms, ledger.everything(account, now), now)
    invoiced = _balance(account, "closingBooked", due.remaining_minor)
    return [
        _balance(account, "interimBooked", -balance.current_minor),
        _balance(account, "expected", -balance.available_minor),
        {**invoiced, "referenceDate": due.statement_on.isoformat()},
    ]


def _balance(account: Account, kind: str, minor: int) -> JsonObject:
    return {"balanceType": kind, "balanceAmount": amount(minor, account.currency)}


def movement(account: Account, entry: Transaction, now: datetime) -> JsonObject:
    """Write a movement on an account or a card."""
    booked = {} if entry.is_pending(now) else {"bookingDate": _day(entry.posts_at)}
    if account.card is not None:
        return {**_card_movement(account, entry), **booked}
    other_side = "creditorName" if entry.minor < 0 else "debtorName"
    written: JsonObject = {
        "transactionId": entry.transaction_id,
        "valueDate": _day(entry.made_at),
        "transactionAmount": amount(entry.minor, account.currency),
        other_side: entry.payee[:LONGEST_NAME],
        "remittanceInformationUnstructured": entry.description[:LONGEST_TEXT],
    }
    if entry.mcc is not None:
        written["bankTransactionCode"] = "PMNT-CCRD-POSD"
        written["proprietaryBankTransactionCode"] = entry.mcc
    return {**written, **booked}


def _card_movement(account: Account, entry: Transaction) -> JsonObject:
    written: JsonObject = {
        "cardTransactionId": entry.transaction_id,
        "transactionDate": _day(entry.made_at),
        "transactionAmount": amount(-entry.minor, account.currency),
        "transactionDetails": entry.description,
    }
    if entry.mcc is not None:
        written["merchantCategoryCode"] = entry.mcc
    if entry.foreign is not None:
        foreign = entry.foreign
        written["originalAmount"] = amount(-foreign.minor, foreign.currency)
    return written


def _day(moment: datetime) -> str:
    return date.isoformat(moment.date())
