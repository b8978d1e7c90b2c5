"""A linking that the bank's own app answers."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from oauth2_provider.models import Grant

from consent import approval, operations
from consent.models import Consent
from consent.scopes import Scope
from consent.states import Channel, State
from tests.consent.oauth.linking import browser, request, returned
from tests.consent.pages.reading import buttons, newest, text
from tests.people import Cast


@pytest.fixture(autouse=True)
def _with_an_app(settings: Any) -> None:
    settings.BANK_APP = True


@pytest.fixture
def waiting(cast: Cast) -> Consent:
    """Alice's request that her bank's app may answer."""
    browser(cast.alice).post(request(), {"answer": "app"})
    return newest(cast.alice)


def go_on(cast: Cast, consent: Consent, who: str = "alice", **asked: str) -> Any:
    fields = {"answer": "approved", "consent": consent.public_id}
    return browser(getattr(cast, who)).post(request(**asked), fields)


def granted(cast: Cast, consent: Consent, scopes: set[Scope]) -> Consent:
    choice = operations.Choice(
        scopes=frozenset(scopes), accounts={cast.everyday.public_id: "Everyday ..1234"}, days=30
    )
    return operations.grant(consent, choice, timezone.now(), Channel.APP)


def test_it_is_offered_only_by_a_bank_that_has_one(cast: Cast, settings: Any) -> None:
    assert ("app", "even", "Ask me in my bank's app") in buttons(browser(cast.alice).get(request()))
    settings.BANK_APP = False
    page = browser(cast.alice).get(request())
    assert "app" not in [value for value, *_ in buttons(page)]
    assert browser(cast.alice).post(request(), {"answer": "app"}).status_code == 400


def test_asking_the_app_keeps_what_is_asked_and_shows_two_digits(cast: Cast) -> None:
    page = browser(cast.alice).post(request(), {"answer": "app"})
    consent = newest(cast.alice)
    assert (consent.state, consent.asked) == (State.REQUESTED, "balances dues")
    assert f'<p class="digits">{approval.digits(consent)}</p>' in page.content.decode()
    assert approval.open_requests(cast.alice.pk, timezone.now()).get() == consent


def test_asking_again_leaves_one_question_open(cast: Cast, waiting: Consent) -> None:
    browser(cast.alice).post(request(), {"answer": "app"})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.end_reason) == (State.ENDED, "abandoned")
    assert approval.open_requests(cast.alice.pk, timezone.now()).get() == newest(cast.alice)


def test_without_an_answer_the_page_says_so(cast: Cast, waiting: Consent) -> None:
    page = go_on(cast, waiting)
    assert "Your bank's app has no answer yet." in text(page)
    assert Grant.objects.count() == 0


def test_what_the_app_allowed_gives_a_code_for_just_that(cast: Cast, waiting: Consent) -> None:
    granted(cast, waiting, {Scope.BALANCES})
    code = returned(go_on(cast, waiting))["code"]
    assert Grant.objects.get(code=code).scope == "balances"
    assert waiting.authorizations.count() == 1


def test_the_code_is_given_once(cast: Cast, waiting: Consent) -> None:
    granted(cast, waiting, {Scope.BALANCES})
    go_on(cast, waiting)
    again = go_on(cast, waiting)
    assert (again.status_code, Grant.objects.count()) == (400, 1)
    assert "The request to your bank's app is over." in text(again)


def test_more_than_the_address_asks_for_gives_no_code(cast: Cast, waiting: Consent) -> None:
    """Check 36: the address may have become narrower since."""
    granted(cast, waiting, {Scope.BALANCES, Scope.DUES})
    assert go_on(cast, waiting, scope="balances").status_code == 400
    assert Grant.objects.count() == 0


def test_a_no_in_the_app_goes_back_as_one(cast: Cast, waiting: Consent) -> None:
    operations.deny(waiting, timezone.now(), Channel.APP)
    assert returned(go_on(cast, waiting))["error"] == "access_denied"


def test_a_no_on_the_waiting_page_closes_the_question_in_the_app(
    cast: Cast, waiting: Consent
) -> None:
    fields = {"answer": "deny", "consent": waiting.public_id}
    assert returned(browser(cast.alice).post(request(), fields))["error"] == "access_denied"
    assert not approval.open_requests(cast.alice.pk, timezone.now()).exists()
    assert newest(cast.alice) == waiting


def test_after_ten_minutes_the_request_is_gone(cast: Cast, waiting: Consent) -> None:
    Consent.objects.filter(pk=waiting.pk).update(
        requested_at=timezone.now() - timedelta(minutes=10)
    )
    assert go_on(cast, waiting).status_code == 400
    assert not approval.open_requests(cast.alice.pk, timezone.now()).exists()


@pytest.mark.parametrize("who", ["bob", "charlie"])
def test_nobody_else_goes_on_with_it(cast: Cast, waiting: Consent, who: str) -> None:
    granted(cast, waiting, {Scope.BALANCES})
    assert go_on(cast, waiting, who).status_code == 400
    assert Grant.objects.count() == 0


def test_what_the_pages_granted_is_not_the_apps(cast: Cast) -> None:
    """A consent that has its code, or was never asked of the app, gives no other."""
    assert go_on(cast, Consent.objects.get(customer=cast.alice)).status_code == 400
