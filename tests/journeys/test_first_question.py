"""A customer links, asks, narrows, asks again, leaves, and asks once more."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import timezone

from banking.models import Balance
from consent import leaving, operations
from consent.models import Assistant, Consent, Disclosure
from consent.states import Channel, EndReason, State
from tests.consent.oauth import linking
from tests.journeys.conftest import Device, World, link

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)

NOT_LINKED = "To hear about your accounts, please link your bank to this assistant in its app."
ENDED = (
    "This assistant may no longer tell you about your accounts, so if you want it to, "
    "please link your bank again in its app."
)
EXPIRED = (
    "Your permission for this assistant has run out, so please link your bank again in its app."
)
UNKNOWN = (
    "I did not find that account among those you share with this assistant, so ask for all your "
    "balances to hear which they are."
)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """It is noon of a Wednesday, and time goes on."""
    with time_machine.travel(NOON, tick=True) as clock:
        yield clock


def test_an_unlinked_device_is_asked_to_link(world: World, device: Device) -> None:
    assert device.ask() == NOT_LINKED
    assert device.last["card"] == {"type": "LinkAccount"}
    assert not Disclosure.objects.exists()


def test_the_figure_heard_is_the_one_the_bank_serves(world: World, device: Device) -> None:
    """Promise P6: and a change at the bank is heard after a refresh."""
    link(device, world, "alice", "Everyday")
    before = device.ask()
    world.spend("alice-everyday", "-12.34")
    assert device.ask() == before
    world.grow_stale()
    after = device.ask()
    assert [before, after] == ["You have $4,221.06 in Everyday.", "You have $4,208.72 in Everyday."]


def test_narrowed_ended_and_linked_again(world: World, device: Device) -> None:
    """Promises P3 and P8."""
    link(device, world, "alice", "Everyday", "Rainy Day")
    assert device.ask(kind="savings").startswith("You have $")
    consent = Consent.objects.get(state=State.LIVE)
    everyday = world.account("alice", "Everyday")
    operations.narrow(
        consent, scopes=["balances"], accounts=[everyday.public_id], now=timezone.now()
    )
    assert device.ask(kind="savings") == UNKNOWN
    assert device.ask().endswith(" in Everyday.")
    browser = linking.browser(world.user("alice"))
    left = browser.post(f"/consents/{consent.public_id}/disconnect/", follow=True)
    assert "Alexa can no longer hear anything." in left.content.decode()
    assert device.ask() == ENDED
    assert device.last["card"] == {"type": "LinkAccount"}
    link(device, world, "alice", "Rainy Day")
    assert device.ask(kind="checking") == UNKNOWN
    assert device.ask().endswith(" in Rainy Day.")


def test_a_consent_that_ran_out_is_told_apart(
    world: World, device: Device, clock: time_machine.Traveller
) -> None:
    """Check 50."""
    link(device, world, "alice", "Everyday")
    Consent.objects.update(expires_at=timezone.now())
    assert device.ask() == EXPIRED
    assert device.last["card"] == {"type": "LinkAccount"}


def test_an_account_of_someone_else_sounds_like_one_that_is_not(
    world: World, device: Device
) -> None:
    """Check 48."""
    link(device, world, "alice", "Everyday")
    assert device.ask(name="Cashback Card") == device.ask(name="Castle Fund") == UNKNOWN


def test_a_bank_that_is_down_costs_the_freshness_and_not_the_answer(
    world: World, device: Device
) -> None:
    """Promise P6."""
    link(device, world, "alice", "Everyday")
    world.grow_stale()
    Balance.objects.update(as_of=datetime(2026, 3, 18, 10, 30, tzinfo=UTC))
    world.misbehave(kind="unavailable")
    assert device.ask() == (
        "You have $4,221.06 in Everyday as of 6:30 AM today. "
        "Your bank did not answer just now, so this may have changed."
    )


def test_the_operators_switch_is_heard_at_once(world: World, device: Device) -> None:
    link(device, world, "alice", "Everyday")
    Assistant.objects.update(is_enabled=False)
    assert device.ask() == (
        "Your bank has switched this assistant off for now, "
        "so please use your bank's app or website."
    )


def test_bob_and_alice_each_hear_the_joint_account_by_their_own_consent(
    world: World, device: Device
) -> None:
    """One holder's leaving never touches the other's."""
    link(device, world, "alice", "Household")
    bobs = Device(signer=device.signer)
    link(bobs, world, "bob", "Household")
    assert device.ask() == bobs.ask()
    alices = Consent.objects.get(customer__username="alice", state=State.LIVE)
    leaving.revoke(alices, EndReason.WITHDRAWN, Channel.PAGES, timezone.now())
    assert device.ask() == ENDED
    assert bobs.ask().endswith(" in Household.")


def test_a_card_is_owed_and_its_credit_needs_its_own_scope(world: World, device: Device) -> None:
    link(device, world, "alice", "Travel Card")
    assert device.ask(kind="credit_card") == "You owe $911.10 on Travel Card."
    card = world.account("alice", "Travel Card")
    form = linking.choices(card, scopes=["balances", "dues"])
    answer = linking.browser(world.user("alice")).post(linking.request(), form)
    code = linking.returned(answer)["code"]
    device.token = linking.post(linking.TOKEN, linking.redemption(code)).json()["access_token"]
    assert device.ask(kind="credit_card") == (
        "You owe $911.10 on Travel Card. You have $5,088.90 of credit left."
    )
