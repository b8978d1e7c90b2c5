"""Asks the bank: everything that one refresh needs, before anything is written."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from banking.connector import (
    Access,
    AccountRecord,
    Connector,
    Refused,
    Secret,
    TimeLimits,
    TransactionRecord,
    TransactionStatus,
    Unreadable,
    UnreadableAccount,
)
from banking.connectors import connect_for
from banking.models import Account, Link

# A hung bank is given up well before the worker's own limit of 20 s.
LIMITS = TimeLimits(connect_s=3, read_s=8, total_s=15)
# Customers ask about last year; banks correct and post within days.
_FIRST = timedelta(days=731)
_AGAIN = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One account as the bank told it: its figures, and its movements from a day on."""

    account: AccountRecord
    transactions: tuple[TransactionRecord, ...]
    since: date


Fetched = tuple[Statement | UnreadableAccount, ...]


def fetch(link: Link, *, is_interactive: bool, now: datetime) -> Fetched:
    """What the bank says about the link's accounts; reads the network, writes nothing.

    Raises:
        ConnectorError: The bank did not answer, refused, or was not understood.

    """
    read_before = _read_before(link)
    again = (link.fetched_at or now) - _AGAIN

    def since(bank_id: str) -> date:
        return (again if bank_id in read_before else now - _first()).date()

    with connect_for(link.institution.standard)(_access(link, is_interactive)) as bank:
        return tuple(_statements(bank, since))


def _first() -> timedelta:
    """As far back as anybody asks, and no further than is kept."""
    return min(_FIRST, timedelta(days=settings.TRANSACTION_KEEP_DAYS))


def _read_before(link: Link) -> set[str]:
    # One that could not be read lately has missed more than the last days.
    accounts = Account.objects.filter(link=link, problem="", balance__isnull=False)
    return set(accounts.values_list("bank_id", flat=True))


def _access(link: Link, is_interactive: bool) -> Access:  # noqa: FBT001 - one caller, above
    bank = link.institution
    try:
        credentials = json.loads(link.credentials.reveal()).items()
    except (ValueError, AttributeError):
        message = "The link's credentials are no JSON object"
        raise Refused(message) from None
    return Access(
        base_url=bank.base_url,
        token_url=bank.token_url,
        service_id=bank.service_id,
        service_secret=bank.service_secret,
        credentials={name: Secret(str(value)) for name, value in credentials},
        is_customer_present=is_interactive,
        limits=LIMITS,
    )


def _statements(
    bank: Connector, since: Callable[[str], date]
) -> Iterator[Statement | UnreadableAccount]:
    for account in bank.accounts():
        if isinstance(account, UnreadableAccount):
            yield account
            continue
        day = since(account.bank_id)
        try:
            transactions = _once_each(bank.transactions(account.bank_id, since=day))
        except Unreadable as problem:
            yield UnreadableAccount(bank_id=account.bank_id, problem=str(problem))
        else:
            yield Statement(account=account, transactions=transactions, since=day)


def _once_each(records: Iterator[TransactionRecord]) -> tuple[TransactionRecord, ...]:
    """A page boundary may repeat a movement, as pending before and as posted after."""
    once: dict[str, TransactionRecord] = {}
    for record in records:
        known = once.get(record.bank_id)
        if known is None or known.status is not TransactionStatus.POSTED:
            once[record.bank_id] = record
    return tuple(once.values())
