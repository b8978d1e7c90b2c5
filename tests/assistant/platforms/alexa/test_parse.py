"""What we read in Alexa's envelope."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from assistant.platform import Device, Malformed, Slot, Turn, VerifiedBody
from assistant.platforms.alexa import parse
from assistant.simulator.alexa import Meant
from tests.assistant.platforms.alexa.sent import NOW, envelope

STATIC = "amzn1.er-authority.echo-sdk.SKILL.AccountType"
DYNAMIC = "amzn1.er-authority.echo-sdk.dynamic.SKILL.AccountType"
SILENT = [
    "SessionEndedRequest",
    "System.ExceptionEncountered",
    "AlexaSkillEvent.SkillEnabled",
    "Messaging.MessageReceived",
    "Something.New",
    None,
]


def read(sent: object) -> Turn:
    return parse.turn(VerifiedBody(json.dumps(sent).encode()))


def authority(name: str, *entities: dict[str, str], code: str = "ER_SUCCESS_MATCH") -> object:
    values = [{"value": entity} for entity in entities]
    return {"authority": name, "status": {"code": code}, "values": values}


def slot_of(slot: dict[str, object]) -> dict[str, Slot]:
    sent = envelope()
    sent["request"]["intent"]["slots"] = {"account": {"name": "account"} | slot}
    return dict(read(sent).slots)


def resolved(*authorities: object) -> dict[str, object]:
    return {"resolutions": {"resolutionsPerAuthority": list(authorities)}}


def test_it_reads_a_whole_question() -> None:
    sent = envelope(
        slots={"account": Meant(said="rainy day pot", id="acc_1")},
        state={"topic": "balance"},
        session_id="session-1",
        request_id="request-1",
        locale="en-GB",
        has_screen=True,
    )

    assert read(sent) == Turn(
        platform="alexa",
        turn_id="request-1",
        conversation_id="session-1",
        unverified_token="alices-token",
        locale="en-GB",
        device=Device.SCREEN,
        intent="balance",
        slots={"account": Slot(said="rainy day pot", value="acc_1")},
        state={"topic": "balance"},
        platform_user="amzn1.ask.account." + "A" * 180,
        person="amzn1.ask.person." + "P" * 180,
    )


def test_it_reads_the_least_that_can_be_sent() -> None:
    assert read({"request": {"requestId": "request-1"}}) == Turn(
        platform="alexa",
        turn_id="request-1",
        conversation_id="request-1",
        unverified_token=None,
        locale="en-US",
        device=Device.SPEAKER,
        intent="silence",
        is_over=True,
    )


def test_a_launch_is_an_intent() -> None:
    turn = read(envelope("launch"))

    assert (turn.intent, turn.is_over) == ("launch", False)


@pytest.mark.parametrize("kind", SILENT)
def test_what_asks_nothing_is_heard_in_silence(kind: str | None) -> None:
    sent = envelope("end")
    sent["request"]["type"] = kind

    assert (read(sent).intent, read(sent).is_over) == ("silence", True)


@pytest.mark.parametrize("kind", ["SkillDisabled", "SkillAccountUnlinked"])
@pytest.mark.parametrize(
    ("created", "moment"),
    [
        ("2026-11-20T11:30:00Z", NOW - timedelta(minutes=30)),
        (None, NOW),
        ("2026-11-20T11:30:00", NOW),
        (1700000000, NOW),
    ],
)
def test_who_left_is_told_with_the_moment(kind: str, created: object, moment: datetime) -> None:
    sent = envelope("disable", user="amzn1.ask.account.ALICE")
    sent["request"] |= {"type": f"AlexaSkillEvent.{kind}", "eventCreationTime": created}

    assert read(sent) == Turn(
        platform="alexa",
        turn_id=sent["request"]["requestId"],
        conversation_id=sent["request"]["requestId"],
        unverified_token=None,
        locale="en-US",
        device=Device.SPEAKER,
        intent="left",
        is_over=True,
        platform_user="amzn1.ask.account.ALICE",
        happened_at=moment,
    )


def test_a_voice_that_is_not_recognised_is_nobodys() -> None:
    assert read(envelope(person=None)).person is None


def test_the_account_is_read_in_either_place() -> None:
    sent = envelope(user="amzn1.ask.account.ALICE")
    del sent["context"]["System"]["user"]

    assert read(sent).platform_user == "amzn1.ask.account.ALICE"


def test_a_code_keeps_its_zeros_and_no_code_reaches_the_text_of_a_turn() -> None:
    turn = read(envelope("voice_code", slots={"code": Meant(said="0412")}))

    assert turn.slots["code"].said == "0412"
    assert "0412" not in repr(turn.slots)


def test_an_enquiry_is_not_a_question() -> None:
    sent = envelope()
    sent["request"]["type"] = "CanFulfillIntentRequest"

    assert (read(sent).intent, read(sent).is_over) == ("can_fulfill", True)


def test_the_context_s_token_goes_before_the_session_s() -> None:
    sent = envelope()
    sent["session"]["user"]["accessToken"] = "an-older-token"
    newer = read(sent).unverified_token
    del sent["context"]["System"]["user"]

    assert (newer, read(sent).unverified_token) == ("alices-token", "an-older-token")


@pytest.mark.parametrize("entity", [{"name": "savings", "id": "acc_1"}, {"name": "acc_1"}])
def test_a_slot_s_value_is_the_id_or_else_the_name(entity: dict[str, str]) -> None:
    slots = slot_of({"value": "pot", **resolved(authority(STATIC, entity))})

    assert slots == {"account": Slot(said="pot", value="acc_1")}


def test_the_customer_s_own_names_go_first() -> None:
    static = authority(STATIC, {"name": "savings", "id": "SAVINGS"})
    dynamic = authority(DYNAMIC, {"name": "pot", "id": "acc_1"}, {"name": "pots", "id": "acc_2"})

    slots = slot_of({"value": "pot", **resolved(static, dynamic)})

    assert slots == {"account": Slot(said="pot", value="acc_1")}


def test_what_was_not_recognised_was_only_said() -> None:
    unknown = authority(DYNAMIC, code="ER_SUCCESS_NO_MATCH")

    assert slot_of({"value": "pot", **resolved(unknown)}) == {"account": Slot(said="pot")}


def test_the_new_form_of_a_slot_is_read_too() -> None:
    simple = {"type": "Simple", "value": "pot", **resolved(authority(STATIC, {"id": "acc_1"}))}

    one = slot_of({"slotValue": simple})
    several = slot_of({"slotValue": {"type": "List", "values": [simple, {"value": "other"}]}})

    assert one == several == {"account": Slot(said="pot", value="acc_1")}


@pytest.mark.parametrize("slot", [{}, {"value": ""}, {"value": None}, {"slotValue": None}])
def test_an_empty_slot_is_none(slot: dict[str, object]) -> None:
    assert slot_of(slot) == {}


def test_the_state_is_texts_alone_and_bounded() -> None:
    sent = envelope()
    sent["session"]["attributes"] = {"a": "b", "n": 1, "o": {}, "z": None, "long": "x" * 5000}

    assert read(sent).state == {"a": "b"}


def bent(**changes: Any) -> dict[str, Any]:
    sent = envelope()
    sent["request"] |= changes
    return sent


@pytest.mark.parametrize(
    "sent",
    [[], {}, {"request": {}}, bent(requestId=None), bent(requestId="x" * 256), bent(intent=[])],
)
def test_there_is_no_turn_without_an_id(sent: object) -> None:
    with pytest.raises(Malformed):
        read(sent)


def test_there_is_no_turn_in_what_is_no_json() -> None:
    with pytest.raises(Malformed):
        parse.turn(VerifiedBody(b"\xff{"))
