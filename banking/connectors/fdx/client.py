"""The connector for FDX: opens a conversation with the service credential, reads what is there."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from urllib.parse import quote

import httpx
import msgspec

from banking.connector import (
    Access,
    AccountRecord,
    TransactionRecord,
    Unreadable,
    UnreadableAccount,
)
from banking.connectors.fdx import credential, errors, mapping, movements, paging, shapes, wire
from banking.connectors.fdx.conversation import Conversation
from banking.connectors.fdx.deadline import Deadline, Transport

_PAGE_SIZE = "100"


@contextmanager
def connect(
    access: Access, *, transport: httpx.BaseTransport | None = None
) -> "Iterator[FdxConnector]":
    """A conversation with the bank for one link, ended with the block or at ``limits.total_s``.

    Raises:
        ConnectorError: The bank gives no token.

    """
    limits = access.limits
    deadline = Deadline(limits.total_s)
    with httpx.Client(
        transport=transport or Transport(deadline),
        timeout=httpx.Timeout(limits.read_s, connect=limits.connect_s),
        headers={"Accept": "application/json", "Accept-Encoding": "identity"},
        follow_redirects=False,
        trust_env=False,
    ) as client:
        conversation = Conversation(client, deadline)
        token = credential.token(conversation, access)
        yield FdxConnector(conversation, access, token)


class FdxConnector:
    """One link's accounts at one bank."""

    def __init__(self, conversation: Conversation, access: Access, token: str) -> None:
        self._conversation = conversation
        self._base = credential.url(access.base_url)
        self._headers = {
            "Authorization": f"Bearer {token}",
            "FDX-API-Actor-Type": "USER" if access.is_customer_present else "BATCH",
        }
        self._currencies: dict[str, str] = {}

    def accounts(self) -> Sequence[AccountRecord | UnreadableAccount]:
        """All accounts of the link with their balances; an id that is listed twice counts once."""
        first = self._at("accounts").copy_merge_params(
            {"resultType": "details", "limit": _PAGE_SIZE}
        )
        listed = paging.items(self._list, first, self._base, wire.Accounts)
        read = (self._account(raw) for raw in listed)
        return list({each.bank_id: each for each in read if each is not None}.values())

    def transactions(self, bank_id: str, *, since: date) -> Iterator[TransactionRecord]:
        """The account's movements posted since that day, in no order, possibly repeated.

        Raises:
            Unreadable: One of them breaks the standard, or the bank no longer has the account.

        """
        currency = self._currency(bank_id)
        # FDX 6.4 wants endDate beside startDate, but startTime alone: it needs no clock of ours.
        first = self._at("accounts", bank_id, "transactions").copy_merge_params(
            {"startTime": since.isoformat(), "limit": _PAGE_SIZE}
        )
        for raw in paging.items(self._get, first, self._base, wire.Transactions):
            listed = wire.joined(shapes.transaction_fields(raw), wire.Transaction)
            record = movements.movement(listed, currency)
            if record is not None:
                yield record

    def _account(self, raw: msgspec.Raw) -> AccountRecord | UnreadableAccount | None:
        """One item of the listing; None for what is no account."""
        bank_id = ""
        try:
            fields = shapes.account_fields(raw)
            bank_id = mapping.identifier(wire.joined(fields, wire.Named).account_id)
            listed = wire.joined(fields, wire.Account)
            if listed.account_category in mapping.POLICIES:
                return None
            if not mapping.has_balance(listed):
                listed = self._detailed(listed, fields)
            record = mapping.account(listed)
        except Unreadable as error:
            return UnreadableAccount(bank_id=bank_id, problem=str(error))
        self._currencies[record.bank_id] = record.current.currency
        return record

    def _detailed(self, listed: wire.Account, fields: shapes.Fields) -> wire.Account:
        """The account with its balances, which a lightweight listing leaves out."""
        details = shapes.account_fields(self._get(self._at("accounts", listed.account_id)))
        detailed = wire.joined(fields | details, wire.Account)
        if not mapping.is_same(listed, detailed):
            message = "The bank's details are those of another account"
            raise Unreadable(message)
        return detailed

    def _currency(self, bank_id: str) -> str:
        """FDX transactions name no currency: it is their account's."""
        if bank_id not in self._currencies:
            url = self._at("accounts", mapping.identifier(bank_id))
            listed = wire.joined(shapes.account_fields(self._get(url)), wire.Account)
            self._currencies[bank_id] = mapping.currency(listed)
        return self._currencies[bank_id]

    def _list(self, url: httpx.URL) -> bytes:
        return self._get(url, of_account=False)

    def _get(self, url: httpx.URL, *, of_account: bool = True) -> bytes:
        headers = {**self._headers, "x-fapi-interaction-id": str(uuid.uuid4())}
        reply = self._conversation.ask("GET", url, headers=headers)
        if reply.status not in errors.GOOD:
            raise errors.refusal(reply, of_account=of_account)
        return reply.body

    def _at(self, *segments: str) -> httpx.URL:
        path = "/".join(quote(segment, safe="") for segment in segments)
        return self._base.copy_with(
            raw_path=f"{self._base.raw_path.decode().rstrip('/')}/{path}".encode()
        )
