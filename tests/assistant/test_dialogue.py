"""Conversations: what each turn says, asks, keeps open and keeps for later."""

from dataclasses import replace

import pytest

from assistant import dialogue
from assistant.platform import Card, Reply, Slot, Turn
from banking.facts import AccountKind
from consent.release import Reason, Refusal, TurnNote, Wanted
from tests.assistant.released import NOW, FakeGateway, balance, kind, name, released, turn

WHAT_NOW = "What would you like to know?"
HELP = (
    "You can ask: what are my balances, how much is in my savings, or how much do I owe on my"
    f" credit card. {WHAT_NOW}"
)
UNLINKED = "To hear about your accounts, please link your bank to this assistant in its app."
NOTHING_TO_REPEAT = (
    "There is nothing to repeat yet. I can tell you the balance of all your accounts, or of one."
    f" {WHAT_NOW}"
)


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> FakeGateway:
    return FakeGateway(released(balance("Everyday", 123450))).installed(monkeypatch)


def answered(asked: Turn) -> Reply | None:
    return dialogue.answer(asked, now=NOW, wait_s=2.5)


def test_it_answers_a_balance_and_ends_the_conversation(gateway: FakeGateway) -> None:
    reply = answered(turn())

    assert reply == Reply(
        speech="You have $1,234.50 in Everyday.",
        card=Card(title="Your balance", text="Everyday: $1,234.50"),
        state={"intent": "balance"},
    )
    assert len(gateway.asked) == 1


def test_it_asks_the_gateway_in_the_turns_own_name(gateway: FakeGateway) -> None:
    answered(turn(slots=kind("savings")))

    note = TurnNote(
        turn_id="turn-1",
        platform="alexa",
        device="speaker",
        topic="balance",
        conversation_id="conversation-1",
    )
    wanted = Wanted(kind=AccountKind.SAVINGS)
    assert gateway.asked == [("token-of-alice", wanted, note, NOW, 2.5)]


@pytest.mark.parametrize("token", [None, ""])
def test_without_a_token_it_asks_to_link_and_touches_nothing(
    gateway: FakeGateway, token: str | None
) -> None:
    """Rule PLAT-9: when it is needed, and with what for."""
    reply = answered(turn(unverified_token=token))

    assert reply == Reply(speech=UNLINKED, asks_to_link=True, state={"intent": "balance"})
    assert gateway.asked == []


@pytest.mark.parametrize(
    ("intent", "speech", "state"),
    [
        (
            "launch",
            f"Hello. I can tell you how much is in your accounts and what you owe. {WHAT_NOW}",
            {"intent": "launch"},
        ),
        ("help", HELP, {"intent": "help"}),
        (
            "fallback",
            (
                "Sorry, I can't help with that. I can tell you the balance of all your accounts,"
                f" or of one, such as your savings. {WHAT_NOW}"
            ),
            {},
        ),
    ],
)
def test_it_opens_the_conversation_with_a_question_before_linking_too(
    gateway: FakeGateway, intent: str, speech: str, state: dict[str, str]
) -> None:
    """Rule PLAT-9: it is no reason to ask for a link."""
    reply = answered(turn(intent, unverified_token=None))

    assert reply == Reply(speech=speech, reprompt=WHAT_NOW, state=state)
    assert gateway.asked == []


def test_it_does_not_know_an_intent_that_nobody_wrote() -> None:
    assert answered(turn("transfer")) == answered(turn("fallback"))


@pytest.mark.parametrize(
    ("intent", "speech"), [("stop", "Goodbye."), ("cancel", "All right. Goodbye.")]
)
def test_it_ends_and_forgets_when_told_to(intent: str, speech: str) -> None:
    assert answered(turn(intent, state={"intent": "balance"})) == Reply(speech=speech)


def test_it_is_silent_when_the_conversation_is_over(gateway: FakeGateway) -> None:
    assert answered(turn(is_over=True)) is None
    assert gateway.asked == []


@pytest.mark.parametrize(
    ("slots", "state"),
    [
        ({}, {"intent": "balance"}),
        (kind("credit_card"), {"intent": "balance", "kind": "credit_card"}),
        (name("Rainy Day"), {"intent": "balance", "by": "name"}),
    ],
)
def test_it_keeps_no_name_and_no_figure(
    gateway: FakeGateway, slots: dict[str, Slot], state: dict[str, str]
) -> None:
    reply = answered(turn(slots=slots))

    assert reply is not None
    assert reply.state == state
    assert gateway.asked


@pytest.mark.parametrize("slots", [{}, kind("credit_card")])
def test_it_repeats_a_question_as_a_new_disclosure(
    gateway: FakeGateway, slots: dict[str, Slot]
) -> None:
    first = answered(turn(slots=slots))
    assert first is not None

    again = answered(turn("repeat", turn_id="turn-2", state=first.state))

    # Who asks again is in a conversation, which goes on.
    assert again == replace(
        first, speech=f"{first.speech} Anything else?", reprompt="Anything else?"
    )
    (_, wanted, note, *_), (_, wanted_again, note_again, *_) = gateway.asked
    assert wanted_again == wanted
    assert note_again == replace(note, turn_id="turn-2")


def test_after_hello_an_answer_leaves_room_for_the_next_question(gateway: FakeGateway) -> None:
    hello = answered(turn("launch"))
    assert hello is not None

    reply = answered(turn(state=hello.state))

    assert reply is not None
    assert (reply.reprompt, answered(turn()).reprompt) == ("Anything else?", None)  # type: ignore[union-attr]


def test_it_asks_for_a_name_again_rather_than_keep_it(gateway: FakeGateway) -> None:
    state = {"intent": "balance", "by": "name"}

    reply = answered(turn("repeat", state=state))

    speech = (
        "I do not keep the names of accounts that you ask for, so please ask me again with the"
        f" name. {WHAT_NOW}"
    )
    assert reply == Reply(speech=speech, reprompt=WHAT_NOW, state=state)
    assert gateway.asked == []


@pytest.mark.parametrize(
    "state", [{}, {"intent": "repeat"}, {"intent": "stop"}, {"intent": "nonsense"}]
)
def test_it_has_nothing_to_repeat(gateway: FakeGateway, state: dict[str, str]) -> None:
    reply = answered(turn("repeat", state=state))

    assert reply == Reply(speech=NOTHING_TO_REPEAT, reprompt=WHAT_NOW)
    assert gateway.asked == []


def test_a_forged_kind_does_not_become_all_accounts(gateway: FakeGateway) -> None:
    answered(turn("repeat", state={"intent": "balance", "kind": "everything"}))

    assert gateway.asked == []


def test_it_repeats_help() -> None:
    assert answered(turn("repeat", state={"intent": "help"})) == answered(turn("help"))


def test_not_understanding_does_not_forget_the_question() -> None:
    state = {"intent": "balance", "kind": "loan"}

    reply = answered(turn("fallback", state=state))

    assert reply is not None
    assert reply.state == state


def test_a_refusal_can_be_repeated_once_its_cause_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    FakeGateway(Refusal(reason=Reason.TRY_AGAIN)).installed(monkeypatch)

    reply = answered(turn(slots=kind("savings")))

    assert reply is not None
    assert reply.state == {"intent": "balance", "kind": "savings"}


def test_it_apologises_without_knowing_what_went_wrong() -> None:
    assert dialogue.apology(turn(state={"intent": "help"})) == Reply(
        speech="Something went wrong on our side, so please ask again in a moment.",
        state={"intent": "help"},
    )
