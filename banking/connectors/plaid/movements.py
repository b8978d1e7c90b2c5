"""Plaid's transactions in our terms."""

from datetime import UTC, datetime, time

from banking.asking import values
from banking.connector import TransactionRecord, TransactionStatus
from banking.connectors.plaid import taxonomy
from banking.connectors.plaid.wire import Purpose, Transaction


def movement(listed: Transaction) -> TransactionRecord:
    """The transaction, out of the account as a negative amount.

    Raises:
        Unreadable: Its currency, amount or moment is none.

    """
    code = values.currency(listed.iso_currency_code)
    posted_at = _when(listed.datetime, listed.date)
    is_dated = listed.authorized_date or listed.authorized_datetime
    return TransactionRecord(
        bank_id=values.identifier(listed.transaction_id),
        status=TransactionStatus.PENDING if listed.pending else TransactionStatus.POSTED,
        # Plaid: positive when money moves out of the account.
        amount=-values.money(listed.amount, code),
        happened_at=(
            _when(listed.authorized_datetime, listed.authorized_date) if is_dated else posted_at
        ),
        posted_at=None if listed.pending else posted_at,
        description=values.line(listed.name, values.LONGEST_DESCRIPTION),
        merchant=values.line(listed.merchant_name, values.LONGEST_MERCHANT),
        category=taxonomy.category(listed.personal_finance_category),
        bank_category=_words(listed.personal_finance_category),
        replaces=listed.pending_transaction_id or "",
    )


def _when(moment: str | None, day: str | None) -> datetime:
    """The moment; the day where the bank has no time and Plaid therefore says midnight."""
    if moment and not day:
        return values.moment(moment)
    if moment:
        read = values.moment(moment)
        if read.astimezone(UTC).time() != time.min:
            return read
    return values.moment(day or "")


def _words(purpose: Purpose | None) -> str:
    said = (purpose.detailed or purpose.primary) if purpose else ""
    return values.line(said, values.LONGEST_CATEGORY)
