"""Writes what was fetched: one transaction, idempotent, and only under the newest lease."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from banking import movements
from banking.agreement import Agreement
from banking.connector import AccountRecord, AccountStatus, ClosedAccount, UnreadableAccount
from banking.fetching import Fetched, Statement
from banking.models import Account, Balance, Due, Link, RefreshOutcome
from banking.money import Money
from banking.movements import Changes
from banking.schedule import Lease

# A bank that dates its figures at the answer is ahead of the fetch's start by the fetch.
_AHEAD = timedelta(seconds=60)
# An account that so many refreshes in a row did not list is closed.
_MISSES_TO_CLOSE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What came of it, in numbers."""

    outcome: RefreshOutcome
    accounts: int = 0
    transactions: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sorted:
    """What the bank said: to be stored once each; unreadable; closed; read, and not trusted."""

    good: dict[str, Statement] = field(default_factory=dict)
    bad: list[UnreadableAccount] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    distrusted: list[str] = field(default_factory=list)


@transaction.atomic(savepoint=False)
def store(
    lease: Lease,
    fetched: Fetched,
    known: Mapping[str, Account],
    *,
    again_in: timedelta,
    fetched_at: datetime,
) -> Stored:
    """Writes all of it and ends the lease, or nothing if the lease was overtaken."""
    # The fence comes first: its row lock also keeps the link's end waiting until we are done.
    held = Link.objects.held(lease.link, lease.token).update(
        next_refresh_at=Now() + again_in,
        lease_until=None,
        attempts=0,
        crashes=0,
        fetched_at=fetched_at,
        last_problem="",
    )
    if not held:
        return Stored(outcome=RefreshOutcome.OVERTAKEN)
    found = _sorted_out(known, fetched)
    good = list(found.good.values())
    ids = _store_accounts(lease.link, known, [statement.account for statement in good])
    changes = movements.store(ids, good, is_whole=not fetched.cursor)
    newer = [
        each
        for each in good
        if fetched.lists_all or not _is_older(each.account, known.get(each.account.bank_id))
    ]
    if fetched.lists_all:
        _check(known, good, changes, fetched_at)
    _store_figures(ids, known, newer, fetched_at)
    _mark(lease.link, known, found, lists_all=fetched.lists_all)
    if fetched.cursor and not found.distrusted:
        # Past what was read and not stored it must not run; the rest is its connector's care.
        Link.objects.filter(pk=lease.link).update(cursor=fetched.cursor)
    return Stored(
        outcome=RefreshOutcome.PARTIAL if found.bad else RefreshOutcome.STORED,
        accounts=len(good),
        transactions=sum(len(statement.transactions) for statement in good),
        added=sum(each.added for each in changes.values()),
        changed=sum(each.changed for each in changes.values()),
        removed=sum(each.removed for each in changes.values()),
    )


def _sorted_out(known: Mapping[str, Account], fetched: Fetched) -> _Sorted:
    found = _Sorted()
    for item in fetched.accounts:
        match item:
            case UnreadableAccount():
                found.bad.append(item)
            case ClosedAccount():
                found.closed.append(item.bank_id)
            case Statement():
                bank_id = item.account.bank_id
                if problem := _problem(item, known.get(bank_id)):
                    found.bad.append(UnreadableAccount(bank_id=bank_id, problem=problem))
                    found.distrusted.append(bank_id)
                else:
                    found.good[bank_id] = item
    return found


def _problem(statement: Statement, known: Account | None) -> str:
    """Why the statement cannot be trusted; empty if it can."""
    account = statement.account
    currency = account.current.currency
    if known and known.currency != currency:
        return f"The currency changed from {known.currency} to {currency}"
    amounts = [account.available, *(record.amount for record in statement.transactions)]
    if account.due:
        amounts += [account.due.minimum, account.due.statement]
    if any(amount is not None and amount.currency != currency for amount in amounts):
        return f"Not all amounts are in the account's currency, {currency}"
    return ""


def _store_accounts(
    link: int, known: Mapping[str, Account], records: Sequence[AccountRecord]
) -> dict[str, int]:
    """The accounts' own ids, by the bank's; writes those that are new or changed."""
    rows = [
        Account(
            link_id=link,
            bank_id=record.bank_id,
            name=movements.text(record.name, 200),
            last_digits=record.last_digits[-4:],
            kind=record.kind,
            currency=record.current.currency,
            status=record.status,
        )
        for record in records
    ]
    written = Account.objects.bulk_create(
        [row for row in rows if _as_told(row) != _as_told(known.get(row.bank_id))],
        update_conflicts=True,
        unique_fields=["link", "bank_id"],
        update_fields=["name", "last_digits", "kind", "status", "problem", "missed"],
    )
    ids = {
        record.bank_id: known[record.bank_id].pk for record in records if record.bank_id in known
    }
    return ids | {row.bank_id: row.pk for row in written}


