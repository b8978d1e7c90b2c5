"""Asked for her code: said wrong, said right, not asked again, asked again, locked, set anew."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from consent.models import AuditEvent, Consent, Disclosure, Notice, VoiceCode
from tests.consent.oauth import linking
from tests.journeys.conftest import Device, World, link

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)
CODE, WRONG, OTHER = "4071", "8305", "6152"
WHAT = "What is your voice code?"
NEEDED = f"First I need to know that it is you. {WHAT}"
NOT_RIGHT = (
    "That is not your voice code, so please say it again, or set a new one on your bank's website."
    f" {WHAT}"
)
LOCKED = (
    "Your voice code is locked because it was said wrong three times, so please set a new one on "
    "your bank's website."
)
TOLD = "You have $4,221.06 in Everyday. Anything else?"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=True) as clock:
        yield clock


def set_code(world: World, code: str = CODE) -> None:
    fields = {"code": code, "again": code, "answer": "set"}
    page = linking.browser(world.user("alice")).post("/consents/voice-code/", fields, follow=True)
    assert "Your voice code is set." in page.content.decode()


@pytest.fixture
def hers(world: World, device: Device) -> Device:
    """A device in a conversation; the code is asked for before amounts."""
    set_code(world)
    link(device, world, "alice", "Everyday")
    Consent.objects.update(asks_code="amounts")
    device.conversation = "amzn1.echo-api.session.ONE"
    return device


def test_wrong_then_right_then_not_asked_for_five_minutes(
    hers: Device, clock: time_machine.Traveller
) -> None:
    heard = [hers.ask(), hers.ask("voice_code", code=WRONG), hers.ask("voice_code", code=CODE)]
    clock.shift(timedelta(minutes=4))
    heard.append(hers.ask())
    assert heard == [NEEDED, NOT_RIGHT, TOLD, TOLD]
    clock.shift(timedelta(minutes=2))
    assert hers.ask() == NEEDED
    assert Disclosure.objects.count() == 2


def test_another_conversation_is_asked(hers: Device) -> None:
    hers.ask()
    assert hers.ask("voice_code", code=CODE) == TOLD
    hers.conversation, hers.state = "amzn1.echo-api.session.TWO", {}
    assert hers.ask() == NEEDED


def test_a_code_with_a_leading_zero_is_said_as_it_was_set(hers: Device, world: World) -> None:
    set_code(world, "0412")
    hers.ask()
    assert hers.ask("voice_code", code="412").startswith("I need the four digits")
    assert hers.ask("voice_code", code="0412") == TOLD


def test_locked_until_it_is_set_anew(hers: Device, world: World) -> None:
    hers.ask()
    heard = [hers.ask("voice_code", code=code) for code in (WRONG, WRONG, WRONG)]
    assert heard == [NOT_RIGHT, NOT_RIGHT, f"{LOCKED} Anything else?"]
    assert hers.ask() == f"{LOCKED} Anything else?"
    set_code(world, OTHER)
    assert hers.ask() == NEEDED
    assert hers.ask("voice_code", code=OTHER) == TOLD


def test_twelve_wrong_ones_at_once_lock_it(hers: Device) -> None:
    """Issue 3, item 6: even the right code fails then."""
    hers.ask()
    state = dict(hers.state)

    def guess(_number: int) -> str:
        try:
            return str(hers.send("voice_code", {"code": WRONG}, state=state))
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(guess, range(12)))
    assert sum("is locked" in each for each in answers) >= 10
    assert not any("$" in each for each in answers)
    hers.state = state
    assert hers.ask("voice_code", code=CODE).startswith(LOCKED)
    assert Notice.objects.filter(topic="voice_code_locked").count() == 1


def test_who_has_none_is_told_where_to_set_one(hers: Device) -> None:
    VoiceCode.objects.all().delete()
    assert hers.ask() == (
        "You asked for a voice code before I tell you this, and you have none yet, so please set "
        "one on your bank's website."
    )


@pytest.mark.parametrize("name", ["Cashback Card", "Castle Fund"])
def test_the_name_of_bobs_account_sounds_like_none(hers: Device, name: str) -> None:
    """Check 48: with the code and without it."""
    Consent.objects.update(asks_code="everything")
    assert hers.ask(name=name) == NEEDED
    assert hers.ask("voice_code", code=CODE).startswith("I do not keep the names")
    assert hers.ask(name=name).startswith("I did not find that account among those you share")


def test_no_log_no_state_no_card_and_no_row_holds_a_code(
    hers: Device, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Issue 3, item 6; promise P10."""
    caplog.set_level("DEBUG")
    answers: list[dict[str, Any]] = []
    turns: list[tuple[str, dict[str, str]]] = [
        ("balance", {}),
        ("voice_code", {"code": WRONG}),
        ("repeat", {}),
        ("voice_code", {"code": CODE}),
        ("repeat", {}),
        ("voice_code", {"code": OTHER}),
    ]
    for intent, slots in turns:
        answers.append(hers.send(intent, slots))
        hers.state = answers[-1].get("sessionAttributes", {})
    set_code(world, OTHER)
    rows = [
        *(vars(each) for each in AuditEvent.objects.all()),
        *(vars(each) for each in Disclosure.objects.all()),
        *(vars(each) for each in Notice.objects.all()),
    ]
    lines = [f"{record.getMessage()} {vars(record)}" for record in caplog.records]
    # Moments and ids are made of digits too.
    held = [json.dumps(answers), *lines, *(str(row.get("content", "")) for row in rows)]
    said = {f'"{code}"' for code in (CODE, WRONG, OTHER)} | {f" {CODE} ", f"'{CODE}'"}
    assert {each for each in said for text in held if each in text} == set()
    spoken = [each["response"]["outputSpeech"]["ssml"] for each in answers]
    assert not any(code in text for code in (CODE, WRONG, OTHER) for text in spoken)
