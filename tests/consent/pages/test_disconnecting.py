"""Leaving on the pages: what it means is said first, and one button does it."""

from typing import Any

import pytest

from consent import gateway
from consent.models import Consent, Erasure
from consent.release import Balances, Reason, Refusal, TurnNote, Wanted
from consent.scopes import Scope
from consent.states import State
from tests import people
from tests.consent.oauth.linking import browser
from tests.consent.pages.reading import text
from tests.people import NOW, Cast

EVERYTHING = "/consents/disconnect-everything/"


def ask(token: str, turn: str = "1") -> object:
    note = TurnNote(turn_id=turn, platform="alexa", device="speaker", topic="balance")
    return gateway.balances(token, Wanted(), note=note, now=NOW, wait_s=0)


def path_of(cast: Cast) -> str:
    return f"/consents/{Consent.objects.get(customer=cast.alice).public_id}/disconnect/"


def test_what_it_means_is_said_before(cast: Cast) -> None:
    page = text(browser(cast.alice).get(path_of(cast)))
    for sentence in (
        "Alexa hears nothing more, from its next question on.",
        "What it heard already stays with Amazon. To have that deleted, ask Amazon.",
        "Your accounts and what Example Bank knows about them stay as they are.",
        "Also delete the list of what Alexa was told",
    ):
        assert sentence in page


def test_the_very_next_question_is_refused(cast: Cast) -> None:
    """Check 49; promise P3."""
    assert isinstance(ask(cast.alices_token), Balances)
    browser(cast.alice).post(path_of(cast))
    assert ask(cast.alices_token, "2") == Refusal(reason=Reason.ENDED)


@pytest.mark.parametrize(("form", "erased"), [({}, 0), ({"erase": "yes"}, 1)])
def test_the_list_of_what_it_was_told_goes_only_if_she_says_so(
    cast: Cast, form: dict[str, str], erased: int
) -> None:
    ask(cast.alices_token)
    page = browser(cast.alice).post(path_of(cast), form, follow=True)
    assert Consent.objects.get(customer=cast.alice).state == State.ENDED
    assert Erasure.objects.count() == erased
    assert text(page).count("The list of what it was told is hidden") == erased


def test_where_nothing_was_told_nothing_had_to_be_deleted(cast: Cast) -> None:
    page = browser(cast.alice).post(path_of(cast), {"erase": "yes"}, follow=True)
    assert "so nothing had to be deleted." in text(page)


def test_pressing_it_twice_is_harmless(cast: Cast) -> None:
    path = path_of(cast)
    browser(cast.alice).post(path)
    ended = Consent.objects.values().get(customer=cast.alice)
    assert browser(cast.alice).post(path).status_code == 302
    assert Consent.objects.values().get(customer=cast.alice) == ended


def test_one_switch_ends_all_of_hers_and_none_of_anybody_elses(cast: Cast) -> None:
    people.allow(cast.alice, cast.other, [Scope.DUES], [cast.rainy_day])
    page: Any = browser(cast.alice).get(EVERYTHING)
    assert all(name in text(page) for name in ("Alexa by Amazon", "Other by Another"))
    answer = browser(cast.alice).post(EVERYTHING, follow=True)
    assert "2 assistants are disconnected. Nothing is told to anyone any more." in text(answer)
    states = Consent.objects.filter(customer=cast.alice).values_list("state", flat=True)
    assert set(states) == {State.ENDED}
    assert Consent.objects.get(customer=cast.bob).state == State.LIVE


def test_looking_at_the_switch_does_not_throw_it(cast: Cast) -> None:
    browser(cast.alice).get(EVERYTHING)
    assert Consent.objects.get(customer=cast.alice).state == State.LIVE


def test_the_switch_needs_the_pages_token_and_its_owner(cast: Cast) -> None:
    assert browser(cast.alice, is_strict=True).post(EVERYTHING).status_code == 403
    assert browser().post(EVERYTHING)["Location"] == f"/accounts/login/?next={EVERYTHING}"
    assert Consent.objects.get(customer=cast.alice).state == State.LIVE


def test_an_old_sign_in_is_enough_to_leave(cast: Cast) -> None:
    """Promise P8: leaving is never harder than joining."""
    browser(cast.alice, age_s=3600).post(EVERYTHING)
    assert Consent.objects.get(customer=cast.alice).state == State.ENDED
