"""Changing a consent in the app: the difference first, and never on a stale look."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from consent import operations
from consent.states import Channel
from tests.consent.api import app
from tests.consent.api.conftest import LATER
from tests.people import Cast

_STALE = app.problem(
    412,
    "Precondition Failed",
    "changed_meanwhile",
    "It was changed in the meantime; load it again and look before you decide.",
)


def choice(cast: Cast, **other: object) -> dict[str, Any]:
    """What Alice's consent is, as a choice."""
    same: dict[str, Any] = {
        "scopes": ["balances"],
        "accounts": [cast.everyday.public_id],
        "days": None,
        "privacy": app.EXACT,
    }
    return same | other


def test_a_preview_tells_the_difference_and_changes_nothing(cast: Cast) -> None:
    consent = app.consent_of(cast.alice)
    wider = choice(cast, accounts=[cast.rainy_day.public_id], days=365)
    answer = app.of(cast.alice).post(f"consents/{consent.public_id}/preview/", wider)
    added = {"ref": cast.rainy_day.public_id, "label": "Rainy Day ..5678"}
    assert answer.json() == {
        "operations": ["extend", "narrow", "widen"],
        "added_scopes": [],
        "removed_scopes": [],
        "added_accounts": [added],
        "removed_accounts": [{"ref": cast.everyday.public_id, "label": "Everyday ..1234"}],
        "expires_at": _in_a_year(answer),
        "is_privacy_changed": False,
        "needs_fresh_sign_in": True,
        "revision": 1,
    }
    assert app.consent_of(cast.alice).revision == 1


def _in_a_year(answer: Any) -> str:
    """The moment that was told, if it is a year from now, give or take the test."""
    told = str(answer.json()["expires_at"])
    late = datetime.fromisoformat(told) - LATER - timedelta(days=365)
    assert timedelta() <= late < timedelta(minutes=1)
    return told


def test_narrowing_needs_no_fresh_sign_in(cast: Cast, clock: time_machine.Traveller) -> None:
    alice, consent = app.of(cast.alice), app.consent_of(cast.alice)
    clock.move_to(LATER + timedelta(minutes=6))
    quieter = choice(cast, privacy=app.EXACT | {"amounts": "yes_no"})
    answer = alice.change(consent, quieter)
    assert answer.status_code == 200
    assert (answer.json()["privacy"]["amounts"], answer["ETag"]) == ("yes_no", '"2"')
    assert consent.receipts.get(number=2).channel == Channel.APP


def test_widening_needs_a_fresh_sign_in(cast: Cast, clock: time_machine.Traveller) -> None:
    alice, consent = app.of(cast.alice), app.consent_of(cast.alice)
    clock.move_to(LATER + timedelta(minutes=6))
    answer = alice.change(consent, choice(cast, scopes=["balances", "dues"]))
    assert (answer.status_code, answer.json()) == (403, app.NOT_FRESH)
    assert app.consent_of(cast.alice).revision == 1


def test_widening_after_a_fresh_sign_in_adds_what_was_chosen(cast: Cast) -> None:
    both = [cast.everyday.public_id, cast.rainy_day.public_id]
    consent = app.consent_of(cast.alice)
    answer = app.of(cast.alice).change(consent, choice(cast, accounts=both))
    assert [each["label"] for each in answer.json()["accounts"]] == [
        "Everyday ..1234",
        "Rainy Day ..5678",
    ]


def test_a_stale_look_changes_nothing(cast: Cast) -> None:
    alice, consent = app.of(cast.alice), app.consent_of(cast.alice)
    operations.pause(consent, LATER)
    answer = alice.change(consent, choice(cast, days=30), looked_at=1)
    assert (answer.status_code, answer.json()) == (412, _STALE)
    assert app.consent_of(cast.alice).revision == 2


def test_a_change_has_to_say_what_was_looked_at(cast: Cast) -> None:
    consent = app.consent_of(cast.alice)
    answer = app.of(cast.alice).send("PUT", f"consents/{consent.public_id}/", choice(cast))
    assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")


def test_an_ended_consent_cannot_be_changed(cast: Cast) -> None:
    alice, consent = app.of(cast.alice), app.consent_of(cast.alice)
    alice.post(f"consents/{consent.public_id}/end/")
    answer = alice.change(consent, choice(cast, days=30), looked_at=2)
    assert (answer.status_code, answer.json()) == (409, app.TOO_LATE)


def test_a_choice_of_nothing_is_pointed_to_the_way_out(cast: Cast) -> None:
    consent = app.consent_of(cast.alice)
    answer = app.of(cast.alice).change(consent, choice(cast, scopes=[]))
    assert (answer.status_code, answer.json()["code"]) == (400, "nothing_left")


@pytest.mark.parametrize("whose", ["bobs_household", "charlies"])
def test_anothers_account_is_refused_like_one_that_is_not_there(cast: Cast, whose: str) -> None:
    """Promise P1."""
    alice, consent = app.of(cast.alice), app.consent_of(cast.alice)
    asked = [
        alice.change(consent, choice(cast, accounts=[ref]))
        for ref in (getattr(cast, whose).public_id, "AAAAAAAAAAAAAAAAAAAAAA")
    ]
    wrong = app.invalid(accounts="This is none of your accounts.")
    assert [(each.status_code, each.json()) for each in asked] == [(400, wrong)] * 2


def test_a_scope_that_no_answer_needs_cannot_be_added(cast: Cast) -> None:
    consent = app.consent_of(cast.alice)
    answer = app.of(cast.alice).change(consent, choice(cast, scopes=["balances", "cards.lock"]))
    assert answer.json() == app.invalid(scopes="This was not offered.")


def test_a_voice_code_that_is_not_there_cannot_be_asked_for(cast: Cast) -> None:
    consent = app.consent_of(cast.alice)
    asking = choice(cast, privacy=app.EXACT | {"asks_code": "everything"})
    answer = app.of(cast.alice).change(consent, asking)
    told = "You have no voice code yet. Set one first."
    assert answer.json() == app.invalid(privacy__asks_code=told)
