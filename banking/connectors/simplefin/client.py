"""The connector for SimpleFIN: balances in one request, movements of all accounts in the next."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus

import httpx
import msgspec

from banking.asking import values
from banking.asking.addresses import below
from banking.asking.conversation import Conversation, Reply, talking
from banking.connector import (
    Access,
    AccountRecord,
    ClosedAccount,
    Counted,
    Refused,
    TransactionRecord,
    Unreadable,
    UnreadableAccount,
)
from banking.connectors.simplefin import errors, mapping, movements, wire
from banking.connectors.simplefin.addresses import Elsewhere, checked
from banking.connectors.simplefin.reading import Listing, read, today
from banking.connectors.simplefin.windows import LONGEST_DAYS, windows


@contextmanager
def connect(
    access: Access, *, transport: httpx.BaseTransport | None = None
) -> "Iterator[SimpleFinConnector]":
    """A conversation with the server for one link, ended with the block or at ``total_s``.

    Raises:
        Refused: The link keeps no Access URL, or one that is not of this bank.

    """
    root, way_in = _way_in(access)
    with talking(
        access.bank, access.limits, spend=access.spend, transport=transport
    ) as conversation:
        yield SimpleFinConnector(conversation, below(root, "accounts"), way_in)


class SimpleFinConnector:
    """One Access URL's accounts, maybe of several banks."""

    # SimpleFIN lists by date.
    next_cursor = ""

    def __init__(self, conversation: Conversation, at: httpx.URL, way_in: "WayIn") -> None:
        self._conversation = conversation
        self._at = at
        self._way_in = way_in
        self._today: date | None = None
        self._currencies: dict[str, str] = {}
        self._read: dict[date, list[Listing]] = {}
        self._problem = ""

    def accounts(self) -> Sequence[AccountRecord | UnreadableAccount | ClosedAccount]:
        """All accounts of the link with their balances."""
        reply = self._get({"balances-only": "1"}, Counted.ACCOUNTS)
        self._today = today(reply.headers)
        listing = read(reply)
        return [
            *(self._account(bank_id, raw) for bank_id, raw in listing.accounts.items()),
            *(
                UnreadableAccount(bank_id=bank_id, problem=problem)
                for bank_id, problem in listing.problems.items()
            ),
        ]

    def transactions(self, bank_id: str, *, since: date) -> Iterator[TransactionRecord]:
        """The account's movements since that day, in no order, possibly repeated.

        Raises:
            Unreadable: One of them breaks the standard, or the bank says that some are missing.

        """
        listings = self._listings(since)
        # What is missing from older days the bank has not, and no later question brings it.
        if bank_id in listings[0].missing:
            message = "The bank reports act.missingdata"
            raise Unreadable(message)
        currency = values.currency(self._currencies.get(bank_id))
        for listing in listings:
            moved = listing.moved(bank_id)
            listed_at = mapping.exact_moment(moved.balance_date)
            for raw in moved.transactions:
                yield movements.movement(raw, currency, listed_at=listed_at)

    def _account(self, bank_id: str, raw: msgspec.Raw) -> AccountRecord | UnreadableAccount:
        try:
            record = mapping.account(wire.decoded(raw, wire.Account))
        except Unreadable as error:
            return UnreadableAccount(bank_id=bank_id, problem=str(error))
        self._currencies[bank_id] = record.current.currency
        return record

    def _listings(self, since: date) -> list[Listing]:
        if self._problem:
            raise Unreadable(self._problem)
        if since not in self._read:
            try:
                self._read[since] = list(self._windows(since))
            except Unreadable as error:
                # Kept: it is the same for every account, and a question costs one of few.
                self._problem = str(error)
                raise
        return self._read[since]

    def _windows(self, since: date) -> Iterator[Listing]:
        """What moved since that day, the newest first, until a window in which nothing did."""
        for start, end in windows(since, self._today, self._way_in.longest_days):
            asked = {"start-date": str(mapping.epoch(start)), "pending": "1"}
            asked |= {"end-date": str(mapping.epoch(end))} if end else {}
            listing = read(self._get(asked, Counted.TRANSACTIONS))
            yield listing
            if listing.is_empty:
                return

    def _get(self, asked: Mapping[str, str], counted: Counted) -> Reply:
        reply = self._conversation.ask(
            "GET",
            # A version 1 server knows no such parameter, and answers as ever.
            self._at.copy_merge_params({"version": "2", **asked}),
            headers={"Authorization": self._way_in.authorization},
            counted=counted,
        )
        if reply.status != HTTPStatus.OK:
            raise errors.refusal(reply)
        return reply


@dataclass(frozen=True, slots=True, kw_only=True)
class WayIn:
    """How the server is asked, apart from its address."""

    authorization: str = field(repr=False)
    longest_days: int


def _way_in(access: Access) -> tuple[httpx.URL, WayIn]:
    kept = {name: secret.reveal() for name, secret in access.credentials.items()}
    if not {"root", "user", "password"} <= kept.keys():
        message = "The link keeps no Access URL"
        raise Refused(message)
    try:
        # Looked at again: the operator may have taken a host back.
        root = checked(kept["root"], access.bank)
    except Elsewhere:
        root = None
    if root is None:
        message = "The link's Access URL is not one of the bank's own hosts"
        raise Refused(message)
    plain = f"{kept['user']}:{kept['password']}".encode()
    days = access.bank.options.get("window_days", "")
    return root, WayIn(
        authorization=f"Basic {base64.b64encode(plain).decode()}",
        longest_days=min(max(int(days), 2), LONGEST_DAYS) if days.isdecimal() else LONGEST_DAYS,
    )
