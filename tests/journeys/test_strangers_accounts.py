"""Whatever way Bob's account comes into Alice's request, it is like one that is nowhere."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine

from consent.models import Disclosure
from tests.journeys.conftest import Device, World, link
from tests.journeys.test_first_question import NOON, UNKNOWN

STATES = ("account", "accounts", "ref", "name", "kind", "by", "consent")


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON):
        yield


@pytest.fixture
def hers(world: World, device: Device) -> Device:
    """Alice's, for one account of hers."""
    link(device, world, "alice", "Everyday")
    device.conversation = "amzn1.echo-api.session.hers"
    return device


def by_slot(device: Device, what: str) -> dict[str, Any]:
    return device.send("balance", {"name": what}, state={})


def by_kind(device: Device, what: str) -> dict[str, Any]:
    return device.send("balance", {"kind": what}, state={})


@pytest.mark.parametrize("ask", [by_slot, by_kind])
def test_in_a_slot(hers: Device, world: World, ask: Callable[..., dict[str, Any]]) -> None:
    """Check 48: by its id, the bank's id for it, or its name and digits."""
    bobs = world.account("bob", "Household")
    nowhere = ask(hers, "no-such-account")
    assert UNKNOWN in str(nowhere)
    for name in (bobs.public_id, bobs.bank_id, f"{bobs.name} {bobs.last_digits}"):
        assert ask(hers, name)["response"] == nowhere["response"]
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize("key", STATES)
def test_in_the_session(hers: Device, world: World, key: str) -> None:
    """Check 48: attributes come back from outside, and none of them names an account."""
    bobs = world.account("bob", "Household").public_id
    kept = {"intent": "balance"}
    nowhere = hers.send("repeat", state=kept | {key: "no-such-account"})
    heard = hers.send("repeat", state=kept | {key: bobs})
    assert heard["response"] == nowhere["response"]
    assert "Household" not in str(heard)
    accounts = Disclosure.objects.values_list("content", flat=True)
    assert [content for content in accounts if bobs in content] == []
