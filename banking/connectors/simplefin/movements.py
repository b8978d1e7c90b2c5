"""SimpleFIN's transactions in our terms."""

from datetime import datetime

import msgspec

from banking import categories
from banking.asking import values
from banking.connector import TransactionRecord, TransactionStatus, Unreadable
from banking.connectors.simplefin import wire
from banking.connectors.simplefin.mapping import moment


def movement(raw: msgspec.Raw, currency: str, *, listed_at: datetime) -> TransactionRecord:
    """The transaction in its account's currency; ``listed_at`` dates what has no day yet.

    Raises:
        Unreadable: Its amount or moment is none.

    """
    listed = wire.decoded(raw, wire.Transaction)
    is_pending = bool(listed.pending) or listed.posted == 0
    posted_at = None if is_pending else moment(listed.posted)
    said = _category(listed)
    return TransactionRecord(
        bank_id=values.identifier(listed.id),
        status=TransactionStatus.PENDING if is_pending else TransactionStatus.POSTED,
        amount=values.money(listed.amount, currency),
        happened_at=_happened_at(listed, listed_at),
        posted_at=posted_at,
        description=values.line(listed.description, values.LONGEST_DESCRIPTION),
        merchant=values.line(listed.payee, values.LONGEST_MERCHANT),
        category=categories.of_words(said),
        bank_category=values.line(said, values.LONGEST_CATEGORY),
    )


def _happened_at(listed: wire.Transaction, listed_at: datetime) -> datetime:
    # Source: SimpleFIN, "Transaction": posted may be 0 while it is pending.
    epoch = listed.transacted_at or listed.posted
    return moment(epoch) if epoch else listed_at


def _category(listed: wire.Transaction) -> str | None:
    """An ornament, for whose sake no transaction is lost."""
    try:
        return wire.decoded(listed.extra, wire.Extra).category
    except Unreadable:
        return None
