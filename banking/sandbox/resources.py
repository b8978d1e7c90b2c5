"""What a customer's token may read: accounts, transactions and the customer's own name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from banking.sandbox import wire
from banking.sandbox.accounts import Account, held_by
from banking.sandbox.amounts import JsonObject
from banking.sandbox.customers import Customer
from banking.sandbox.exchange import Reply, refusal
from banking.sandbox.ledger import Ledger
from banking.sandbox.paging import references, window

DATE_LENGTH = len("2026-01-31")
EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An FDX request whose token was verified; `path` follows the version's prefix."""

    customer: Customer
    path: str
    url: str
    query: Mapping[str, str]


class Resources:
    """The FDX resources, flat as in v6."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def read(self, question: Question) -> JsonObject | Reply:
        """Return the payload, or the refusal to send instead."""
        match question.path.strip("/").split("/"):
            case ["customers", "current"]:
                return wire.customer(question.customer)
            case ["accounts"]:
                return self._accounts(question)
            case ["accounts", account_id, *rest]:
                return self._account(account_id, rest, question)
            case _:
                return _nothing_here()

    def _account(
        self, account_id: str, rest: Sequence[str], question: Question
    ) -> JsonObject | Reply:
        account = _own(question.customer, account_id)
        if account is None:
            return refusal(404, 701, "There is no such account.")
        match rest:
            case []:
                return wire.details(account, self._ledger, self._ledger.clock())
            case ["transactions"]:
                return self._transactions(account, question)
            case _:
                return _nothing_here()

    def _accounts(self, question: Question) -> JsonObject | Reply:
        query = dict(question.query)
        asked = window(query)
        result_type = query.get("resultType", "lightweight")
        if asked is None:
            return _bad_page()
        if result_type not in {"lightweight", "details"}:
            return refusal(400, 703, "resultType is lightweight or details.")
        own, now = held_by(question.customer.number), self._ledger.clock()
        return {
            **references(asked, len(own), question.url, query),
            "accounts": [
                wire.details(account, self._ledger, now)
                if result_type == "details"
                else wire.lightweight(account)
                for account in asked.of(own)
            ],
        }

    def _transactions(self, account: Account, question: Question) -> JsonObject | Reply:
        query, now = dict(question.query), self._ledger.clock()
        asked = window(query)
        if asked is None:
            return _bad_page()
        first = _moment(query.get("startTime"), EARLIEST, time.min)
        last = _moment(query.get("endTime"), LATEST, time.max)
        if first is None or last is None or first > last:
            return refusal(400, 703, "startTime and endTime are dates, the earlier one first.")
        found = [
            entry
            for entry in self._ledger.recent(account, now)
            if first <= entry.booked_at(now) <= last
        ]
        return {
            **references(asked, len(found), question.url, query),
            "transactions": [wire.transaction(account, entry, now) for entry in asked.of(found)],
        }


def _own(customer: Customer, account_id: str) -> Account | None:
    """Find the account among the customer's own: nobody learns that another one exists."""
    return next((own for own in held_by(customer.number) if own.account_id == account_id), None)


def _nothing_here() -> Reply:
    return refusal(404, 601, "There is nothing at this address.")


def _bad_page() -> Reply:
    return refusal(400, 703, "limit is 1 to 500 and offset is what nextOffset said.")


def _moment(text: str | None, default: datetime, of_day: time) -> datetime | None:
    """Read a date, which means all of that day, or a moment; None if it is neither."""
    if text is None:
        return default
    try:
        if len(text) == DATE_LENGTH:
            return datetime.combine(date.fromisoformat(text), of_day, UTC)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
