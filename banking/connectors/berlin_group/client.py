"""The connector for NextGenPSD2: the accounts and cards of one consent, and their movements."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial

import httpx
import msgspec

from banking.asking.addresses import below, url
from banking.asking.conversation import talking
from banking.connector import (
    Access,
    Counted,
    Refused,
    TransactionRecord,
    TransactionStatus,
    Unreadable,
)
from banking.connectors.berlin_group import errors, paging, wire
from banking.connectors.berlin_group.listing import CARDS, Listing, Place, Read
from banking.connectors.berlin_group.movements import Movements
from banking.connectors.berlin_group.session import Session

# What a bank must tell without asking its customer anew: RTS (EU) 2018/389, article 10.
_FURTHEST = timedelta(days=89)
_STATUSES = frozenset({"booked", "both", "all"})


@contextmanager
def connect(
    access: Access,
    *,
    transport: httpx.BaseTransport | None = None,
    now: datetime | None = None,
) -> "Iterator[BerlinGroupConnector]":
    """A conversation with the bank for one link, ended with the block or at ``limits.total_s``.

    Raises:
        ConnectorError: The link's token is over, and the bank gives no other.

    """
    with talking(
        access.bank, access.limits, spend=access.spend, transport=transport
    ) as conversation:
        yield BerlinGroupConnector(Session(conversation, access), access, now or datetime.now(UTC))


class BerlinGroupConnector:
    """One consent's accounts at one bank."""

    # NextGenPSD2 lists by date; its delta lists are optional.
    next_cursor = ""

    def __init__(self, session: Session, access: Access, now: datetime) -> None:
        self._session = session
        self._base = url(access.bank.base_url)
        self._options = access.bank.options
        self._now = now
        self._listing = Listing(session, self._base, self._now)

    def accounts(self) -> Sequence[Read]:
        """All accounts and cards of the consent with their balances."""
        listed = list(self._listing.accounts())
        if self._options.get("card_accounts") != "no":
            listed += self._listing.cards()
        return listed

    def transactions(self, bank_id: str, *, since: date) -> Iterator[TransactionRecord]:
        """The account's movements booked since that day, in no order, possibly repeated.

        Raises:
            Unreadable: One of them breaks the standard, or the bank no longer has the account.

        """
        place = self._place(bank_id)
        first = below(
            self._base, place.collection, place.resource_id, "transactions"
        ).copy_merge_params({"bookingStatus": self._status(place), "dateFrom": since.isoformat()})
        movements = Movements(bank_id, place.currency, self._now)
        get = partial(self._page, first=first, since=since, bank_id=bank_id)
        for status, raw, page in paging.items(get, first, self._base):
            if place.collection == CARDS:
                yield _of_card(movements, place, page, (raw, status))
            else:
                yield movements.of_account(raw, status)

    def _place(self, bank_id: str) -> Place:
        if not self._listing.places:
            self.accounts()
        if bank_id in self._listing.places:
            return self._listing.places[bank_id]
        message = "The bank does not list the account"
        raise Unreadable(message)

    def _status(self, place: Place) -> str:
        """What to ask for; some banks refuse ``both``, a few want ``all``, which cards know not."""
        status = self._options.get("booking_status", "both")
        if status not in _STATUSES:
            message = "The institution's option booking_status is none of the standard's"
            raise Refused(message)
        return "both" if status == "all" and place.collection == CARDS else status

    def _page(self, at: httpx.URL, *, first: httpx.URL, since: date, bank_id: str) -> bytes:
        """One page; the first one begins later where the bank tells no more of what is older."""
        nearer = (self._now - _FURTHEST).date()
        is_first = at == first
        # Banks count a listing once, with all its pages; one that counts each is told by an option.
        is_counted = is_first or self._options.get("counted_pages") == "each"
        get = partial(
            self._session.get, counted=Counted.TRANSACTIONS if is_counted else None, bank_id=bank_id
        )
        try:
            return get(at)
        except errors.TooFarBack:
            if not is_first or since >= nearer:
                raise
        return get(at.copy_set_param("dateFrom", nearer.isoformat()))


def _of_card(
    movements: Movements,
    place: Place,
    page: wire.Page,
    listed: tuple[msgspec.Raw, TransactionStatus],
) -> TransactionRecord:
    said = page.debit_accounting
    is_debit_positive = place.is_debit_positive if said is None else said
    return movements.of_card(*listed, is_debit_positive=is_debit_positive)
