"""A link of ours at the server, read as a refresh reads it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from banking.connector import (
    Access,
    AccountRecord,
    Bank,
    ClosedAccount,
    Secret,
    TimeLimits,
    TransactionRecord,
    TransactionStatus,
    Unreadable,
    UnreadableAccount,
)
from banking.connectors.simplefin.client import SimpleFinConnector, connect
from tests.banking.connectors.simplefin.vendor import PASSWORD, USER, Vendor

LIMITS = TimeLimits(connect_s=1, read_s=2, total_s=5)
LATELY = date(2026, 11, 7)
Record = AccountRecord | UnreadableAccount | ClosedAccount


def bank_of(vendor: Vendor, options: Mapping[str, str] | None = None) -> Bank:
    return Bank(base_url=vendor.root, options=options or {})


def access(vendor: Vendor, *, root: str = "", options: Mapping[str, str] | None = None) -> Access:
    return Access(
        bank=bank_of(vendor, options),
        credentials={
            "root": Secret(root or vendor.root),
            "user": Secret(USER),
            "password": Secret(PASSWORD),
        },
        is_customer_present=False,
        limits=LIMITS,
    )


@contextmanager
def talking(
    vendor: Vendor, *, options: Mapping[str, str] | None = None
) -> Iterator[SimpleFinConnector]:
    with connect(access(vendor, options=options)) as connector:
        yield connector


@dataclass
class Kept:
    """What refreshes would have stored: pending movements that are not listed again are gone."""

    movements: dict[str, TransactionRecord] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)

    def refresh(self, vendor: Vendor, since: date = LATELY) -> None:
        self.unreadable = set()
        with talking(vendor) as connector:
            for account in connector.accounts():
                if not isinstance(account, AccountRecord):
                    self.unreadable.add(account.bank_id)
                    continue
                try:
                    self._keep(list(connector.transactions(account.bank_id, since=since)))
                except Unreadable:
                    self.unreadable.add(account.bank_id)

    def _keep(self, records: list[TransactionRecord]) -> None:
        posted = {
            bank_id: record
            for bank_id, record in self.movements.items()
            if record.status is TransactionStatus.POSTED
        }
        self.movements = posted | {record.bank_id: record for record in records}
