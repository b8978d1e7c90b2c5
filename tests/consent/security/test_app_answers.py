"""What the bank's app allowed: for whom, for which assistant, how long, and nothing beside it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from oauth2_provider.models import Grant

from consent import approval, operations
from consent.approval import Answer
from consent.models import Consent
from consent.scopes import Scope
from consent.states import Channel, State
from tests import people
from tests.consent.api import app
from tests.consent.oauth.linking import browser, choices, request, returned
from tests.consent.pages.reading import newest, with_voice_code
from tests.people import NOW, Cast

ASKED = [Scope.BALANCES, Scope.DUES]


@pytest.fixture(autouse=True)
def _with_an_app(settings: Any) -> None:
    settings.BANK_APP = True


def allowed(cast: Cast, waiting: Consent, now: datetime | None = None) -> Consent:
    """What Charlie allows in her app: all that is asked for."""
    choice = operations.Choice(
        scopes=frozenset(ASKED), accounts={cast.charlies.public_id: "Everyday ..1234"}, days=30
    )
    return operations.grant(waiting, choice, now or waiting.requested_at, Channel.APP)


def asked_in_the_app(cast: Cast) -> Consent:
    browser(cast.charlie).post(request(), {"answer": "app"})
    return newest(cast.charlie)


def go_on(cast: Cast, waiting: Consent, **asked: str) -> Any:
    fields = {"answer": "approved", "consent": waiting.public_id}
    return browser(cast.charlie).post(request(**asked), fields)


def test_all_that_was_asked_for_can_be_allowed(cast: Cast) -> None:
    code = returned(go_on(cast, allowed(cast, asked_in_the_app(cast))))["code"]
    assert Grant.objects.get(code=code).scope == "balances dues"


def test_what_one_assistant_was_allowed_gives_another_no_code(cast: Cast) -> None:
    """A link of the rival's, followed while she waits for her own, brings it nothing."""
    people.assistant("rival")
    consent = allowed(cast, asked_in_the_app(cast))
    assert go_on(cast, consent, client_id="rival").status_code == 400
    assert Grant.objects.count() == 0


def test_asking_for_one_assistant_leaves_the_request_of_another_open(cast: Cast) -> None:
    people.assistant("rival")
    waiting = asked_in_the_app(cast)
    browser(cast.charlie).post(request(client_id="rival"), {"answer": "app"})
    waiting.refresh_from_db()
    assert waiting.state == State.REQUESTED


@pytest.mark.parametrize(("late_s", "answer"), [(-1, Answer.NOT_YET), (0, Answer.GONE)])
def test_a_request_is_open_for_ten_minutes_to_the_second(
    cast: Cast, late_s: int, answer: Answer
) -> None:
    waiting = approval.begin(cast.charlie, cast.alexa, ASKED, NOW)
    moment = NOW + timedelta(minutes=10, seconds=late_s)
    assert approval.answer(waiting, ASKED, moment) is answer
    assert approval.open_requests(cast.charlie.pk, moment).exists() is (answer is Answer.NOT_YET)


def test_what_was_allowed_on_the_page_is_no_answer_of_the_app(cast: Cast) -> None:
    with time_machine.travel(NOW + timedelta(hours=1)):
        browser(cast.charlie).post(request(), choices(cast.charlies))
        consent = newest(cast.charlie)
        consent.authorizations.all().delete()
        assert go_on(cast, consent).status_code == 400


def test_a_consent_that_was_paused_since_gives_no_code(cast: Cast) -> None:
    consent = allowed(cast, asked_in_the_app(cast))
    operations.pause(consent, consent.requested_at)
    assert go_on(cast, consent).status_code == 400


def test_what_has_expired_since_gives_no_code(cast: Cast) -> None:
    consent = allowed(cast, asked_in_the_app(cast))
    Consent.objects.filter(pk=consent.pk).update(expires_at=consent.requested_at)
    assert go_on(cast, consent).status_code == 400


def test_somebody_elses_voice_code_is_not_hers_to_ask_for(cast: Cast) -> None:
    with_voice_code(cast.bob)
    form = choices(cast.charlies, asks_code="everything")
    assert browser(cast.charlie).post(request(), form).status_code == 400
    with_voice_code(cast.charlie)
    assert browser(cast.charlie).post(request(), form).status_code == 302


def test_every_account_she_has_can_be_allowed_in_the_app(cast: Cast) -> None:
    waiting = asked_in_the_app(cast)
    body = {
        "scopes": [str(scope) for scope in ASKED],
        "accounts": [cast.charlies.public_id],
        "days": 30,
        "privacy": app.EXACT,
    }
    answer = app.of(cast.charlie).post(f"links/{waiting.public_id}/approve/", body)
    assert (answer.status_code, answer.json()["state"]) == (200, "live")