def _as_told(account: Account | None) -> tuple[object, ...] | None:
    if account is None:
        return None
    told = (account.name, account.last_digits, account.kind, account.status)
    return (*told, account.problem, account.missed)


def _check(
    known: Mapping[str, Account],
    good: Sequence[Statement],
    changes: dict[str, Changes],
    at: datetime,
) -> None:
    """Whether each balance moved as its movements did."""
    for statement in good:
        account = known.get(statement.account.bank_id)
        if account is None or account.problem or not hasattr(account, "balance"):
            continue
        moved = statement.account.current.minor - account.balance.current_minor
        was = Agreement.of(account)
        now = was.after(moved, changes[account.bank_id], at)
        if now != was:
            now.write(account.pk)


def _store_figures(
    ids: dict[str, int], known: Mapping[str, Account], found: Sequence[Statement], at: datetime
) -> None:
    Balance.objects.bulk_create(
        [
            Balance(
                account_id=ids[record.bank_id],
                current_minor=record.current.minor,
                available_minor=_minor(record.available),
                currency=record.current.currency,
                as_of=_as_of(record, at),
            )
            for record in (statement.account for statement in found)
        ],
        update_conflicts=True,
        unique_fields=["account"],
        update_fields=["current_minor", "available_minor", "currency", "as_of"],
    )
    _store_dues(ids, known, [statement.account for statement in found])


def _is_older(record: AccountRecord, known: Account | None) -> bool:
    """Whether a document tells less new a balance than one that was handed in before."""
    if record.as_of is None or known is None or not hasattr(known, "balance"):
        return False
    return bool(record.as_of < known.balance.as_of)


def _as_of(record: AccountRecord, fetched_at: datetime) -> datetime:
    """The bank's own moment; a clock that runs ahead of ours must not make a figure younger."""
    if record.as_of is None or record.as_of > fetched_at + _AHEAD:
        return fetched_at
    return record.as_of


def _store_dues(
    ids: dict[str, int], known: Mapping[str, Account], records: Sequence[AccountRecord]
) -> None:
    stored = {pk: _due_of(known.get(bank_id)) for bank_id, pk in ids.items()}
    told = {ids[record.bank_id]: _told_due(record, ids) for record in records}
    gone = [pk for pk, due in told.items() if due is None and stored[pk]]
    if gone:
        Due.objects.filter(account__in=gone).delete()
    Due.objects.bulk_create(
        [due for pk, due in told.items() if due and _values(due) != _values(stored[pk])],
        update_conflicts=True,
        unique_fields=["account"],
        update_fields=["due_on", "minimum_minor", "statement_minor", "statement_on"],
    )


def _due_of(account: Account | None) -> Due | None:
    return getattr(account, "due", None)


def _told_due(record: AccountRecord, ids: dict[str, int]) -> Due | None:
    if record.due is None:
        return None
    return Due(
        account_id=ids[record.bank_id],
        due_on=record.due.due_on,
        minimum_minor=_minor(record.due.minimum),
        statement_minor=_minor(record.due.statement),
        statement_on=record.due.statement_on,
    )


def _values(due: Due | None) -> tuple[object, ...] | None:
    if due is None:
        return None
    return (due.due_on, due.minimum_minor, due.statement_minor, due.statement_on)


def _mark(link: int, known: Mapping[str, Account], found: _Sorted, *, lists_all: bool) -> None:
    """What could not be read keeps its figures; what is no longer listed is closed in time."""
    accounts = Account.objects.filter(link=link)
    for account in found.bad:
        accounts.filter(bank_id=account.bank_id).update(
            problem=movements.text(account.problem, 200), missed=0
        )
    unreadable = {account.bank_id for account in found.bad}
    closed = {bank_id for bank_id in found.closed if bank_id in known}
    # An account that could not even be named may be any of those that are missing.
    if lists_all and "" not in unreadable:
        gone = {bank_id for bank_id, each in known.items() if each.status == AccountStatus.CLOSED}
        missing = set(known) - set(found.good) - unreadable - closed - gone
        closed |= {each for each in missing if known[each].missed + 1 >= _MISSES_TO_CLOSE}
        if missing:
            accounts.filter(bank_id__in=missing).update(missed=F("missed") + 1)
    if closed:
        accounts.filter(bank_id__in=closed).update(status=AccountStatus.CLOSED)


def _minor(amount: Money | None) -> int | None:
    return None if amount is None else amount.minor
