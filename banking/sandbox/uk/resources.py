"""What a given consent reads: its customer's accounts, balances, movements and statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from banking.sandbox.accounts import Account, held_by
from banking.sandbox.amounts import Json, JsonObject
from banking.sandbox.customers import Customer
from banking.sandbox.exchange import Reply
from banking.sandbox.ledger import Ledger
from banking.sandbox.uk import wire
from banking.sandbox.uk.answers import enclosed, good, refused
from banking.sandbox.uk.consents import Consent
from banking.sandbox.uk.versions import Version

PAGE = 100
LONGEST_NUMBER = 6
# Any one of them is enough. Source: Account and Transaction profile, Permissions.
PERMISSIONS = {
    "accounts": {"ReadAccountsBasic", "ReadAccountsDetail"},
    "balances": {"ReadBalances"},
    "statements": {"ReadStatementsBasic", "ReadStatementsDetail"},
    "transactions": {"ReadTransactionsBasic", "ReadTransactionsDetail"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request whose token and consent were found good; `rest` follows `/accounts`."""

    version: Version
    consent: Consent
    customer: Customer
    rest: Sequence[str]
    url: str
    query: Mapping[str, str]

    @property
    def own(self) -> list[Account]:
        return held_by(self.customer.number)


class Resources:
    """The account information resources; bulk ones and most optional ones are not offered."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def read(self, asked: Asked) -> Reply:
        """Answer from the ledger."""
        match asked.rest:
            case []:
                listed = [wire.account(each, asked.version) for each in asked.own]
                return self._listing(asked, "Account", listed)
            case [account_id, *rest]:
                own = next((each for each in asked.own if each.account_id == account_id), None)
                if own is None:
                    # It may exist: whose it is, nobody learns.
                    return refused(asked.version, 400, "U011", "There is no such account.")
                return self._of(own, rest, asked)
            case _:
                return _missing(asked.version)

    def _of(self, own: Account, rest: Sequence[str], asked: Asked) -> Reply:
        now = self._ledger.clock()
        match rest:
            case []:
                return self._listing(asked, "Account", [wire.account(own, asked.version)])
            case ["balances"]:
                found = wire.balances(own, self._ledger, now, asked.version)
                return self._listing(asked, "Balance", found)
            case ["transactions"]:
                return self._transactions(own, now, asked)
            case ["statements"]:
                found = [wire.statement(own, own.card, self._ledger, now)] if own.card else []
                return self._listing(asked, "Statement", found)
            case _:
                return _missing(asked.version)

    def _transactions(self, own: Account, now: datetime, asked: Asked) -> Reply:
        first = _moment(asked.query.get("fromBookingDateTime", "0001-01-01T00:00:00"))
        last = _moment(asked.query.get("toBookingDateTime", "9999-12-31T23:59:59"))
        if first is None or last is None:
            return refused(asked.version, 400, "U002", "A filter is no moment.")
        listed = [
            wire.transaction(own, entry, now, asked.version)
            for entry in self._ledger.recent(own, now)
            if first <= entry.posts_at <= last
        ]
        return self._listing(asked, "Transaction", listed)

    def _listing(self, asked: Asked, name: str, listed: Sequence[Json]) -> Reply:
        resource = asked.rest[-1] if len(asked.rest) > 1 else "accounts"
        if not PERMISSIONS[resource] & asked.consent.permissions:
            return Reply(status=403)
        number = asked.query.get("page", "1")
        if not (number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER):
            return refused(asked.version, 400, "U002", "page is no page.")
        pages = max(1, -(-len(listed) // PAGE))
        start = (int(number) - 1) * PAGE
        data: JsonObject = {name: [*listed[start : start + PAGE]]}
        query = {**asked.query, "page": str(int(number) + 1)}
        following = f"{asked.url}?{urlencode(query)}" if int(number) < pages else ""
        return good(enclosed(data, asked.url, following, pages=pages))


def _missing(version: Version) -> Reply:
    return refused(version, 404, "U011", "There is nothing at this address.")


def _moment(text: str) -> datetime | None:
    """Read a moment without its zone (Read/Write profile, Filtering); None if it is none."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None
