"""A link of ours at the vendor, read as a refresh reads it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from banking.connector import (
    Access,
    AccountRecord,
    Bank,
    ClosedAccount,
    Removed,
    Secret,
    TimeLimits,
    TransactionRecord,
    Unreadable,
    UnreadableAccount,
)
from banking.connectors.plaid.client import PlaidConnector, connect
from tests.banking.connectors.plaid.vendor import SECRET, TOKEN, Vendor

LIMITS = TimeLimits(connect_s=1, read_s=2, total_s=5)
LONG_AGO = date(2024, 11, 21)
Record = AccountRecord | UnreadableAccount | ClosedAccount


def bank_of(vendor: Vendor, options: Mapping[str, str] | None = None) -> Bank:
    return Bank(
        base_url=vendor.address,
        client_id="client-1",
        client_secret=Secret(SECRET),
        options=options or {},
    )


def access(vendor: Vendor, cursor: str = "") -> Access:
    return Access(
        bank=bank_of(vendor),
        credentials={"access_token": Secret(TOKEN)},
        is_customer_present=True,
        limits=LIMITS,
        cursor=cursor,
    )


@contextmanager
def talking(vendor: Vendor, cursor: str = "") -> Iterator[PlaidConnector]:
    with connect(access(vendor, cursor)) as connector:
        yield connector


@dataclass
class Kept:
    """What a refresh would have stored so far; a cursor only with all that it passed."""

    cursor: str = ""
    movements: dict[str, TransactionRecord] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)

    def refresh(self, vendor: Vendor) -> None:
        """Everything is asked for before anything is kept."""
        self.unreadable = set()
        records: list[TransactionRecord | Removed] = []
        with talking(vendor, self.cursor) as connector:
            for account in connector.accounts():
                if not isinstance(account, AccountRecord):
                    self.unreadable.add(account.bank_id)
                    continue
                try:
                    records += list(connector.transactions(account.bank_id, since=LONG_AGO))
                except Unreadable:
                    self.unreadable.add(account.bank_id)
            self.cursor = connector.next_cursor
        for record in records:
            self._keep(record)

    def _keep(self, record: TransactionRecord | Removed) -> None:
        if isinstance(record, Removed):
            self.movements.pop(record.bank_id, None)
        else:
            self.movements.pop(record.replaces, None)
            self.movements[record.bank_id] = record
