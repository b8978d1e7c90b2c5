"""She disconnects a bank: what it told is erased at once, and the bank is told afterwards."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from banking.connector import Refused, Unreachable
from banking.linking import farewells, operations
from banking.models import Account, Farewell, Institution, Link
from banking.standard import Granted
from consent import gateway
from consent.models import Consent
from consent.scopes import Scope
from tests import people
from tests.banking.linking.fake import FakeBank
from tests.banking.linking.going import linked
from tests.consent.oauth.linking import browser
from tests.consent.pages.reading import text
from tests.people import NOW, Cast

TOKEN = {"refresh_token": "a token of hers"}


def path_of(link: Link) -> str:
    return f"/banks/{link.public_id}/disconnect/"


def tell(**later: float) -> int:
    """What a tick does, that much later."""
    Farewell.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    return farewells.tell_due(timezone.now() + timedelta(**later), within_s=5)


def test_the_page_says_what_is_erased_and_who_then_knows_nothing(
    cast: Cast, fjord: Institution
) -> None:
    link = linked(cast.alice, fjord)
    account = people.account(link, "Savings at Fjord", "savings", 1_00)
    with time_machine.travel(NOW):
        people.allow(cast.alice, cast.other, [Scope.BALANCES], [account])
        page = text(browser(cast.alice).get(path_of(link)))
    assert "What is deleted at once Savings at Fjord ..1234" in page
    # Alexa hears of an account elsewhere, the other of this one.
    assert "Which assistants then know nothing of it Other They stay connected" in page
    assert Link.objects.get(pk=link.pk).state == "live"


@pytest.mark.parametrize(("linked_by", "is_told"), [("sign_in", True), ("numbers", False)])
def test_the_page_promises_to_tell_the_bank_only_where_that_is_done(
    cast: Cast, fjord: Institution, linked_by: str, *, is_told: bool
) -> None:
    link = linked(cast.alice, fjord)
    Institution.objects.filter(pk=fjord.pk).update(linked_by=linked_by)

    page = text(browser(cast.alice).get(path_of(link)))
    operations.end(Link.objects.select_related("institution").get(pk=link.pk))

    assert ("We tell the bank that we need it no more." in page) is is_told
    assert Farewell.objects.exists() is is_told


def test_without_an_assistant_the_page_says_none(cast: Cast, fjord: Institution) -> None:
    link = linked(cast.alice, fjord)
    page = text(browser(cast.alice).get(path_of(link)))
    assert "None: no assistant may hear of these accounts." in page


def test_what_it_told_is_gone_and_her_other_bank_is_not(cast: Cast, fjord: Institution) -> None:
    """Design, section 4: a link's end erases its data; consents stay as they are."""
    link = linked(cast.alice, fjord)
    people.account(link, "Savings at Fjord", "savings", 1_00)
    alice = browser(cast.alice)
    response = alice.post(path_of(link), {"sure": "on"})
    page = text(alice.get(response["Location"]))
    ended = Link.objects.get(pk=link.pk)
    assert (ended.state, ended.credentials.reveal()) == ("ended", "{}")
    assert not Account.objects.filter(link=link).exists()
    assert Account.objects.filter(link__customer=cast.alice).count() == 3
    assert Consent.objects.get(customer=cast.alice).state == "live"
    assert "Fjord Bank is disconnected. What it told us is deleted." in page
    assert "Link a bank Fjord Bank" in page


def test_without_the_tick_nothing_ends(cast: Cast, fjord: Institution) -> None:
    link = linked(cast.alice, fjord)
    page = text(browser(cast.alice).post(path_of(link)))
    assert "Please tick the box first. Nothing was deleted." in page
    assert Link.objects.get(pk=link.pk).state == "live"


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_takes_a_sign_in_of_the_last_minutes(
    cast: Cast, fjord: Institution, method: str
) -> None:
    link = linked(cast.alice, fjord)
    alice = browser(cast.alice, age_s=400)
    response = getattr(alice, method)(path_of(link), {"sure": "on"})
    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert Link.objects.get(pk=link.pk).state == "live"


def test_the_bank_is_told_once_after_the_end(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    operations.end(linked(cast.alice, fjord))
    assert fake.ended == []
    assert (tell(), tell(), fake.ended) == (1, 0, [TOKEN])
    assert not Farewell.objects.exists()


def test_what_the_bank_is_told_waits_sealed(cast: Cast, fjord: Institution) -> None:
    operations.end(linked(cast.alice, fjord))
    [farewell] = Farewell.objects.all()
    assert json.loads(farewell.credentials.reveal()) == TOKEN


def test_a_bank_that_is_down_is_told_later(cast: Cast, fjord: Institution, fake: FakeBank) -> None:
    operations.end(linked(cast.alice, fjord))
    fake.fails_with = Unreachable("503")
    # The second tick comes too early.
    assert (tell(), farewells.tell_due(timezone.now(), within_s=5)) == (0, 0)
    fake.fails_with = None
    assert (tell(), fake.ended) == (1, [TOKEN])


@pytest.mark.parametrize("error", [Refused("400"), Unreachable("503"), ValueError("ours")])
def test_after_a_day_at_the_most_nothing_of_it_is_left(
    cast: Cast, fjord: Institution, fake: FakeBank, error: Exception
) -> None:
    operations.end(linked(cast.alice, fjord))
    fake.fails_with = error
    tell()
    assert Farewell.objects.exists() is not isinstance(error, Refused)
    tell(hours=25)
    assert (Farewell.objects.exists(), fake.ended) == (False, [])


def test_a_leave_under_which_she_linked_anew_is_not_given_back(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    fake.grants = Granted(credentials=TOKEN, reference="consent-1")
    operations.end(linked(cast.alice, fjord))
    linked(cast.alice, fjord)
    assert (tell(), fake.ended, Farewell.objects.exists()) == (1, [], False)


def test_erasing_everything_tells_the_banks_too(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    linked(cast.alice, fjord)
    linked(cast.bob, fjord)
    assert gateway.end_own_links(cast.alice) == 2
    tell()
    assert fake.ended == [TOKEN]
    assert Link.objects.get(customer=cast.bob, institution=fjord).state == "live"


def test_a_bank_that_nobody_signed_in_to_is_told_nothing(cast: Cast) -> None:
    link = Link.objects.get(customer=cast.alice)
    Link.objects.filter(pk=link.pk).update(credentials='{"customer_number": "100001"}')
    operations.end(link)
    assert not Farewell.objects.exists()


def test_ending_twice_is_ending_once(cast: Cast, fjord: Institution) -> None:
    link = linked(cast.alice, fjord)
    operations.end(link)
    operations.end(link)
    assert Farewell.objects.count() == 1
