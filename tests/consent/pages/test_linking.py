"""The linking page's two steps: choose, see what was chosen, and only then allow."""

from typing import Any

import pytest

from banking.models import Account
from consent import operations
from consent.models import Assistant, Consent
from consent.privacy import Amounts, AsksCode, Privacy
from consent.scopes import Scope
from consent.states import State
from tests.consent.oauth.linking import allow, browser, choices, hidden, request, returned
from tests.consent.pages.reading import buttons, facts, newest, text, ticked, with_voice_code
from tests.people import Cast

LOUD = {"answer": "review", "days": "30", "amounts": "rounded"}


def review(cast: Cast, *accounts: Account, **changes: Any) -> Any:
    """The summary of what Alice chose."""
    form = choices(*accounts or [cast.everyday], **{"answer": "review", **changes})
    return browser(cast.alice).post(request(), form)


def test_the_summary_says_everything_that_was_chosen(cast: Cast) -> None:
    page = review(cast, cast.everyday, cast.rainy_day, **LOUD, only_my_voice="on")
    told = facts(page)
    assert told.pop("Until").endswith("(30 days)")
    assert told == {
        "What for": "Answering your questions",
        "It may tell you": "How much is in these accounts, each with its name",
        "About these accounts": "Everyday ..1234 Rainy Day ..5678",
        "How it tells you": (
            "Amounts: rounded, such as \u201cabout 3,300 dollars\u201d. "
            "It answers only when it knows your voice. It never asks for your voice code."
        ),
        "Who else gets it": "Nobody",
        "You go back to": "pitangui.amazon.com",
    }


def test_the_summary_stores_and_grants_nothing(cast: Cast) -> None:
    review(cast)
    assert Consent.objects.filter(customer=cast.alice).count() == 1


def test_the_summary_carries_all_of_it_to_the_last_button(cast: Cast) -> None:
    with_voice_code(cast.alice)
    form = choices(cast.everyday, cast.rainy_day, **LOUD, only_my_voice="on", asks_code="amounts")
    returned(allow(browser(cast.alice), form))
    consent = Consent.objects.get(customer=cast.alice, state=State.LIVE)
    assert operations.privacy_of(consent) == Privacy(
        amounts=Amounts.ROUNDED, only_my_voice=True, asks_code=AsksCode.AMOUNTS
    )
    assert {row.label for row in consent.accounts.all()} == {"Everyday ..1234", "Rainy Day ..5678"}


@pytest.mark.parametrize(
    "forged",
    [
        {"scopes": ["balances", "cards.lock"]},
        {"scopes": ["transactions"]},
        {"days": "3650"},
        {"amounts": "everything"},
        {"asks_code": "amounts"},
    ],
)
def test_the_last_button_checks_everything_again(cast: Cast, forged: dict[str, Any]) -> None:
    """Check 36: what the summary carries is as untrusted as any other form."""
    fields = hidden(review(cast)) | {"answer": "allow"} | forged
    response = browser(cast.alice).post(request(), fields)
    assert (response.status_code, Consent.objects.filter(customer=cast.alice).count()) == (400, 1)


@pytest.mark.parametrize("answer", ["review", "allow"])
def test_an_account_that_is_not_hers_is_refused_at_both_steps(cast: Cast, answer: str) -> None:
    """Check 36."""
    form = choices(cast.everyday, cast.bobs_household, answer=answer)
    response = browser(cast.alice).post(request(), form)
    assert (response.status_code, Consent.objects.filter(customer=cast.alice).count()) == (400, 1)


def test_an_offer_that_shrank_meanwhile_is_what_counts(cast: Cast) -> None:
    """Check 36: the scopes on offer come from the address alone."""
    chosen = hidden(
        browser(cast.alice).post(
            request(), choices(cast.everyday, scopes=["dues"]) | {"answer": "review"}
        )
    )
    response = browser(cast.alice).post(request(scope="balances"), chosen | {"answer": "allow"})
    assert (response.status_code, Consent.objects.filter(customer=cast.alice).count()) == (400, 1)


