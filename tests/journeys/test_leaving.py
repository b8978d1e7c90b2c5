"""Leaving by voice, and by the platform's own switch: refused from the next request on."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from assistant.intents import disconnect
from consent.models import Consent, PlatformIdentity, Receipt
from consent.states import State
from tests.journeys.conftest import Device, World, link
from tests.journeys.test_first_question import ENDED

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)
ASKED = (
    "If I disconnect this assistant from your bank, it cannot tell you anything any more. "
    "Shall I disconnect it?"
)
DONE = "Done: this assistant is disconnected from your bank, and a receipt is on its way to you."
NOT_CONNECTED = "This assistant is not connected to your bank."
SILENCE = {"version": "1.0", "response": {}}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=True) as clock:
        yield clock


@pytest.fixture
def hers(world: World, device: Device) -> Device:
    link(device, world, "alice", "Everyday")
    device.conversation = "amzn1.echo-api.session.ONE"
    return device


def last_receipt() -> tuple[str, str]:
    receipt = Receipt.objects.latest("pk")
    return receipt.event, receipt.channel


def test_disconnect_my_bank(hers: Device, world: World) -> None:
    """Promise P8: the neighbour's consent stays."""
    bobs = Device(signer=hers.signer)
    link(bobs, world, "bob", "Household")
    assert [hers.ask("disconnect"), hers.ask("yes")] == [ASKED, DONE]
    assert hers.ask() == ENDED
    assert (hers.ask("disconnect"), last_receipt()) == (NOT_CONNECTED, ("end", "assistant"))
    assert bobs.ask().endswith(" in Household.")


def test_not_after_all(hers: Device) -> None:
    assert hers.ask("disconnect") == ASKED
    assert hers.ask("no") == "All right, nothing has changed."
    assert hers.ask("yes") == "All right. What would you like to know?"
    assert hers.ask().startswith("You have $")


@pytest.mark.parametrize(
    "change",
    [
        {"state": "paused", "paused_at": NOON},
        {"asks_code": "everything"},
        {"only_my_voice": True},
    ],
)
def test_nothing_stands_in_the_way_of_leaving(hers: Device, change: dict[str, object]) -> None:
    """Promise P8: no pause, no code and no voice."""
    Consent.objects.update(**change)
    assert [hers.ask("disconnect"), hers.ask("yes")] == [ASKED, DONE]
    assert Consent.objects.get().state == State.ENDED


def test_removed_in_alexas_app(hers: Device, world: World) -> None:
    """Promise P8; rules PLAT-8 and PLAT-18: the event has no token, and may come twice."""
    bobs = Device(signer=hers.signer, user="amzn1.ask.account.BOBS")
    link(bobs, world, "bob", "Household")
    hers.ask()
    bobs.ask()
    assert [hers.send("disable"), hers.send("disable")] == [SILENCE, SILENCE]
    assert (hers.ask(), last_receipt()) == (ENDED, ("end", "platform"))
    assert bobs.ask().endswith(" in Household.")
    kept = PlatformIdentity.objects.values_list("consent__customer__username", flat=True)
    assert list(kept) == ["bob"]


def test_removed_before_anything_was_asked(hers: Device) -> None:
    """Promise P8: whose link it was is known from Alexa's news of it."""
    assert hers.send("linked") == SILENCE
    assert hers.send("disable") == SILENCE
    assert (hers.ask(), last_receipt()) == (ENDED, ("end", "platform"))


def test_late_news_of_an_older_link_is_not_this_ones(hers: Device) -> None:
    hers.ask()
    before = timezone.now() - timedelta(minutes=30)
    Consent.objects.update(granted_at=before + timedelta(minutes=1))
    assert hers.send("disable", at=before) == SILENCE
    assert hers.ask().startswith("You have $")


def test_an_unsigned_event_ends_nothing(hers: Device) -> None:
    hers.ask()
    event = {
        "context": {"System": {"user": {"userId": hers.user}}},
        "request": {"type": "AlexaSkillEvent.SkillDisabled", "requestId": "1"},
    }
    answer = Client().post("/platforms/alexa/", event, content_type="application/json", secure=True)
    assert (answer.status_code, Consent.objects.get().state) == (400, State.LIVE)


def test_news_that_could_not_be_heard_is_told_again(
    hers: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise P9: what breaks is no 200, so that Alexa repeats it."""

    def broken(*_: object) -> int:
        message = "the database is away"
        raise OSError(message)

    monkeypatch.setattr(disconnect, "left", broken)
    with pytest.raises(OSError, match="away"):
        hers.send("disable")
