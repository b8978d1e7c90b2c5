"""Asks the bank: everything that one refresh needs, before anything is written."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from banking.connector import (
    Access,
    AccountRecord,
    ClosedAccount,
    Connector,
    Removed,
    TransactionRecord,
    TransactionStatus,
    Unreadable,
    UnreadableAccount,
)
from banking.connectors import connect_for
from banking.models import Account, Link, LinkedBy

# Customers ask about last year; banks correct and post within days.
_FIRST = timedelta(days=731)
_AGAIN = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One account as the bank told it: its figures, and its movements from a day on."""

    account: AccountRecord
    transactions: tuple[TransactionRecord, ...]
    since: date
    removed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """All that the bank said.

    With a cursor, movements that are not listed are as they were. Unless ``lists_all``, so are
    accounts: a document holds those that it is about.
    """

    accounts: tuple[Statement | UnreadableAccount | ClosedAccount, ...]
    cursor: str = ""
    lists_all: bool = True


def known_accounts(link: int) -> dict[str, Account]:
    """The link's accounts as last stored, with their balances and dues, by the bank's own id.

    Whoever stores afterwards may rely on it: only the holder of the newest lease writes them.
    """
    accounts = Account.objects.filter(link=link).select_related("balance", "due").order_by("pk")
    return {account.bank_id: account for account in accounts}


def fetch(link: Link, access: Access, known: Mapping[str, Account], *, now: datetime) -> Fetched:
    """What the bank says about the link's accounts; reads the network, and no database.

    Raises:
        ConnectorError: The bank did not answer, refused, or was not understood.

    """
    read_before = {bank_id for bank_id, account in known.items() if _is_up_to_date(account)}
    again = (link.fetched_at or now) - _AGAIN

    def since(bank_id: str) -> date:
        return (again if bank_id in read_before else now - _first()).date()

    with connect_for(link.institution.standard)(access) as bank:
        told = tuple(_statements(bank, since))
        lists_all = link.institution.linked_by != LinkedBy.UPLOAD
        return Fetched(accounts=told, cursor=bank.next_cursor, lists_all=lists_all)


def _first() -> timedelta:
    """As far back as anybody asks, and no further than is kept."""
    return min(_FIRST, timedelta(days=settings.TRANSACTION_KEEP_DAYS))


def _is_up_to_date(account: Account) -> bool:
    """One that could not be read lately has missed more than the last days."""
    return not account.problem and not account.missed and hasattr(account, "balance")


def _statements(
    bank: Connector, since: Callable[[str], date]
) -> Iterator[Statement | UnreadableAccount | ClosedAccount]:
    for account in bank.accounts():
        if not isinstance(account, AccountRecord):
            yield account
            continue
        day = since(account.bank_id)
        try:
            records, removed = _once_each(bank.transactions(account.bank_id, since=day))
        except Unreadable as problem:
            yield UnreadableAccount(bank_id=account.bank_id, problem=str(problem))
        else:
            yield Statement(account=account, transactions=records, since=day, removed=removed)


def _once_each(
    listed: Iterable[TransactionRecord | Removed],
) -> tuple[tuple[TransactionRecord, ...], frozenset[str]]:
    """A page boundary may repeat a movement, as pending before and as posted after."""
    once: dict[str, TransactionRecord] = {}
    removed: set[str] = set()
    for record in listed:
        if isinstance(record, Removed):
            removed.add(record.bank_id)
            continue
        if record.replaces:
            removed.add(record.replaces)
        known = once.get(record.bank_id)
        if known is None or known.status is not TransactionStatus.POSTED:
            once[record.bank_id] = record
    kept = tuple(record for bank_id, record in once.items() if bank_id not in removed)
    return kept, frozenset(removed)
