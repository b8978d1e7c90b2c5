"""Changing a consent: her choices are there, the difference is shown, and only then it counts."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from consent import gateway, operations
from consent.models import Consent
from consent.privacy import Amounts, Privacy
from consent.release import Balances, TurnNote, Wanted
from consent.scopes import Scope
from consent.states import State
from tests import people
from tests.consent.oauth.linking import browser, hidden
from tests.consent.pages.reading import newest, text, ticked
from tests.people import NOW, Cast

FRESH, OLD = 0, 3600


def alices(cast: Cast) -> Consent:
    return Consent.objects.get(customer=cast.alice)


def as_it_is(cast: Cast, **changes: Any) -> dict[str, Any]:
    """The form as it is shown, with what Alice changes."""
    return {
        "answer": "review",
        "scopes": ["balances"],
        "accounts": [cast.everyday.public_id],
        "days": "",
        "amounts": "exact",
        "asks_code": "never",
    } | changes


def post(cast: Cast, form: dict[str, Any], age_s: float = FRESH) -> Any:
    path = f"/consents/{alices(cast).public_id}/change/"
    return browser(cast.alice, age_s=age_s).post(path, form)


def confirmed(cast: Cast, form: dict[str, Any], age_s: float = FRESH) -> Any:
    return post(cast, hidden(post(cast, form, age_s)) | {"answer": "confirm"}, age_s)


def both(cast: Cast) -> list[str]:
    return [cast.everyday.public_id, cast.rainy_day.public_id]


def test_what_she_has_is_chosen_already(cast: Cast) -> None:
    page = browser(cast.alice).get(f"/consents/{alices(cast).public_id}/change/")
    assert ticked(page) == {
        ("scopes", "balances"),
        ("accounts", cast.everyday.public_id),
        ("days", ""),
        ("amounts", "exact"),
        ("asks_code", "never"),
    }


def test_the_review_names_each_difference_and_changes_nothing(cast: Cast) -> None:
    form = as_it_is(
        cast,
        scopes=["dues"],
        accounts=both(cast),
        days="365",
        amounts="rounded",
        only_my_voice="on",
    )
    page = text(post(cast, form))
    for change in (
        "Added From now on: What is due and when, and how much credit is left",
        "Added From now on: Rainy Day ..5678",
        "Removed Before: How much is in these accounts, each with its name",
        "Later Before: Ends on Feb. 18, 2027, 1:04 p.m. From now on: Ends on ",
        "Quieter Before: Amounts: to the cent. From now on: Amounts: rounded,",
        "From now on: It answers only when it knows your voice.",
    ):
        assert change in page
    assert alices(cast).revision == 1


@pytest.mark.parametrize(
    ("start", "chosen", "turn"),
    [
        ({"amounts": "rounded"}, {"amounts": "exact"}, "Louder"),
        ({"only_my_voice": True}, {}, "Louder"),
        ({}, {"days": "1"}, "Earlier"),
    ],
)
def test_louder_and_earlier_are_said_too(
    cast: Cast, start: dict[str, Any], chosen: dict[str, Any], turn: str
) -> None:
    Consent.objects.filter(customer=cast.alice).update(**start)
    assert f"{turn} Before:" in text(post(cast, as_it_is(cast, **chosen)))


def test_confirming_makes_it_so(cast: Cast) -> None:
    form = as_it_is(cast, scopes=["balances", "dues"], accounts=both(cast), amounts="screen")
    answer = confirmed(cast, form)
    consent = alices(cast)
    assert answer["Location"] == f"/consents/{consent.public_id}/"
    assert {row.scope for row in consent.scopes.all()} == {"balances", "dues"}
    assert {row.account_ref for row in consent.accounts.all()} == set(both(cast))
    assert operations.privacy_of(consent) == Privacy(amounts=Amounts.SCREEN)
    assert consent.receipts.filter(event="change").count() == 1


def test_an_account_she_took_out_is_neither_listed_nor_summed(cast: Cast) -> None:
    """Check 52."""
    token = people.allow(cast.alice, cast.alexa, [Scope.BALANCES], [cast.everyday, cast.rainy_day])
    path = f"/consents/{newest(cast.alice).public_id}/change/"
    review = browser(cast.alice).post(path, as_it_is(cast))
    browser(cast.alice).post(path, hidden(review) | {"answer": "confirm"})
    note = TurnNote(turn_id="1", platform="alexa", device="speaker", topic="balance")
    heard = gateway.balances(token, Wanted(), note=note, now=NOW, wait_s=0)
    assert isinstance(heard, Balances)
    assert [item.account.masked for item in heard.items] == ["Everyday ..1234"]
    assert heard.totals == ()


def test_narrowing_needs_no_new_sign_in(cast: Cast) -> None:
    answer = confirmed(cast, as_it_is(cast, days="1", amounts="yes_no"), OLD)
    assert answer["Location"] == f"/consents/{alices(cast).public_id}/"
    assert alices(cast).amounts == "yes_no"


@pytest.mark.parametrize(
    "wider", [{"scopes": ["balances", "dues"]}, {"days": "365"}, {"accounts": "both"}]
)
def test_widening_on_an_old_sign_in_waits_for_a_new_one(cast: Cast, wider: dict[str, Any]) -> None:
    form = as_it_is(cast, **{k: both(cast) if v == "both" else v for k, v in wider.items()})
    answer = confirmed(cast, form, OLD)
    assert urlsplit(answer["Location"]).path == "/accounts/reauthenticate/"
    assert alices(cast).revision == 1


def test_after_the_new_sign_in_her_choices_are_there_to_be_confirmed(cast: Cast) -> None:
    form = as_it_is(cast, scopes=["balances", "dues"])
    [back] = parse_qs(urlsplit(confirmed(cast, form, OLD)["Location"]).query)["next"]
    page = browser(cast.alice).get(back)
    assert "Added From now on: What is due and when" in text(page)
    assert alices(cast).revision == 1
    post(cast, hidden(page) | {"answer": "confirm"})
    assert {row.scope for row in alices(cast).scopes.all()} == {"balances", "dues"}


def test_no_link_chooses_for_her(cast: Cast) -> None:
    path = f"/consents/{alices(cast).public_id}/change/"
    page = browser(cast.alice).get(f"{path}?kept=forged&scopes=dues&answer=confirm")
    assert "Change what Alexa may hear" in text(page)
    assert ("scopes", "dues") not in ticked(page)


@pytest.mark.parametrize("answer", ["review", "confirm"])
@pytest.mark.parametrize(
    "forged",
    [{"scopes": ["cards.lock"]}, {"scopes": []}, {"accounts": []}, {"days": "9"}, {"amounts": ""}],
)
def test_what_cannot_be_chosen_is_refused(cast: Cast, forged: dict[str, Any], answer: str) -> None:
    assert post(cast, as_it_is(cast, answer=answer, **forged)).status_code == 400
    assert alices(cast).revision == 1


def test_an_account_of_somebody_else_is_refused(cast: Cast) -> None:
    """Check 36."""
    form = as_it_is(cast, accounts=[cast.charlies.public_id], answer="confirm")
    assert post(cast, form).status_code == 400
    assert alices(cast).revision == 1


def test_a_paused_one_is_narrowed_but_not_widened(cast: Cast) -> None:
    operations.pause(alices(cast), timezone.now())
    page = post(cast, as_it_is(cast, scopes=["balances", "dues"], answer="confirm"))
    assert page.status_code == 400
    assert "It is paused: let it answer again before you allow it more." in text(page)
    confirmed(cast, as_it_is(cast, amounts="rounded"))
    assert (alices(cast).state, alices(cast).amounts) == (State.PAUSED, "rounded")


def test_nothing_changed_is_said_and_offers_nothing_to_confirm(cast: Cast) -> None:
    page = post(cast, as_it_is(cast))
    assert "Nothing. You chose what is there already." in text(page)
    assert 'value="confirm"' not in page.content.decode()


def test_one_that_is_over_cannot_be_changed(cast: Cast) -> None:
    Consent.objects.filter(customer=cast.alice).update(expires_at=timezone.now())
    path = f"/consents/{alices(cast).public_id}/change/"
    page = browser(cast.alice).post(path, as_it_is(cast, answer="confirm"), follow=True)
    assert "It has ended." in text(page)
    assert alices(cast).revision == 1


def test_what_it_has_can_be_kept_though_nobody_is_offered_it_any_more(cast: Cast) -> None:
    alices(cast).scopes.create(scope=Scope.ALERTS)
    confirmed(cast, as_it_is(cast, scopes=["balances", "alerts"], amounts="rounded"))
    assert {row.scope for row in alices(cast).scopes.all()} == {"balances", "alerts"}
