"""One call of Plaid's API: a JSON POST with our credentials in its headers."""

from collections.abc import Mapping
from enum import StrEnum

import httpx
import msgspec

from banking.asking.addresses import below, url
from banking.asking.conversation import Content, Conversation
from banking.connector import Access, Bank, Counted, Refused
from banking.connectors.plaid import errors

VERSION = "2020-09-14"


class Path(StrEnum):
    """All that is ever posted to Plaid: questions, her leave, and the end of it."""

    ITEM = "item/get"
    ACCOUNTS = "accounts/get"
    LIABILITIES = "liabilities/get"
    CHANGES = "transactions/sync"
    KEY = "webhook_verification_key/get"
    BEGIN = "link/token/create"
    RESULT = "link/token/get"
    EXCHANGE = "item/public_token/exchange"
    END = "item/remove"


def call(
    conversation: Conversation,
    bank: Bank,
    path: Path,
    body: Mapping[str, object],
    counted: Counted | None = None,
) -> bytes:
    """The body of the answer.

    Raises:
        PlaidError: Plaid said no; what it means is its ``meaning``.
        ConnectorError: There is no answer, or none that can be read.

    """
    reply = conversation.ask(
        "POST",
        _address(bank, path),
        headers={
            "PLAID-CLIENT-ID": bank.client_id,
            "PLAID-SECRET": bank.client_secret.reveal(),
            "Plaid-Version": VERSION,
        },
        content=Content(body=msgspec.json.encode(body), kind="application/json"),
        counted=counted,
    )
    return errors.good(reply)


def _address(bank: Bank, path: Path) -> httpx.URL:
    return below(url(bank.base_url), *path.split("/"))


def token_of(access: Access) -> str:
    """The access token of the link's Item.

    Raises:
        Refused: The link keeps none.

    """
    token = access.credentials.get("access_token")
    if token is None:
        message = "The link keeps no access_token"
        raise Refused(message)
    return token.reveal()
