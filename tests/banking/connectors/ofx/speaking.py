"""Speaking to the OFX bank, as a link with its address does."""

from collections.abc import Sequence
from datetime import date

import pytest

from banking.connector import (
    Access,
    AccountRecord,
    ClosedAccount,
    ConnectorError,
    Removed,
    TransactionRecord,
    UnreadableAccount,
)
from banking.connectors import standard_of
from tests.banking.connectors.ofx.documents import EVERYDAY_ID

SINCE = date(2026, 11, 1)
EVERYDAY_NUMBER, CARD_NUMBER = "000987651234", "4000123412349876"
Known = AccountRecord | UnreadableAccount | ClosedAccount


def accounts(to: Access) -> Sequence[Known]:
    with standard_of("ofx").connect(to) as connector:
        return list(connector.accounts())


def transactions(to: Access, bank_id: str = EVERYDAY_ID) -> list[TransactionRecord | Removed]:
    with standard_of("ofx").connect(to) as connector:
        return list(connector.transactions(bank_id, since=SINCE))


def failing(to: Access) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        accounts(to)
    assert caught.value.__context__ is None
    return caught.value
