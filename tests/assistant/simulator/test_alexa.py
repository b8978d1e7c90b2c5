"""Requests as Alexa would send them, from the simulator through the platform."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from assistant.platform import Device, SignedRequest, Slot, Turn
from assistant.platforms.alexa import PLATFORM
from assistant.simulator import alexa, authority

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SKILL = "amzn1.ask.skill.sayso-test"


@pytest.fixture
def ca(tmp_path: Path, settings: Settings) -> authority.Authority:
    """An authority that the settings trust."""
    settings.ALEXA_TEST_CA_DIR = tmp_path
    return authority.opened(tmp_path, now=NOW)


def heard(question: alexa.Question, ca: authority.Authority) -> Turn:
    signed = alexa.signed(question, ca, now=NOW)
    headers = {name.lower(): value for name, value in signed.headers.items()}
    request = SignedRequest(raw_body=signed.body, headers=headers)
    return PLATFORM.parse(PLATFORM.verify(request, NOW))


def test_a_question_is_heard_as_it_was_asked(ca: authority.Authority) -> None:
    question = alexa.Question(
        intent="balance",
        skill_id=SKILL,
        token="alices-token",
        slots={"account": alexa.Meant(said="rainy day pot", id="acc_1", is_own=True)},
        state={"topic": "balance"},
        has_screen=True,
    )

    assert heard(question, ca) == Turn(
        platform="alexa",
        turn_id=question.request_id,
        conversation_id=question.session_id,
        unverified_token="alices-token",
        locale="en-US",
        device=Device.SCREEN,
        intent="balance",
        slots={"account": Slot(said="rainy day pot", value="acc_1")},
        state={"topic": "balance"},
        platform_user=question.user,
        person=question.person,
    )


@pytest.mark.parametrize(
    ("intent", "is_over"),
    [
        ("launch", False),
        ("help", False),
        ("fallback", False),
        ("yes", False),
        ("voice_code", False),
        ("disconnect", False),
        ("end", True),
    ],
)
def test_every_kind_of_request_is_understood(
    ca: authority.Authority,
    intent: str,
    is_over: bool,  # noqa: FBT001
) -> None:
    turn = heard(alexa.Question(intent=intent, skill_id=SKILL, token=None), ca)

    assert (turn.intent, turn.is_over) == ("silence" if is_over else intent, is_over)
    assert turn.unverified_token is None


def test_what_was_not_recognised_is_only_said(ca: authority.Authority) -> None:
    slots = {"account": alexa.Meant(said="the pot")}

    turn = heard(alexa.Question(intent="balance", skill_id=SKILL, token=None, slots=slots), ca)

    assert turn.slots == {"account": Slot(said="the pot")}


def test_each_question_is_a_turn_of_its_own(ca: authority.Authority) -> None:
    asked = [alexa.Question(intent="balance", skill_id=SKILL, token=None) for _ in range(2)]

    assert len({heard(question, ca).turn_id for question in asked}) == 2


def test_an_envelope_has_a_real_one_s_size(ca: authority.Authority) -> None:
    slots = {"account": alexa.Meant(said="rainy day pot", id="acc_1")}
    question = alexa.Question(intent="balance", skill_id=SKILL, token="t" * 43, slots=slots)

    assert 3400 < len(alexa.signed(question, ca, now=NOW).body) < 4000