def test_choosing_again_keeps_what_was_chosen(cast: Cast) -> None:
    fields = hidden(review(cast, cast.rainy_day, **LOUD)) | {"answer": "change"}
    page = browser(cast.alice).post(request(), fields)
    assert (page.status_code, ticked(page)) == (
        200,
        {
            ("scopes", "balances"),
            ("accounts", cast.rainy_day.public_id),
            ("days", "30"),
            ("amounts", "rounded"),
            ("asks_code", "never"),
        },
    )


def test_no_looks_the_same_as_yes_on_both_steps(cast: Cast) -> None:
    """Check 35."""
    first, second = browser(cast.alice).get(request()), review(cast)
    assert buttons(first) == [("review", "even", "Go on"), ("deny", "even", "Do not allow")]
    assert buttons(second) == [
        ("allow", "even", "Allow"),
        ("deny", "even", "Do not allow"),
        ("change", "even", "Change what I chose"),
    ]


def test_no_on_the_summary_is_a_no(cast: Cast) -> None:
    """Check 35."""
    fields = hidden(review(cast)) | {"answer": "deny"}
    back = returned(browser(cast.alice).post(request(), fields))
    assert back["error"] == "access_denied"
    assert newest(cast.alice).end_reason == "denied"


def test_a_code_that_she_does_not_have_cannot_be_asked_for(cast: Cast) -> None:
    page = review(cast, asks_code="everything")
    assert page.status_code == 400
    assert "You have no voice code yet. Set one first, or choose \u201cNever\u201d." in text(page)
    assert f"/consents/voice-code/?next={'%2Foauth%2Fauthorize%2F'}" in page.content.decode()


def test_who_has_a_code_is_not_told_to_set_one(cast: Cast) -> None:
    with_voice_code(cast.alice)
    page = browser(cast.alice).get(request())
    assert "Set a voice code first" not in text(page)
    assert review(cast, asks_code="everything").status_code == 200


def test_shops_are_asked_about_only_where_an_answer_could_name_one(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "says_merchants" not in browser(cast.alice).get(request()).content.decode()
    offered = (Scope.BALANCES, Scope.TRANSACTIONS)
    for module in ("asked", "scopes"):
        monkeypatch.setattr(f"consent.oauth.{module}.OFFERED", offered)
    url = request(scope="balances transactions")
    assert 'name="says_merchants"' in browser(cast.alice).get(url).content.decode()
    returned(allow(browser(cast.alice), choices(cast.everyday, says_merchants="on"), url))
    assert newest(cast.alice).says_merchants


@pytest.mark.parametrize(("platform", "asked"), [("alexa", 1), ("messenger", 0)])
def test_a_voice_is_asked_about_only_where_one_is_heard(
    cast: Cast, platform: str, asked: int
) -> None:
    Assistant.objects.filter(pk=cast.alexa.pk).update(platform=platform)
    page = browser(cast.alice).get(request()).content.decode()
    assert page.count('name="only_my_voice"') == asked


def test_a_logo_is_shown_and_else_its_first_letter(cast: Cast) -> None:
    assert '<span class="logo" aria-hidden="true">A</span>' in (
        browser(cast.alice).get(request()).content.decode()
    )
    picture = "data:image/png;base64,iVBORw0KGgo="
    Assistant.objects.filter(pk=cast.alexa.pk).update(logo=picture)
    assert f'src="{picture}"' in browser(cast.alice).get(request()).content.decode()


def test_what_is_missing_is_named_with_a_way_to_it(cast: Cast) -> None:
    page = browser(cast.alice).post(request(), {"answer": "review"}).content.decode()
    for field in ("scopes", "accounts", "days", "amounts", "asks_code"):
        assert f'<a href="#id_{field}_0">' in page
        assert f'<fieldset aria-describedby="problem-{field}">' in page


def test_an_old_sign_in_is_asked_again_and_nothing_is_done_meanwhile(cast: Cast) -> None:
    old = browser(cast.alice, age_s=3600)
    answer = old.post(request(), choices(cast.everyday))
    assert answer["Location"].startswith("/accounts/reauthenticate/?next=/oauth/authorize/")
    assert Consent.objects.filter(customer=cast.alice).count() == 1
