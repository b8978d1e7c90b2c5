"""What a valid consent reads: its customer's accounts, cards, balances and movements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from banking.sandbox.accounts import Account, held_by
from banking.sandbox.amounts import Json, JsonObject
from banking.sandbox.berlin import wire
from banking.sandbox.berlin.answers import nothing_here, refused
from banking.sandbox.berlin.consents import Consent
from banking.sandbox.exchange import Reply
from banking.sandbox.ledger import Ledger
from banking.sandbox.transactions import Transaction

ACCOUNTS, CARDS = "accounts", "card-accounts"
STATUSES = {ACCOUNTS: {"booked", "pending", "both", "all"}, CARDS: {"booked", "pending", "both"}}
DEFAULT_ITEMS, MOST_ITEMS = 100, 500
LONGEST_NUMBER = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request whose consent was found valid; ``rest`` follows ``/v1/accounts`` or its like."""

    consent: Consent
    collection: str
    rest: Sequence[str]
    query: Mapping[str, str]


class Resources:
    """The account information service."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def read(self, asked: Asked) -> JsonObject | Reply:
        """Return the payload, or the refusal to send instead."""
        own = {
            wire.resource_id(each, asked.consent.consent_id): each
            for each in held_by(asked.consent.customer_number or "")
            if (each.card is not None) is (asked.collection == CARDS)
        }
        match asked.rest:
            case []:
                return self._listing(asked, list(own.values()))
            case [name, "balances"] if name in own:
                return self._balances(own[name])
            case [name, "transactions"] if name in own:
                return self._transactions(own[name], name, asked)
            case _:
                return nothing_here()

    def _listing(self, asked: Asked, own: Sequence[Account]) -> JsonObject:
        has_balances = asked.query.get("withBalance") == "true"
        key = "cardAccounts" if asked.collection == CARDS else "accounts"
        return {key: [self._listed(each, asked, has_balances=has_balances) for each in own]}

    def _listed(self, account: Account, asked: Asked, *, has_balances: bool) -> JsonObject:
        named = wire.listed(account, asked.consent.consent_id)
        if not has_balances:
            return named
        return {**named, "balances": wire.balances(account, self._ledger, self._ledger.clock())}

    def _balances(self, account: Account) -> JsonObject:
        given: JsonObject = {"balances": wire.balances(account, self._ledger, self._ledger.clock())}
        if account.card is None:
            return {"account": wire.reference(account), **given}
        return {"cardAccount": wire.reference(account), "debitAccounting": True, **given}

    def _transactions(self, account: Account, name: str, asked: Asked) -> JsonObject | Reply:
        first, index = _day(asked.query.get("dateFrom")), _number(asked.query.get("pageIndex", "0"))
        items = _number(asked.query.get("itemsPerPage", str(DEFAULT_ITEMS)))
        status = asked.query.get("bookingStatus", "")
        is_page = index is not None and items is not None and 1 <= items <= MOST_ITEMS
        if first is None or not is_page or status not in STATUSES[asked.collection]:
            text = "dateFrom is a day, bookingStatus one of the standard's, a page has a number."
            return refused(400, "FORMAT_ERROR", text)
        found = self._found(account, first, status)
        start = (index or 0) * (items or 0)
        following = {**asked.query, "pageIndex": str((index or 0) + 1)}
        at = f"/v1/{asked.collection}/{name}"
        # Like the standard's own examples, links leave out where the API lies on its host.
        links: JsonObject = {"account": {"href": at}}
        if start + (items or 0) < len(found):
            links["next"] = {"href": f"{at}/transactions?{urlencode(following)}"}
        return self._report(account, found[start : start + (items or 0)], status, links)

    def _found(self, account: Account, first: date, status: str) -> list[Transaction]:
        now = self._ledger.clock()
        wanted = {"booked": {False}, "pending": {True}}.get(status, {False, True})
        return [
            entry
            for entry in self._ledger.recent(account, now)
            if entry.booked_at(now).date() >= first and entry.is_pending(now) in wanted
        ]

    def _report(
        self, account: Account, page: Sequence[Transaction], status: str, links: JsonObject
    ) -> JsonObject:
        now = self._ledger.clock()
        lists: dict[str, Json] = {
            name: [
                wire.movement(account, each, now)
                for each in page
                if each.is_pending(now) is is_pending
            ]
            for name, is_pending in (("booked", False), ("pending", True))
            if status in {name, "both", "all"}
        }
        if account.card is None:
            return {
                "account": wire.reference(account),
                "transactions": {**lists, "_links": links},
            }
        return {
            "cardAccount": wire.reference(account),
            "debitAccounting": True,
            "cardTransactions": {**lists, "_links": {"cardAccount": links["account"]} | links},
        }


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else None
