"""Writes what was fetched: one transaction, idempotent, and only under the newest lease."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.db import transaction
from django.db.models.functions import Now

from banking.connector import (
    AccountRecord,
    TransactionRecord,
    TransactionStatus,
    UnreadableAccount,
)
from banking.fetching import Fetched, Statement
from banking.models import Account, Balance, Due, Link, RefreshOutcome, Transaction
from banking.money import Money
from banking.schedule import Lease

_BATCH = 500
# A bank that dates its figures at the answer is ahead of the fetch's start by the fetch.
_AHEAD = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What came of it, in numbers."""

    outcome: RefreshOutcome
    accounts: int = 0
    transactions: int = 0


@transaction.atomic
def store(lease: Lease, fetched: Fetched, *, again_in: timedelta, fetched_at: datetime) -> Stored:
    """Writes all of it and ends the lease, or nothing if the lease was overtaken."""
    # The fence comes first: its row lock also keeps the link's end waiting until we are done.
    held = Link.objects.held(lease.link, lease.token).update(
        next_refresh_at=Now() + again_in,
        lease_until=None,
        attempts=0,
        fetched_at=fetched_at,
        last_problem="",
    )
    if not held:
        return Stored(outcome=RefreshOutcome.OVERTAKEN)
    good, bad = _sorted_out(lease.link, fetched)
    ids = _store_accounts(lease.link, [statement.account for statement in good])
    _store_figures(ids, good, fetched_at)
    movements = _store_transactions(ids, good)
    _mark(lease.link, bad)
    return Stored(
        outcome=RefreshOutcome.PARTIAL if bad else RefreshOutcome.STORED,
        accounts=len(good),
        transactions=movements,
    )


def _sorted_out(link: int, fetched: Fetched) -> tuple[list[Statement], list[UnreadableAccount]]:
    """Those that can be stored, once each, and those whose old figures stay."""
    stored = dict(Account.objects.filter(link=link).values_list("bank_id", "currency"))
    good: dict[str, Statement] = {}
    bad: list[UnreadableAccount] = []
    for item in fetched:
        if isinstance(item, UnreadableAccount):
            bad.append(item)
        elif problem := _problem(item, stored.get(item.account.bank_id)):
            bad.append(UnreadableAccount(bank_id=item.account.bank_id, problem=problem))
        else:
            good[item.account.bank_id] = item
    return list(good.values()), bad


def _problem(statement: Statement, stored_currency: str | None) -> str:
    """Why the statement cannot be trusted; empty if it can."""
    account = statement.account
    currency = account.current.currency
    if stored_currency not in {None, currency}:
        return f"The currency changed from {stored_currency} to {currency}"
    amounts = [account.available, *(record.amount for record in statement.transactions)]
    if account.due:
        amounts += [account.due.minimum, account.due.statement]
    if any(amount is not None and amount.currency != currency for amount in amounts):
        return f"Not all amounts are in the account's currency, {currency}"
    return ""


def _store_accounts(link: int, records: Iterable[AccountRecord]) -> dict[str, int]:
    """The accounts' own ids, by the bank's."""
    rows = Account.objects.bulk_create(
        [
            Account(
                link_id=link,
                bank_id=record.bank_id,
                name=_text(record.name, 200),
                last_digits=record.last_digits[-4:],
                kind=record.kind,
                currency=record.current.currency,
                status=record.status,
            )
            for record in records
        ],
        update_conflicts=True,
        unique_fields=["link", "bank_id"],
        update_fields=["name", "last_digits", "kind", "status", "problem"],
    )
    return {row.bank_id: row.pk for row in rows}


def _store_figures(ids: dict[str, int], statements: Iterable[Statement], at: datetime) -> None:
    accounts = [(ids[each.account.bank_id], each.account) for each in statements]
    Balance.objects.bulk_create(
        [
            Balance(
                account_id=pk,
                current_minor=account.current.minor,
                available_minor=_minor(account.available),
                currency=account.current.currency,
                as_of=_as_of(account, at),
            )
            for pk, account in accounts
        ],
        update_conflicts=True,
        unique_fields=["account"],
        update_fields=["current_minor", "available_minor", "currency", "as_of"],
    )
    _store_dues(accounts)


def _as_of(account: AccountRecord, fetched_at: datetime) -> datetime:
    """The bank's own moment; a clock that runs ahead of ours must not make a figure younger."""
    if account.as_of is None or account.as_of > fetched_at + _AHEAD:
        return fetched_at
    return account.as_of


def _store_dues(accounts: Sequence[tuple[int, AccountRecord]]) -> None:
    Due.objects.filter(account__in=[pk for pk, account in accounts if not account.due]).delete()
    Due.objects.bulk_create(
        [
            Due(
                account_id=pk,
                due_on=account.due.due_on,
                minimum_minor=_minor(account.due.minimum),
                statement_minor=_minor(account.due.statement),
                statement_on=account.due.statement_on,
            )
            for pk, account in accounts
            if account.due
        ],
        update_conflicts=True,
        unique_fields=["account"],
        update_fields=["due_on", "minimum_minor", "statement_minor", "statement_on"],
    )


def _store_transactions(ids: dict[str, int], statements: Iterable[Statement]) -> int:
    rows: list[Transaction] = []
    for statement in statements:
        pk = ids[statement.account.bank_id]
        _forget_withdrawn(pk, statement)
        rows += [_row(pk, record) for record in statement.transactions]
    Transaction.objects.bulk_create(
        rows,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["account", "bank_id"],
        update_fields=[
            "status",
            "amount_minor",
            "currency",
            "original_minor",
            "original_currency",
            "happened_at",
            "posted_at",
            "description",
            "merchant",
            "category",
        ],
    )
    return len(rows)


def _forget_withdrawn(account: int, statement: Statement) -> None:
    """Drops pending movements that the bank lists no more, or lists under another id once posted.

    Kept, such a purchase would be counted twice.
    """
    listed = {record.bank_id for record in statement.transactions}
    pending = Transaction.objects.filter(
        account=account,
        status=TransactionStatus.PENDING,
        happened_at__gte=datetime.combine(statement.since, time.min, UTC),
    ).values_list("pk", "bank_id")
    gone = [pk for pk, bank_id in pending if bank_id not in listed]
    if gone:
        Transaction.objects.filter(pk__in=gone).delete()


def _row(account: int, record: TransactionRecord) -> Transaction:
    return Transaction(
        account_id=account,
        bank_id=record.bank_id,
        status=record.status,
        amount_minor=record.amount.minor,
        currency=record.amount.currency,
        original_minor=_minor(record.original),
        original_currency=record.original.currency if record.original else "",
        happened_at=record.happened_at,
        posted_at=record.posted_at,
        description=_text(record.description, 500),
        merchant=_text(record.merchant, 200),
        category=_text(record.category, 100),
    )


def _mark(link: int, bad: Iterable[UnreadableAccount]) -> None:
    for account in bad:
        Account.objects.filter(link=link, bank_id=account.bank_id).update(
            problem=_text(account.problem, 200)
        )


def _minor(amount: Money | None) -> int | None:
    return None if amount is None else amount.minor


def _text(text: str, limit: int) -> str:
    """As much of a bank's text as a column takes; PostgreSQL takes no NUL."""
    return text.replace("\x00", "")[:limit]
