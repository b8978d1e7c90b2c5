"""FDX transactions in our terms."""

from datetime import datetime

from banking import categories
from banking.asking import values
from banking.connector import TransactionRecord, TransactionStatus, Unreadable
from banking.connectors.fdx.wire import Transaction
from banking.money import Money

_STATUSES = {
    "AUTHORIZATION": TransactionStatus.PENDING,
    "MEMO": TransactionStatus.PENDING,
    "PENDING": TransactionStatus.PENDING,
    "POSTED": TransactionStatus.POSTED,
}


def movement(listed: Transaction, currency: str) -> TransactionRecord | None:
    """The transaction in its account's currency; None for a memo, which moves nothing.

    Raises:
        Unreadable: Its direction, status, amount or moment is unknown.

    """
    if listed.debit_credit_memo == "MEMO":
        return None
    is_out = _is_out(listed)
    status = _STATUSES.get(listed.status)
    if status is None:
        message = "The bank gives a transaction a status that FDX has not"
        raise Unreadable(message)
    posted_at = values.moment(listed.posted_timestamp) if listed.posted_timestamp else None
    return TransactionRecord(
        bank_id=values.identifier(listed.transaction_id),
        status=status,
        amount=_signed(values.money(listed.amount, currency), is_out=is_out),
        happened_at=_happened_at(listed, posted_at),
        posted_at=posted_at,
        description=values.line(listed.description, values.LONGEST_DESCRIPTION),
        merchant=values.line(listed.payee, values.LONGEST_MERCHANT),
        category=categories.of_words(listed.category),
        bank_category=values.line(listed.category, values.LONGEST_CATEGORY),
        original=_original(listed, is_out=is_out),
    )


def _is_out(listed: Transaction) -> bool:
    match listed.debit_credit_memo:
        case "CREDIT":
            return False
        case "DEBIT":
            return True
        case _:
            message = "The bank gives a transaction no direction"
            raise Unreadable(message)


def _signed(amount: Money, *, is_out: bool) -> Money:
    """FDX 6.x, Transaction.amount is absolute; some banks sign it as well: the memo decides."""
    return -abs(amount) if is_out else abs(amount)


def _happened_at(listed: Transaction, posted_at: datetime | None) -> datetime:
    if listed.transaction_timestamp:
        return values.moment(listed.transaction_timestamp)
    if posted_at is None:
        message = "The bank gives a transaction no moment"
        raise Unreadable(message)
    return posted_at


def _original(listed: Transaction, *, is_out: bool) -> Money | None:
    """What the merchant charged abroad: an ornament, for whose sake no transaction is lost."""
    if listed.foreign_amount is None:
        return None
    try:
        code = values.currency(listed.foreign_currency)
        return _signed(values.money(listed.foreign_amount, code), is_out=is_out)
    except Unreadable:
        return None
