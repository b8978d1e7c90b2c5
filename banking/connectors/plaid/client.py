"""The connector for Plaid: one Item's accounts, what is owed on them, and what moved."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime

import httpx
import msgspec

from banking.asking import values
from banking.asking.conversation import Conversation, talking
from banking.connector import (
    Access,
    AccountRecord,
    ClosedAccount,
    Counted,
    Removed,
    TransactionRecord,
    Unreadable,
    UnreadableAccount,
)
from banking.connectors.plaid import dues, errors, mapping, movements, sync, wire
from banking.connectors.plaid.calls import Path, call, token_of


@contextmanager
def connect(
    access: Access, *, transport: httpx.BaseTransport | None = None
) -> "Iterator[PlaidConnector]":
    """A conversation with Plaid for one link, ended with the block or at ``limits.total_s``.

    Raises:
        Refused: The link keeps no access token.

    """
    with talking(
        access.bank, access.limits, spend=access.spend, transport=transport
    ) as conversation:
        yield PlaidConnector(conversation, access, token_of(access))


class PlaidConnector:
    """One Item's accounts; its movements are asked for once, and only when somebody wants them."""

    def __init__(self, conversation: Conversation, access: Access, token: str) -> None:
        self._conversation = conversation
        self._access = access
        self._token = token
        self._read: sync.Changes | None = None
        self._problem = ""
        # Whether some account's movements could not be handed on.
        self._is_held = False

    @property
    def next_cursor(self) -> str:
        """The new cursor, or the old one while an account's movements are still to be read.

        Plaid has one cursor for all accounts of an Item: what it has passed never comes again.
        """
        if self._read is None or self._is_held:
            return self._access.cursor
        return self._read.next_cursor

    def accounts(self) -> Sequence[AccountRecord | UnreadableAccount | ClosedAccount]:
        """All open accounts of the Item, as Plaid read them last."""
        as_of = self._as_of()
        listed = wire.decoded(self._ask(Path.ACCOUNTS, Counted.ACCOUNTS), wire.Accounts).accounts
        owed = self._owed(listed)
        read = (self._account(raw, as_of, owed) for raw in listed)
        return list({each.bank_id: each for each in read}.values())

    def transactions(self, bank_id: str, *, since: date) -> Iterator[TransactionRecord | Removed]:  # noqa: ARG002 - Plaid lists changes, whatever their day
        """What changed in the account since the cursor, each movement once.

        Raises:
            Unreadable: One of them breaks the standard.

        """
        for transaction_id, raw in self._changes().by_account.get(bank_id, {}).items():
            try:
                yield (
                    Removed(bank_id=values.identifier(transaction_id))
                    if raw is None
                    else movements.movement(wire.decoded(raw, wire.Transaction))
                )
            except Unreadable:
                self._is_held = True
                raise

    def _as_of(self) -> datetime | None:
        """When Plaid last read the bank: balances are copies from then.

        Raises:
            ConnectorError: The Item is broken, though its copies could still be had.

        """
        answer = wire.decoded(self._ask(Path.ITEM, Counted.ACCOUNTS), wire.ItemAnswer)
        if answer.item.error is not None:
            raise errors.meaning(answer.item.error)
        updates = answer.status.transactions if answer.status else None
        at = updates.last_successful_update if updates else None
        return values.moment(at) if at else None

    def _owed(self, listed: Sequence[msgspec.Raw]) -> Mapping[str, wire.Owed]:
        """What is owed, by account; nothing where the Item has no such product."""
        if not any(_named(raw).type in mapping.DEBTS for raw in listed):
            return {}
        try:
            body = self._call(Path.LIABILITIES, Counted.BALANCES)
        except errors.PlaidError as error:
            if error.code in errors.NO_PRODUCT:
                return {}
            problem = error.meaning
        else:
            entries = wire.decoded(body, wire.LiabilitiesAnswer).liabilities.all
            return {each.account_id: each for each in entries if each.account_id}
        raise problem

    def _account(
        self, raw: msgspec.Raw, as_of: datetime | None, owed: Mapping[str, wire.Owed]
    ) -> AccountRecord | UnreadableAccount:
        named = _named(raw)
        may_move = named.type is None or named.type in mapping.MOVING
        try:
            listed = wire.decoded(raw, wire.Account)
            # What has no official currency moves nothing that could be stored.
            may_move &= listed.balances.unofficial_currency_code is None
            code = values.currency(listed.balances.iso_currency_code)
            due = dues.due(owed.get(listed.account_id), code)
            return mapping.account(listed, mapping.Known(as_of=as_of, due=due))
        except Unreadable as error:
            problem = str(error)
        self._is_held |= may_move
        return UnreadableAccount(bank_id=named.account_id, problem=problem)

    def _changes(self) -> sync.Changes:
        if self._problem:
            raise Unreadable(self._problem)
        if self._read is None:
            try:
                self._read = sync.changes(self._page, self._access.cursor)
            except Unreadable as error:
                # Kept: it is the same for every account, and asking again would only repeat it.
                self._problem = str(error)
                raise
        return self._read

    def _page(self, cursor: str) -> bytes:
        asked = {"access_token": self._token, "count": sync.PAGE_SIZE}
        asked |= {"cursor": cursor} if cursor else {}
        return call(
            self._conversation,
            self._access.bank,
            Path.CHANGES,
            asked,
            Counted.TRANSACTIONS,
        )

    def _ask(self, path: Path, counted: Counted) -> bytes:
        try:
            return self._call(path, counted)
        except errors.PlaidError as error:
            problem = error.meaning
        raise problem

    def _call(self, path: Path, counted: Counted) -> bytes:
        asked = {"access_token": self._token}
        return call(self._conversation, self._access.bank, path, asked, counted)


def _named(raw: msgspec.Raw) -> wire.Named:
    """Whose account it is, as far as that can be read."""
    try:
        named = wire.decoded(raw, wire.Named)
        values.identifier(named.account_id)
    except Unreadable:
        return wire.Named(account_id="")
    return named
