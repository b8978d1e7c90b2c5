"""Leaving by voice or chat: asked once more, done at once, and never by accident."""

from datetime import datetime
from typing import Any

import pytest

from assistant import dialogue
from assistant.intents import disconnect
from assistant.platform import Reply
from tests.assistant.released import NOW, FakeGateway, balance, released, turn

CONFIRM = "Shall I disconnect it?"
CONSEQUENCE = "If I disconnect this assistant from your bank, it cannot tell you anything any more."
DONE = "Done: this assistant is disconnected from your bank, and a receipt is on its way to you."
NOT_CONNECTED = "This assistant is not connected to your bank."
PENDING = {"awaits": "disconnect"}


class Bank:
    """Who is connected, and who left."""

    def __init__(self) -> None:
        self.connected = {"token-of-alice"}
        self.left: list[tuple[str, str]] = []

    def is_connected(self, token: str, _platform: str, _now: datetime) -> bool:
        return token in self.connected

    def by_token(self, token: str, platform: str, _now: datetime) -> None:
        self.left.append((token, platform))
        self.connected.discard(token)


@pytest.fixture(autouse=True)
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    bank = Bank()
    monkeypatch.setattr("consent.queries.is_connected", bank.is_connected)
    monkeypatch.setattr("consent.leaving.by_token", bank.by_token)
    FakeGateway(released(balance("Everyday", 123450))).installed(monkeypatch)
    return bank


def says(intent: str, state: Any = None, **more: Any) -> Reply:
    reply = dialogue.answer(turn(intent, state=state or {}, **more), now=NOW, wait_s=1.0)
    assert reply is not None
    return reply


def test_it_says_what_that_means_and_asks(bank: Bank) -> None:
    reply = says("disconnect", {"intent": "balance", "kind": "savings"})
    assert reply == Reply(speech=f"{CONSEQUENCE} {CONFIRM}", reprompt=CONFIRM, state=PENDING)
    assert bank.left == []


def test_yes_disconnects_and_ends_the_conversation(bank: Bank) -> None:
    """Promise P8."""
    assert says("yes", PENDING) == Reply(speech=DONE)
    assert bank.left == [("token-of-alice", "alexa")]


def test_no_changes_nothing(bank: Bank) -> None:
    assert says("no", PENDING) == Reply(speech="All right, nothing has changed.")
    assert bank.left == []


@pytest.mark.parametrize("intent", ["fallback", "repeat"])
def test_what_is_neither_is_asked_again(bank: Bank, intent: str) -> None:
    reply = says(intent, PENDING)
    assert (reply.reprompt, reply.state, bank.left) == (CONFIRM, PENDING, [])


@pytest.mark.parametrize("intent", ["help", "launch", "balance", "stop", "cancel", "voice_code"])
def test_another_question_forgets_that_it_was_asked(bank: Bank, intent: str) -> None:
    between = says(intent, PENDING)
    says("yes", between.state)
    assert ("awaits" in between.state, bank.left) == (False, [])


@pytest.mark.parametrize("state", [{}, {"intent": "balance"}, {"awaits": "code"}])
def test_a_yes_to_nothing_does_nothing(bank: Bank, state: dict[str, str]) -> None:
    assert says("yes", state).speech == "All right. What would you like to know?"
    assert bank.left == []


def test_a_no_to_anything_else_is_goodbye() -> None:
    assert says("no", {"intent": "balance"}) == Reply(speech="Goodbye.")


@pytest.mark.parametrize("token", [None, "", "a dead token"])
@pytest.mark.parametrize("intent", ["disconnect", "yes"])
def test_who_is_not_connected_hears_so(bank: Bank, intent: str, token: str | None) -> None:
    reply = says(intent, PENDING, unverified_token=token)
    assert (reply, bank.left) == (Reply(speech=NOT_CONNECTED), [])


def test_news_without_a_user_ends_nothing() -> None:
    assert disconnect.left(turn("left", is_over=True), NOW) == 0
