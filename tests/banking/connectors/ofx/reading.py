"""Reading files, as a link without a bank's address does."""

from collections.abc import Mapping
from datetime import date

from banking.connector import (
    Access,
    AccountRecord,
    Bank,
    ClosedAccount,
    Removed,
    TimeLimits,
    TransactionRecord,
    UnreadableAccount,
)
from banking.connectors import standard_of
from tests.banking.connectors.ofx.documents import EVERYDAY_ID, LEDGER, bank_statement, listed, xml

SINCE = date(2026, 11, 1)
LIMITS = TimeLimits(connect_s=1, read_s=1, total_s=5)
NO_OPTIONS: Mapping[str, str] = {}
Known = AccountRecord | UnreadableAccount | ClosedAccount


def access(*files: bytes, options: Mapping[str, str] = NO_OPTIONS) -> Access:
    return Access(
        bank=Bank(base_url="", options=options),
        credentials={},
        is_customer_present=False,
        limits=LIMITS,
        files=files,
    )


def accounts(*files: bytes, options: Mapping[str, str] = NO_OPTIONS) -> list[Known]:
    with standard_of("ofx").connect(access(*files, options=options)) as connector:
        return list(connector.accounts())


def account(*files: bytes, options: Mapping[str, str] = NO_OPTIONS) -> AccountRecord:
    [read] = accounts(*files, options=options)
    assert isinstance(read, AccountRecord), read
    return read


def movements(*files: bytes, bank_id: str = EVERYDAY_ID) -> list[TransactionRecord | Removed]:
    with standard_of("ofx").connect(access(*files)) as connector:
        connector.accounts()
        return list(connector.transactions(bank_id, since=SINCE))


def posted(*transactions: str) -> list[TransactionRecord | Removed]:
    """What is read of one statement with these transactions."""
    return movements(xml(bank_statement(listed(*transactions), LEDGER)))
