"""How loudly she chose to be told, heard and seen on her own devices."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from banking.models import Balance
from consent.models import Consent
from tests.journeys.conftest import Device, World, link

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)
WHOLE = {
    "type": "Simple",
    "title": "Your balances",
    "content": "Everyday: $4,221.06\nTravel Card: $911.10 owed",
}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=True) as clock:
        yield clock


def card(device: Device) -> Any:
    return device.last["card"]


@pytest.fixture
def hers(world: World, device: Device) -> Device:
    """A device that hears of an account and a card."""
    link(device, world, "alice", "Everyday", "Travel Card")
    return device


def test_to_the_cent(hers: Device) -> None:
    assert hers.ask() == "You have $4,221.06 in Everyday. You owe $911.10 on Travel Card."
    assert card(hers) == WHOLE


def test_rounded(hers: Device) -> None:
    Consent.objects.update(amounts="rounded")
    assert hers.ask() == "You have about $4,200 in Everyday. You owe about $910 on Travel Card."
    assert card(hers) == WHOLE | {"content": "Everyday: about $4,200\nTravel Card: about $910 owed"}


@pytest.mark.parametrize(
    ("has_screen", "heard"),
    [
        (False, "I put it in this assistant's app, on your phone."),
        (True, "I put it on your screen."),
    ],
)
def test_not_aloud(hers: Device, heard: str, *, has_screen: bool) -> None:
    """No amount is said; the card holds it, on the screen or in the app."""
    Consent.objects.update(amounts="screen")
    hers.has_screen = has_screen
    assert hers.ask() == heard
    assert card(hers) == WHOLE


def test_only_yes_or_no(hers: Device) -> None:
    Consent.objects.update(amounts="yes_no")
    assert hers.ask() == "There is money in Everyday. You owe something on Travel Card."
    assert card(hers) == WHOLE | {"content": "Everyday: has money\nTravel Card: something owed"}
    assert "$" not in str(hers.last)


def test_old_signs_tell_their_age_too(hers: Device, world: World) -> None:
    """Promise P6."""
    Consent.objects.update(amounts="yes_no")
    world.grow_stale()
    Balance.objects.update(as_of=NOON.replace(hour=10, minute=30))
    world.misbehave(kind="unavailable")
    assert hers.ask(kind="checking") == (
        "There is money in Everyday as of 6:30 AM today. "
        "Your bank did not answer just now, so this may have changed."
    )


def test_only_her_own_voice(hers: Device) -> None:
    Consent.objects.update(only_my_voice=True)
    unknown = (
        "I did not recognise your voice, so please set up your voice in this assistant's app, or "
        "choose on your bank's website who may ask."
    )
    hers.person = None
    assert hers.ask() == unknown
    hers.person = "amzn1.ask.person.ALICE"
    assert hers.ask().startswith("You have $")
    hers.person = "amzn1.ask.person.GUEST"
    assert hers.ask() == unknown
