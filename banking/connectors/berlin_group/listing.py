"""The accounts and cards of one consent: each with its balances, or with what is wrong with it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

import httpx
import msgspec

from banking.asking.addresses import below
from banking.asking.values import identifier
from banking.connector import (
    AccountRecord,
    ClosedAccount,
    Counted,
    NeedsCustomer,
    Refused,
    Unreadable,
    UnreadableAccount,
)
from banking.connectors.berlin_group import cards, errors, mapping, wire
from banking.connectors.berlin_group.session import Session

ACCOUNTS, CARDS = "accounts", "card-accounts"
Read = AccountRecord | UnreadableAccount | ClosedAccount


@dataclass(slots=True, kw_only=True)
class Place:
    """Where an account lies at the bank as long as the consent lasts, and how it is written."""

    bank_id: str
    collection: str
    resource_id: str
    currency: str
    is_debit_positive: bool = False


class Listing:
    """Reads the bank's lists; ``places`` is what they named, by our id."""

    def __init__(self, session: Session, base: httpx.URL, now: datetime) -> None:
        self._session = session
        self._base = base
        self._now = now
        self.places: dict[str, Place] = {}

    def accounts(self) -> Iterator[Read]:
        """The accounts; an id that is listed twice counts once."""
        at = below(self._base, ACCOUNTS).copy_set_param("withBalance", "true")
        listed = wire.decoded(self._session.get(at, Counted.ACCOUNTS), wire.Accounts).accounts
        return self._each(ACCOUNTS, _without_aggregates(listed), self._account)

    def cards(self) -> Iterator[Read]:
        """The card accounts, where the bank has a list of them and the consent holds it.

        It is a resource of its own, and counted by itself as if it were one account's balances.
        """
        at = below(self._base, CARDS)
        reply = self._session.ask(at, Counted.BALANCES, CARDS)
        if errors.is_unoffered(reply):
            return iter(())
        if reply.status != HTTPStatus.OK:
            raise errors.refusal(reply)
        return self._each(CARDS, wire.decoded(reply.body, wire.Cards).card_accounts, self._card)

    def _each(
        self,
        collection: str,
        listed: Iterable[msgspec.Raw],
        figures: Callable[[Place, msgspec.Raw], AccountRecord | ClosedAccount],
    ) -> Iterator[Read]:
        for raw in listed:
            bank_id = ""
            try:
                place = self._place(collection, wire.decoded(raw, wire.Named))
                if place is None:
                    continue
                bank_id = place.bank_id
                yield figures(place, raw)
            except Unreadable as error:
                yield UnreadableAccount(bank_id=bank_id, problem=str(error))

    def _place(self, collection: str, named: wire.Named) -> Place | None:
        """A place for the account; None if it has one.

        Raises:
            Unreadable: Another account has it: which figures are whose, nobody could tell later.

        """
        bank_id = mapping.bank_id(collection, named)
        known = self.places.get(bank_id)
        if known is None:
            self.places[bank_id] = Place(
                bank_id=bank_id,
                collection=collection,
                resource_id=identifier(named.resource_id),
                currency=named.currency,
            )
            return self.places[bank_id]
        if known.resource_id == named.resource_id:
            return None
        message = "The bank lists two accounts under one number"
        raise Unreadable(message)

    def _account(self, place: Place, raw: msgspec.Raw) -> AccountRecord | ClosedAccount:
        listed = wire.decoded(raw, wire.Account)
        given = listed.balances or []
        if mapping.is_closed(listed) and not given:
            return ClosedAccount(bank_id=place.bank_id)
        if not mapping.is_complete(listed):
            is_enough = mapping.has_balance(listed)
            given = [*self._balances(place, is_enough=is_enough).balances, *given]
        return mapping.account(listed, given, self._now)

    def _card(self, place: Place, raw: msgspec.Raw) -> AccountRecord | ClosedAccount:
        listed = wire.decoded(raw, wire.Card)
        given = listed.balances or []
        if mapping.is_closed(listed) and not given:
            return ClosedAccount(bank_id=place.bank_id)
        said = listed.debit_accounting
        if not cards.is_complete(listed):
            more = self._balances(place, is_enough=cards.has_balance(listed))
            given = [*more.balances, *given]
            said = more.debit_accounting if said is None else said
        place.is_debit_positive = bool(said)
        return cards.account(listed, given, self._now, is_debit_positive=bool(said))

    def _balances(self, place: Place, *, is_enough: bool) -> wire.Balances:
        """The account's balances by themselves; none, where the listing will do without them."""
        at = below(self._base, place.collection, place.resource_id, "balances")
        try:
            raw_body = self._session.get(at, Counted.BALANCES, place.bank_id)
            return wire.decoded(raw_body, wire.Balances)
        except (Unreadable, NeedsCustomer, Refused):
            # The bank has just listed the account: this is about the one figure more.
            if not is_enough:
                raise
        return wire.Balances(balances=[])


def _without_aggregates(listed: Sequence[msgspec.Raw]) -> Iterator[msgspec.Raw]:
    """Leaves out a multicurrency account's sum where its sub-accounts are listed as well."""
    named = [(raw, _named(raw)) for raw in listed]
    split = {each.iban for _, each in named if each and each.currency != mapping.AGGREGATE}
    for raw, each in named:
        if each and each.currency == mapping.AGGREGATE and each.iban in split - {None}:
            continue
        yield raw


def _named(raw: msgspec.Raw) -> wire.Named | None:
    try:
        return wire.decoded(raw, wire.Named)
    except Unreadable:
        return None
