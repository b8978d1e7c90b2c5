"""One answer of ``GET /accounts``: its accounts by id, and why some of them cannot be read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date
from email.utils import parsedate_to_datetime

import httpx
import msgspec

from banking.asking.conversation import Reply
from banking.asking.values import identifier
from banking.connector import Unreadable
from banking.connectors.simplefin import errors, wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What was listed; ``problems`` are by account, ``missing`` lack some of their movements."""

    accounts: Mapping[str, msgspec.Raw] = field(repr=False)
    problems: Mapping[str, str]
    missing: frozenset[str]

    def moved(self, bank_id: str) -> wire.Moved:
        """The account's movements; none if it is not listed.

        Raises:
            Unreadable: The bank could not read the account, or says nothing of it that can be read.

        """
        if bank_id in self.problems:
            raise Unreadable(self.problems[bank_id])
        if bank_id not in self.accounts:
            return wire.Moved()
        return wire.decoded(self.accounts[bank_id], wire.Moved)

    @property
    def is_empty(self) -> bool:
        """Whether no account has a movement in it, as far as can be read."""
        return not self.problems and not any(map(self._has_movements, self.accounts))

    def _has_movements(self, bank_id: str) -> bool:
        try:
            return bool(self.moved(bank_id).transactions)
        except Unreadable:
            return True


def read(reply: Reply) -> Listing:
    """The answer, account by account.

    Raises:
        ConnectorError: It is none, or its errors concern all of the link.

    """
    answer = wire.decoded(reply.body, wire.AccountSet)
    troubles = errors.troubles(answer)
    named = [(_named(raw), raw) for raw in answer.accounts]
    problems = _shared(named)
    # An account that failed may not even be listed.
    problems |= {
        bank_id: f"The bank reports {code}" for bank_id, code in troubles.of_accounts.items()
    }
    for whose, _ in named:
        if whose is None:
            problems.setdefault("", "The bank lists an account without an id")
        elif code := troubles.of(whose.id, whose.conn_id or ""):
            problems.setdefault(whose.id, f"The bank reports {code}")
    return Listing(
        accounts={whose.id: raw for whose, raw in named if whose and whose.id not in problems},
        problems=problems,
        missing=troubles.missing,
    )


def _named(raw: msgspec.Raw) -> wire.Named | None:
    try:
        named = wire.decoded(raw, wire.Named)
        identifier(named.id)
    except Unreadable:
        return None
    return named


def _shared(named: Sequence[tuple[wire.Named | None, msgspec.Raw]]) -> dict[str, str]:
    """Ids that two organizations use: which is whose, the parameter ``account`` cannot tell."""
    origins = {(whose.id, whose.origin) for whose, _ in named if whose}
    counted = Counter(bank_id for bank_id, _ in origins)
    return {
        bank_id: "The bank lists two accounts under one id"
        for bank_id, count in counted.items()
        if count > 1
    }


def today(headers: httpx.Headers) -> date | None:
    """The bank's own day (RFC 9110 6.6.1); None if it does not tell."""
    try:
        told = parsedate_to_datetime(headers.get("Date", ""))
        return told.astimezone(UTC).date() if told.tzinfo else told.date()
    except (ValueError, OverflowError):
        return None
