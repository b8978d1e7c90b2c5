"""Stores movements: only what is new, changed or gone, whatever the bank repeats."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Q

from banking import merchants
from banking.connector import TransactionRecord, TransactionStatus
from banking.fetching import Statement
from banking.models import Transaction

_BATCH = 500
# Banks read "since" as the day of posting, by their own calendar: its edge proves nothing.
_EDGE = timedelta(days=1)
_NEVER = datetime.max.replace(tzinfo=UTC)


class _Told(NamedTuple):
    """What the bank says of a movement, as the columns have it."""

    status: str
    amount_minor: int
    currency: str
    original_minor: int | None
    original_currency: str
    happened_at: datetime
    posted_at: datetime | None
    description: str
    bank_merchant: str
    category: str
    bank_category: str


class _Known(NamedTuple):
    """A stored movement."""

    pk: int
    account: int
    bank_id: str
    is_missed: bool
    told: _Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What one refresh did to an account's movements, and by how much their sums moved.

    Units: minor units of the account's currency.
    """

    added: int = 0
    changed: int = 0
    removed: int = 0
    posted_minor: int = 0
    all_minor: int = 0


@dataclass(slots=True, kw_only=True)
class _Work:
    """What is to be written, for all accounts together."""

    written: list[Transaction]
    missed: list[int]
    listed_again: list[int]
    removed: list[int]


def store(
    ids: dict[str, int], statements: Sequence[Statement], *, is_whole: bool
) -> dict[str, Changes]:
    """Brings the accounts' movements to what the bank says; the changes by the bank's account id.

    ``is_whole``: what is not listed is gone. A pending one at once: it was withdrawn, or posted
    under another id, and would count twice. A posted one when it is missing for the second time.
    """
    known: dict[int, list[_Known]] = defaultdict(list)
    for row in _stored(ids, statements):
        known[row.account].append(row)
    work = _Work(written=[], missed=[], listed_again=[], removed=[])
    changes = {
        each.account.bank_id: _compare(
            ids[each.account.bank_id],
            each,
            {row.bank_id: row for row in known[ids[each.account.bank_id]]},
            work,
            is_whole=is_whole,
        )
        for each in statements
    }
    _write(work)
    return changes


def _stored(ids: dict[str, int], statements: Sequence[Statement]) -> Iterable[_Known]:
    """What may have changed: movements since the oldest that is listed, and all pending ones."""
    if not statements:
        return
    since = min(_since(statement) for statement in statements)
    named = [bank_id for statement in statements for bank_id in statement.removed]
    rows = Transaction.objects.filter(
        Q(happened_at__gte=since) | Q(status=TransactionStatus.PENDING) | Q(bank_id__in=named),
        account__in=[ids[statement.account.bank_id] for statement in statements],
    )
    for pk, account, bank_id, is_missed, *told in rows.values_list(
        "pk", "account", "bank_id", "is_missed", *_Told._fields
    ):
        yield _Known(pk, account, bank_id, is_missed, _Told(*told))


def _since(statement: Statement) -> datetime:
    oldest = _midnight(statement.since)
    return min([oldest, *(record.happened_at for record in statement.transactions)])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _compare(
    account: int,
    statement: Statement,
    known: dict[str, _Known],
    work: _Work,
    *,
    is_whole: bool,
) -> Changes:
    """Adds to the work what differs, and says what that does to the sums."""
    before = len(work.written)
    changed = posted = everything = 0
    for record in statement.transactions:
        told, row = _told(record), known.pop(record.bank_id, None)
        if row and row.is_missed:
            work.listed_again.append(row.pk)
        if row and row.told == told:
            continue
        work.written.append(_row(account, record, told))
        changed += row is not None
        everything += told.amount_minor - (row.told.amount_minor if row else 0)
        posted += _posted(told) - (_posted(row.told) if row else 0)
    gone = _gone(known.values(), statement, work, is_whole=is_whole)
    work.removed += [row.pk for row in gone]
    return Changes(
        added=len(work.written) - before - changed,
        changed=changed,
        removed=len(gone),
        posted_minor=posted - sum(_posted(row.told) for row in gone),
        all_minor=everything - sum(row.told.amount_minor for row in gone),
    )


def _gone(
    unlisted: Iterable[_Known], statement: Statement, work: _Work, *, is_whole: bool
) -> list[_Known]:
    gone = []
    since = _judged_since(statement)
    for row in unlisted:
        is_pending = row.told.status == TransactionStatus.PENDING
        is_within = (row.told.posted_at or row.told.happened_at) >= since
        if (
            row.bank_id in statement.removed
            or (is_whole and is_pending)
            or (is_whole and is_within and row.is_missed)
        ):
            gone.append(row)
        elif is_whole and is_within:
            work.missed.append(row.pk)
    return gone


def _judged_since(statement: Statement) -> datetime:
    """From when on an unlisted movement is missing: a bank may keep fewer days than were asked."""
    listed = [record.posted_at or record.happened_at for record in statement.transactions]
    return max(_midnight(statement.since) + _EDGE, min(listed, default=_NEVER))


def _write(work: _Work) -> None:
    if work.removed:
        Transaction.objects.filter(pk__in=work.removed).delete()
    if work.missed:
        Transaction.objects.filter(pk__in=work.missed).update(is_missed=True)
    if work.listed_again:
        Transaction.objects.filter(pk__in=work.listed_again).update(is_missed=False)
    Transaction.objects.bulk_create(
        work.written,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["account", "bank_id"],
        update_fields=[*_Told._fields, "merchant"],
    )


def _posted(told: _Told) -> int:
    return told.amount_minor if told.status == TransactionStatus.POSTED else 0


def _told(record: TransactionRecord) -> _Told:
    original = record.original
    return _Told(
        status=record.status.value,
        amount_minor=record.amount.minor,
        currency=record.amount.currency,
        original_minor=original.minor if original else None,
        original_currency=original.currency if original else "",
        happened_at=record.happened_at,
        posted_at=record.posted_at,
        description=text(record.description, 500),
        bank_merchant=text(record.merchant, 200),
        category=record.category.value,
        bank_category=text(record.bank_category, 100),
    )


def _row(account: int, record: TransactionRecord, told: _Told) -> Transaction:
    return Transaction(
        account_id=account,
        bank_id=record.bank_id,
        merchant=merchants.known_as(told.bank_merchant, told.description),
        **told._asdict(),
    )


def text(said: str, limit: int) -> str:
    """As much of a bank's text as a column takes; PostgreSQL takes no NUL."""
    return said.replace("\x00", "")[:limit]
