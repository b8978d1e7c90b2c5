"""A conversation in which the voice code is asked for: what is kept, and what is never said."""

import dataclasses
from typing import Any

import pytest

from assistant import dialogue
from assistant.platform import Reply, Slot, Turn
from consent.release import Balances, Reason, Refusal, TurnNote, Wanted
from consent.scopes import Scope
from tests.assistant.released import NOW, FakeGateway, balance, kind, name, released, turn

CODE = "4829"
QUESTION = "What is your voice code?"
NEEDED = f"First I need to know that it is you. {QUESTION}"
FOUR_DIGITS = f"I need the four digits of your voice code, one after the other. {QUESTION}"
TOLD = "You have $1,234.50 in Everyday. Anything else?"


class Guarded(FakeGateway):
    """A gateway that wants the code before it tells anything."""

    def __init__(self) -> None:
        super().__init__(released(balance("Everyday", 123450)))
        self.heard: list[tuple[str, Scope, TurnNote]] = []

    def balances(
        self, token: str, wanted: Wanted, *, note: TurnNote, **more: Any
    ) -> Balances | Refusal:
        answer = super().balances(token, wanted, note=note, **more)
        return refusal(note) or answer

    def hear_code(self, token: str, scope: Scope, *, note: TurnNote, now: object) -> Refusal | None:
        del now
        self.heard.append((token, scope, note))
        return refusal(note)


def refusal(note: TurnNote) -> Refusal | None:
    if note.code == CODE:
        return None
    return Refusal(reason=Reason.CODE_WRONG if note.code else Reason.CODE_NEEDED)


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Guarded:
    guarded = Guarded()
    guarded.installed(monkeypatch)
    monkeypatch.setattr("consent.gateway.hear_code", guarded.hear_code)
    return guarded


def answered(asked: Turn) -> Reply:
    reply = dialogue.answer(asked, now=NOW, wait_s=2.5)
    assert reply is not None
    return reply


def says(code: str, state: Any) -> Turn:
    return turn("voice_code", turn_id="turn-2", state=state, slots={"code": Slot(said=code)})


def test_it_asks_for_the_code_and_keeps_the_question(gateway: Guarded) -> None:
    reply = answered(turn(slots=kind("savings")))
    state = {"intent": "balance", "kind": "savings", "awaits": "code"}
    assert reply == Reply(speech=NEEDED, reprompt=QUESTION, state=state)


@pytest.mark.parametrize("said", ["4829", "4 8 2 9", "4-8-2-9"])
def test_the_right_code_is_followed_by_the_answer(gateway: Guarded, said: str) -> None:
    first = answered(turn(slots=kind("savings")))
    reply = answered(says(said, first.state))
    assert (reply.speech, reply.state) == (TOLD, {"intent": "balance", "kind": "savings"})
    (_, asked, *_), (_, again, note, *_) = gateway.asked
    assert (again, note.turn_id, note.code) == (asked, "turn-2", CODE)


def test_a_wrong_one_is_asked_again(gateway: Guarded) -> None:
    first = answered(turn())
    reply = answered(says("1357", first.state))
    assert reply == Reply(
        speech=(
            "That is not your voice code, so please say it again, or set a new one on your bank's"
            f" website. {QUESTION}"
        ),
        reprompt=QUESTION,
        state={"intent": "balance", "awaits": "code"},
    )
    assert answered(says(CODE, reply.state)).speech == TOLD


@pytest.mark.parametrize("said", ["?", "482", "48291", "four", "٤٨٢٩"])
def test_what_is_not_four_digits_is_no_try(gateway: Guarded, said: str) -> None:
    first = answered(turn())
    reply = answered(says(said, first.state))
    assert (reply.speech, reply.state) == (FOUR_DIGITS, first.state)
    assert len(gateway.asked) == 1


@pytest.mark.parametrize("intent", ["fallback", "repeat", "nobody_knows"])
def test_anything_else_asks_for_it_again(gateway: Guarded, intent: str) -> None:
    first = answered(turn())
    reply = answered(turn(intent, state=first.state))
    assert (reply.speech, reply.state, len(gateway.asked)) == (FOUR_DIGITS, first.state, 1)


@pytest.mark.parametrize("intent", ["stop", "cancel", "no"])
def test_it_can_be_given_up(gateway: Guarded, intent: str) -> None:
    reply = answered(turn(intent, state=answered(turn()).state))
    assert (reply.reprompt, reply.state) == (None, {})


def test_a_name_is_not_kept_so_the_code_is_heard_and_the_question_asked_anew(
    gateway: Guarded,
) -> None:
    first = answered(turn(slots=name("Rainy Day")))
    assert first.state == {"intent": "balance", "by": "name", "awaits": "code"}
    reply = answered(says(CODE, first.state))
    assert reply.speech == (
        "I do not keep the names of accounts that you ask for, so please ask me again with the"
        " name. What would you like to know?"
    )
    [(token, scope, note)] = gateway.heard
    assert (token, scope, note.code) == ("token-of-alice", Scope.BALANCES, CODE)
    assert len(gateway.asked) == 1


def test_a_wrong_code_for_a_name_is_asked_again(gateway: Guarded) -> None:
    state = {"intent": "balance", "by": "name", "awaits": "code"}
    reply = answered(says("1357", state))
    assert (reply.reprompt, reply.state) == (QUESTION, state)


@pytest.mark.parametrize(
    "state", [{}, {"intent": "balance"}, {"intent": "balance", "awaits": "disconnect"}]
)
def test_a_code_that_nobody_asked_for_is_not_looked_at(
    gateway: Guarded, state: dict[str, str]
) -> None:
    reply = answered(says(CODE, state))
    assert reply.speech == (
        "I did not ask for a code, so I did not look at it. What would you like to know?"
    )
    assert "awaits" not in reply.state
    assert gateway.asked == []
    assert gateway.heard == []


def test_a_forged_state_asks_no_other_topic(gateway: Guarded) -> None:
    answered(says(CODE, {"intent": "disconnect", "awaits": "code"}))
    answered(says(CODE, {"intent": "balance", "kind": "everything", "awaits": "code"}))
    assert gateway.asked == []


def test_the_code_is_in_no_answer_no_state_and_no_text_of_an_error(gateway: Guarded) -> None:
    """Issue 3, item 6."""
    first = answered(turn())
    said = says(CODE, first.state)
    replies = [answered(said), answered(says("1357", first.state)), answered(says(CODE, {}))]
    shown = [repr(dataclasses.astuple(reply)) for reply in replies]
    shown += [repr(said), repr(dataclasses.replace(said, code=CODE)), repr(gateway.asked)]
    assert [each for each in shown if CODE in each or "1357" in each] == []
