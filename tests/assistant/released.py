"""What a gateway released, made up for tests, and a gateway that releases it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.platform import Device, Slot, Turn
from banking.facts import AccountKind, AccountLabel, AccountRef, Balance
from banking.money import Money
from consent.release import Balances, Refusal, TurnNote, Wanted

NOW = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)  # a Friday, 2:30 PM in New York


def dollars(minor: int, currency: str = "USD") -> Money:
    return Money(minor=minor, currency=currency)


def balance(
    name: str,
    minor: int,
    kind: AccountKind = AccountKind.CHECKING,
    *,
    currency: str = "USD",
    **other: Any,
) -> Balance:
    available: int | None = other.get("available")
    label = AccountLabel(
        ref=AccountRef(f"ref-{name}"), name=name, last_digits=other.get("digits", "1234"), kind=kind
    )
    return Balance(
        account=label,
        current=Money(minor=minor, currency=currency),
        available=None if available is None else Money(minor=available, currency=currency),
        as_of=NOW - timedelta(seconds=other.get("age_s", 0)),
    )


def released(
    *items: Balance, totals: tuple[Money, ...] = (), is_bank_silent: bool = False
) -> Balances:
    return Balances(
        items=items,
        totals=totals,
        is_bank_silent=is_bank_silent,
        at=NOW,
        time_zone="America/New_York",
    )


def turn(intent: str = "balance", **other: Any) -> Turn:
    fields: dict[str, Any] = {
        "platform": "alexa",
        "turn_id": "turn-1",
        "conversation_id": "conversation-1",
        "unverified_token": "token-of-alice",
        "locale": "en-US",
        "device": Device.SPEAKER,
        **other,
    }
    return Turn(intent=intent, **fields)


def kind(value: str) -> dict[str, Slot]:
    return {"kind": Slot(said=value, value=value)}


def name(said: str) -> dict[str, Slot]:
    return {"name": Slot(said=said)}


class FakeGateway:
    """Releases what it is told to, and keeps what it was asked."""

    def __init__(self, answer: Balances | Refusal) -> None:
        self.answer = answer
        self.asked: list[tuple[str, Wanted, TurnNote, datetime, float]] = []

    def balances(
        self, token: str, wanted: Wanted, *, note: TurnNote, now: datetime, wait_s: float
    ) -> Balances | Refusal:
        self.asked.append((token, wanted, note, now, wait_s))
        return self.answer

    def installed(self, monkeypatch: pytest.MonkeyPatch) -> "FakeGateway":
        monkeypatch.setattr("consent.gateway.balances", self.balances)
        return self
