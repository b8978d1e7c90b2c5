"""Consents in the app: hers, whole, and nobody else's."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from consent import operations
from consent.models import Consent
from consent.scopes import Scope
from tests import people
from tests.consent.api import app
from tests.consent.api.conftest import LATER
from tests.people import NOW, Cast

GRANTED, UNTIL = "2026-11-20T18:04:00Z", "2027-02-18T18:04:00Z"


def told(consent: Consent, **changed: object) -> dict[str, Any]:
    """What the app is told of the consent that Alice gave to Alexa."""
    ref = consent.accounts.get().account_ref
    return {
        "id": consent.public_id,
        "assistant": {"name": "Alexa", "vendor": "Amazon", "terms": "", "privacy_url": ""},
        "purpose": "Answering your questions",
        "state": "live",
        "is_live": True,
        "end_reason": None,
        "scopes": ["balances"],
        "accounts": [{"ref": ref, "label": "Everyday ..1234"}],
        "privacy": app.EXACT,
        "requested_at": GRANTED,
        "granted_at": GRANTED,
        "paused_at": None,
        "expires_at": UNTIL,
        "ended_at": None,
        "revision": 1,
    } | changed


def test_alice_is_told_her_one_consent(cast: Cast) -> None:
    answer = app.of(cast.alice).get("consents/")
    listed = {"next": None, "previous": None, "results": [told(app.consent_of(cast.alice))]}
    assert (answer.status_code, answer.json()) == (200, listed)


def test_bob_is_told_his_own(cast: Cast) -> None:
    answer = app.of(cast.bob).get("consents/")
    ids = [each["id"] for each in answer.json()["results"]]
    assert ids == [app.consent_of(cast.bob).public_id]


def test_charlie_is_told_that_there_is_none(cast: Cast) -> None:
    answer = app.of(cast.charlie).get("consents/")
    assert answer.json() == {"next": None, "previous": None, "results": []}


def test_nobody_is_told_anything(cast: Cast) -> None:
    answer = app.nobody().get("consents/")
    assert (answer.status_code, answer.json()) == (401, app.SIGN_IN_FIRST)
    assert answer["Content-Type"] == "application/problem+json"


def test_alice_reads_her_consent_with_its_etag(cast: Cast) -> None:
    consent = app.consent_of(cast.alice)
    answer = app.of(cast.alice).get(f"consents/{consent.public_id}/")
    assert (answer.json(), answer["ETag"]) == (told(consent), '"1"')


def test_an_answer_is_kept_nowhere(cast: Cast) -> None:
    answer = app.of(cast.alice).get("consents/")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("method", "way"),
    [
        ("GET", ""),
        ("PUT", ""),
        ("POST", "preview/"),
        ("POST", "pause/"),
        ("POST", "resume/"),
        ("POST", "end/"),
    ],
)
def test_anothers_consent_is_to_bob_and_charlie_as_if_there_were_none(
    cast: Cast, method: str, way: str
) -> None:
    hers = app.consent_of(cast.alice).public_id
    asked = [
        app.of(who).send(method, f"consents/{ref}/{way}")
        for who in (cast.bob, cast.charlie)
        for ref in (hers, "AAAAAAAAAAAAAAAAAAAAAA")
    ]
    assert [(each.status_code, each.json()) for each in asked] == [(404, app.NOT_HERS)] * 4
    assert app.consent_of(cast.alice).state == "live"


def test_a_consent_whose_time_is_over_has_ended_before_any_task_says_so(
    cast: Cast, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW + timedelta(days=91))
    answer = app.of(cast.alice).get("consents/")
    over = {"state": "ended", "end_reason": "expired", "ended_at": UNTIL, "is_live": False}
    assert answer.json()["results"] == [told(app.consent_of(cast.alice), **over)]


def test_a_consent_to_an_assistant_that_is_switched_off_is_not_live(cast: Cast) -> None:
    cast.alexa.is_enabled = False
    cast.alexa.save()
    consent = app.consent_of(cast.alice)
    answer = app.of(cast.alice).get(f"consents/{consent.public_id}/")
    assert answer.json() == told(consent, is_live=False)


def test_pausing_and_resuming_leave_it_as_it_was(cast: Cast) -> None:
    alice, consent = app.of(cast.alice), app.consent_of(cast.alice)
    paused = alice.post(f"consents/{consent.public_id}/pause/").json()
    resumed = alice.post(f"consents/{consent.public_id}/resume/")
    assert (paused["state"], paused["is_live"], paused["revision"]) == ("paused", False, 2)
    assert resumed.json() == told(consent, revision=3)
    assert [each.channel for each in consent.receipts.order_by("number")][1:] == ["app", "app"]


def test_what_is_not_paused_cannot_be_resumed(cast: Cast) -> None:
    consent = app.consent_of(cast.alice)
    answer = app.of(cast.alice).post(f"consents/{consent.public_id}/resume/")
    assert (answer.status_code, answer.json()) == (409, app.TOO_LATE)


def test_ending_twice_is_ending_once(cast: Cast) -> None:
    alice, consent = app.of(cast.alice), app.consent_of(cast.alice)
    first = alice.post(f"consents/{consent.public_id}/end/")
    second = alice.post(f"consents/{consent.public_id}/end/")
    ended = first.json()
    assert (ended["state"], ended["end_reason"]) == ("ended", "withdrawn")
    assert second.json() == ended


def test_ending_everything_ends_what_is_hers_and_nothing_of_bobs(cast: Cast) -> None:
    request = operations.request(cast.alice, cast.other, LATER, asked="balances")
    hers = app.consent_of_assistant(cast.alice, cast.alexa)
    answer = app.of(cast.alice).post("consents/end-everything/")
    assert answer.json() == {"ended": [hers.public_id, request.public_id]}
    assert app.consent_of(cast.bob).state == "live"


def test_charlie_has_nothing_to_end(cast: Cast) -> None:
    assert app.of(cast.charlie).post("consents/end-everything/").json() == {"ended": []}


@pytest.mark.parametrize("count", [1, 60])
def test_a_list_takes_as_many_statements_however_long_it_is(
    cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """The session, the customer, her consents, their scopes and accounts."""
    for _ in range(count):
        people.allow(cast.charlie, cast.alexa, [Scope.BALANCES], [cast.charlies])
    charlie = app.of(cast.charlie)
    charlie.get("consents/")
    with django_assert_num_queries(5):
        answer = charlie.get("consents/")
    assert len(answer.json()["results"]) == min(count, 50)


def test_the_next_page_goes_on_where_the_first_ended(cast: Cast) -> None:
    for _ in range(60):
        people.allow(cast.charlie, cast.alexa, [Scope.BALANCES], [cast.charlies])
    charlie = app.of(cast.charlie)
    first = charlie.get("consents/").json()
    second = charlie.get(first["next"].removeprefix("https://testserver")).json()
    ids = [each["id"] for page in (first, second) for each in page["results"]]
    assert (len(ids), len(set(ids)), second["next"]) == (60, 60, None)
