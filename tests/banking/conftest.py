"""A link to a bank that says what a test tells it to."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from banking.connector import (
    Access,
    AccountRecord,
    AccountStatus,
    ClosedAccount,
    Removed,
    TransactionRecord,
    TransactionStatus,
    UnreadableAccount,
)
from banking.facts import AccountKind, Category
from banking.models import Institution, Link, User
from banking.money import Money

NOW = datetime(2026, 11, 20, 18, 4, tzinfo=UTC)


def usd(minor: int) -> Money:
    return Money(minor=minor, currency="USD")


EVERYDAY = AccountRecord(
    bank_id="everyday",
    name="Everyday",
    last_digits="1234",
    kind=AccountKind.CHECKING,
    status=AccountStatus.OPEN,
    current=usd(123_450),
    available=usd(120_000),
    as_of=NOW - timedelta(minutes=1),
)
CARD = replace(
    EVERYDAY, bank_id="card", name="Card", kind=AccountKind.CREDIT_CARD, current=usd(-5_000)
)
COFFEE = TransactionRecord(
    bank_id="coffee",
    status=TransactionStatus.PENDING,
    amount=usd(-450),
    happened_at=NOW - timedelta(days=1),
    posted_at=None,
    description="BLUE CUP 0042",
    merchant="Blue Cup",
    category=Category.RESTAURANTS,
    bank_category="Coffee",
)


@dataclass(kw_only=True)
class FakeBank:
    """Both the connector and its entry; keeps what it was asked."""

    listed: Sequence[AccountRecord | UnreadableAccount | ClosedAccount] = (EVERYDAY,)
    next_cursor: str = ""
    movements: dict[str, list[TransactionRecord | Removed]] = field(default_factory=dict)
    fails_with: Exception | None = None
    fails_for: dict[str, Exception] = field(default_factory=dict)
    accesses: list[Access] = field(default_factory=list)
    asked: list[tuple[str, date]] = field(default_factory=list)

    @contextmanager
    def __call__(self, access: Access) -> Iterator["FakeBank"]:
        self.accesses.append(access)
        yield self

    def accounts(self) -> Sequence[AccountRecord | UnreadableAccount | ClosedAccount]:
        if self.fails_with:
            raise self.fails_with
        return self.listed

    def transactions(self, bank_id: str, *, since: date) -> Iterator[TransactionRecord | Removed]:
        self.asked.append((bank_id, since))
        if bank_id in self.fails_for:
            raise self.fails_for[bank_id]
        return iter(self.movements.get(bank_id, []))


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> FakeBank:
    """Every link's bank, until the test ends."""
    fake = FakeBank()
    monkeypatch.setattr("banking.fetching.connect_for", lambda _standard: fake)
    return fake


def make_institution(name: str = "Example Bank") -> Institution:
    return Institution.objects.get_or_create(
        name=name,
        defaults={
            "standard": "fake",
            "base_url": "https://bank.test/fdx",
            "token_url": "https://bank.test/token",
            "service_id": "sayso",
            "service_secret": "service secret",
            "time_zone": "America/New_York",
        },
    )[0]


def make_link(username: str = "alice", institution: Institution | None = None) -> Link:
    """A link that is due."""
    link = Link.objects.create(
        customer=User.objects.create(username=username),
        institution=institution or make_institution(),
        credentials=json.dumps({"customer_number": "100001"}),
    )
    link.refresh_from_db()
    return link


@pytest.fixture
def link(db: None) -> Link:
    """Alice's, due and never fetched."""
    return make_link()
