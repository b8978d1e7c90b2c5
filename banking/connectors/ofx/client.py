"""The connector for OFX: by Direct Connect where the bank has an address, else from files."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from banking.asking.conversation import talking
from banking.connector import Access, Connector
from banking.connectors.ofx import dialect
from banking.connectors.ofx.direct import DirectConnector
from banking.connectors.ofx.files import FilesConnector


@contextmanager
def connect(access: Access, *, transport: httpx.BaseTransport | None = None) -> Iterator[Connector]:
    """A conversation with the bank for one link, or the reading of the link's files.

    Raises:
        ConnectorError: The link keeps no credentials, an option is none, a file is no OFX.

    """
    if not access.bank.base_url:
        yield FilesConnector(access.files, dialect.of(access.bank.options))
        return
    with talking(
        access.bank, access.limits, spend=access.spend, transport=transport
    ) as conversation:
        yield DirectConnector(conversation, access)
