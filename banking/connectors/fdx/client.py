"""The connector for FDX: opens a conversation with the service credential, reads what is there."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial

import httpx
import msgspec

from banking.asking.addresses import below, url
from banking.asking.conversation import Conversation, talking
from banking.asking.values import identifier
from banking.connector import (
    Access,
    AccountRecord,
    ClosedAccount,
    Counted,
    TransactionRecord,
    Unreadable,
    UnreadableAccount,
)
from banking.connectors.fdx import credential, errors, mapping, movements, paging, shapes, wire

_PAGE_SIZE = "100"


@contextmanager
def connect(
    access: Access, *, transport: httpx.BaseTransport | None = None
) -> "Iterator[FdxConnector]":
    """A conversation with the bank for one link, ended with the block or at ``limits.total_s``.

    Raises:
        ConnectorError: The bank gives no token.

    """
    with talking(
        access.bank, access.limits, spend=access.spend, transport=transport
    ) as conversation:
        yield FdxConnector(conversation, access, credential.token(conversation, access))


class FdxConnector:
    """One link's accounts at one bank."""

    def __init__(self, conversation: Conversation, access: Access, token: str) -> None:
        self._conversation = conversation
        self._base = url(access.bank.base_url)
        self._headers = {
            "Authorization": f"Bearer {token}",
            "FDX-API-Actor-Type": "USER" if access.is_customer_present else "BATCH",
            "x-fapi-interaction-id": access.interaction_id or str(uuid.uuid4()),
        }
        self._currencies: dict[str, str] = {}

    # FDX lists by date.
    next_cursor = ""

    def accounts(self) -> Sequence[AccountRecord | UnreadableAccount | ClosedAccount]:
        """All accounts of the link with their balances; an id that is listed twice counts once."""
        first = below(self._base, "accounts").copy_merge_params(
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
        first = below(self._base, "accounts", bank_id, "transactions").copy_merge_params(
            {"startTime": since.isoformat(), "limit": _PAGE_SIZE}
        )
        get = partial(self._get, counted=Counted.TRANSACTIONS, bank_id=bank_id)
        for raw in paging.items(get, first, self._base, wire.Transactions):
            record = movements.movement(shapes.transaction(raw), currency)
            if record is not None:
                yield record

    def _account(
        self, raw: msgspec.Raw
    ) -> AccountRecord | UnreadableAccount | ClosedAccount | None:
        """One item of the listing; None for what is no account."""
        bank_id = ""
        try:
            fields = shapes.account_fields(raw)
            bank_id = identifier(wire.joined(fields, wire.Named).account_id)
            listed = wire.joined(fields, wire.Account)
            if listed.account_category in mapping.POLICIES:
                return None
            if not mapping.has_balance(listed):
                if mapping.is_closed(listed):
                    return ClosedAccount(bank_id=bank_id)
                listed = self._detailed(listed, fields)
            record = mapping.account(listed)
        except Unreadable as error:
            return UnreadableAccount(bank_id=bank_id, problem=str(error))
        self._currencies[record.bank_id] = record.current.currency
        return record

    def _detailed(self, listed: wire.Account, fields: shapes.Fields) -> wire.Account:
        """The account with its balances, which a lightweight listing leaves out."""
        details = shapes.account_fields(self._get(below(self._base, "accounts", listed.account_id)))
        detailed = wire.joined(fields | details, wire.Account)
        if not mapping.is_same(listed, detailed):
            message = "The bank's details are those of another account"
            raise Unreadable(message)
        return detailed

    def _currency(self, bank_id: str) -> str:
        """FDX transactions name no currency: it is their account's."""
        if bank_id not in self._currencies:
            at = below(self._base, "accounts", identifier(bank_id))
            listed = wire.joined(shapes.account_fields(self._get(at)), wire.Account)
            self._currencies[bank_id] = mapping.currency(listed)
        return self._currencies[bank_id]

    def _list(self, at: httpx.URL) -> bytes:
        return self._get(at, Counted.ACCOUNTS)

    def _get(self, at: httpx.URL, counted: Counted = Counted.BALANCES, bank_id: str = "") -> bytes:
        reply = self._conversation.ask(
            "GET", at, headers=self._headers, counted=counted, bank_id=bank_id
        )
        if reply.status not in errors.GOOD:
            raise errors.refusal(reply, of_account=counted is not Counted.ACCOUNTS)
        return reply.body
