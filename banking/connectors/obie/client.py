"""The connector for UK Open Banking: opens a conversation, reads what the consent lets us read."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from http import HTTPStatus

import httpx
import msgspec

from banking.asking import own_tokens, values
from banking.asking.addresses import below, url
from banking.asking.conversation import Conversation, talking
from banking.connector import (
    NO_SECRET,
    Access,
    AccountRecord,
    ClosedAccount,
    Counted,
    DueRecord,
    Removed,
    TransactionRecord,
    Unreadable,
    UnreadableAccount,
)
from banking.connectors.obie import dues, errors, mapping, paging, wire
from banking.connectors.obie.errors import About
from banking.connectors.obie.headers import headers
from banking.connectors.obie.movements import Movements
from banking.facts import DEBTS


@contextmanager
def connect(
    access: Access, *, transport: httpx.BaseTransport | None = None
) -> "Iterator[ObieConnector]":
    """A conversation with the bank for one link, ended with the block or at ``limits.total_s``.

    Raises:
        ConnectorError: The token has ended, and the bank gives no other.

    """
    with talking(
        access.bank, access.limits, spend=access.spend, transport=transport
    ) as conversation:
        yield ObieConnector(conversation, access, own_tokens.access_token(conversation, access))


class ObieConnector:
    """One link's accounts at one bank."""

    def __init__(self, conversation: Conversation, access: Access, token: str) -> None:
        self._conversation = conversation
        self._base = url(access.bank.base_url)
        self._headers = {"Authorization": f"Bearer {token}"} | headers(
            interaction_id=access.interaction_id,
            customer_address=access.customer_address,
            signed_in_at=access.credentials.get("signed_in_at", NO_SECRET).reveal(),
        )

    # UK Open Banking lists by date.
    next_cursor = ""

    def accounts(self) -> Sequence[AccountRecord | UnreadableAccount | ClosedAccount]:
        """All accounts of the link with their balances; an id that is listed twice counts once."""
        first = below(self._base, "accounts")
        get = partial(self._get, about=About.LINK, counts={first: Counted.ACCOUNTS})
        listed = paging.items(get, first, self._base, "Account")
        return list({each.bank_id: each for each in map(self._account, listed)}.values())

    def transactions(self, bank_id: str, *, since: date) -> Iterator[TransactionRecord | Removed]:
        """The account's movements booked since that day, in no order, possibly repeated.

        Raises:
            Unreadable: One of them breaks the standard, or the consent does not hold the account.

        """
        asked = {"fromBookingDateTime": _midnight(since)}
        movements = Movements(values.identifier(bank_id))
        for raw in self._of(bank_id, "Transaction", asked, Counted.TRANSACTIONS):
            read = movements.read(wire.decoded(raw, wire.Transaction))
            if read is not None:
                yield read

    def _account(self, raw: msgspec.Raw) -> AccountRecord | UnreadableAccount | ClosedAccount:
        """One item of the listing, with the figures that stand elsewhere."""
        bank_id = ""
        try:
            bank_id = values.identifier(wire.decoded(raw, wire.Named).account_id)
            listed = wire.decoded(raw, wire.Account)
            if mapping.is_closed(listed):
                return ClosedAccount(bank_id=bank_id)
            balances = self._of(bank_id, "Balance", {}, Counted.BALANCES)
            record = mapping.account(listed, [wire.decoded(raw, wire.Balance) for raw in balances])
            return replace(record, due=self._due(record)) if record.kind in DEBTS else record
        except Unreadable as error:
            return UnreadableAccount(bank_id=bank_id, problem=str(error))

    def _due(self, record: AccountRecord) -> DueRecord | None:
        """What the newest statement asks for; banks need not have statements."""
        # The bank's own moment: no clock of ours decides which statement is recent.
        since = record.as_of and record.as_of.date() - dues.BACK
        asked = {"fromStatementDateTime": _midnight(since)} if since else {}
        try:
            listed = list(self._of(record.bank_id, "Statement", asked))
        except errors.NotOffered:
            return None
        read = [wire.decoded(raw, wire.Statement) for raw in listed]
        return dues.due(read, record.bank_id, record.current.currency)

    def _of(
        self, bank_id: str, name: str, asked: dict[str, str], counted: Counted | None = None
    ) -> Iterator[msgspec.Raw]:
        """What the bank lists of one account under that name."""
        at = below(self._base, "accounts", bank_id, f"{name.lower()}s").copy_merge_params(asked)
        about = About.ACCOUNT if counted else About.OPTIONAL
        # A listing is one access, whatever its pages: its first request is what counts.
        get = partial(self._get, about=about, counts={at: counted}, bank_id=bank_id)
        return paging.items(get, at, self._base, name)

    def _get(
        self,
        at: httpx.URL,
        *,
        about: About,
        counts: dict[httpx.URL, Counted | None],
        bank_id: str = "",
    ) -> bytes:
        reply = self._conversation.ask(
            "GET", at, headers=self._headers, counted=counts.get(at), bank_id=bank_id
        )
        if reply.status != HTTPStatus.OK:
            raise errors.refusal(reply, about)
        return reply.body


def _midnight(day: date) -> str:
    """A filter's moment, by the bank's own clock: it has to ignore the zone that the file demands.

    Source: 3.1.11 and 4.0, FromBookingDateTimeParam (a date-time of RFC 3339); Filtering.
    """
    return f"{day.isoformat()}T00:00:00Z"
