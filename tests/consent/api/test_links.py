"""A linking that was begun on the page, answered in the app."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from consent import approval, gateway
from consent.models import Consent
from consent.release import Balances, TurnNote, Wanted
from consent.scopes import Scope
from tests.consent.api import app
from tests.consent.api.conftest import LATER
from tests.consent.oauth import linking
from tests.people import Cast, token

_BOTH = [Scope.BALANCES, Scope.DUES]


def begun(cast: Cast) -> Consent:
    """What the page leaves when Alice asks it to let her app answer."""
    return approval.begin(cast.alice, cast.other, _BOTH, LATER)


def choice(cast: Cast, **other: object) -> dict[str, Any]:
    same: dict[str, Any] = {
        "scopes": ["balances"],
        "accounts": [cast.rainy_day.public_id],
        "days": 30,
        "privacy": app.EXACT,
    }
    return same | other


def test_alice_sees_the_link_that_waits_with_the_digits_of_the_page(cast: Cast) -> None:
    waiting = begun(cast)
    answer = app.of(cast.alice).get("links/")
    assert answer.json() == [
        {
            "id": waiting.public_id,
            "assistant": {"name": "Other", "vendor": "Another", "terms": "", "privacy_url": ""},
            "purpose": waiting.purpose,
            "digits": approval.digits(waiting),
            "scopes": ["balances", "dues"],
            "requested_at": "2026-11-20T19:04:00Z",
            "answer_by": "2026-11-20T19:14:00Z",
        }
    ]


def test_bob_and_charlie_neither_see_it_nor_answer_it(cast: Cast) -> None:
    waiting = begun(cast)
    for who in (cast.bob, cast.charlie):
        theirs = app.of(who)
        assert theirs.get("links/").json() == []
        for way in ("approve", "deny"):
            answer = theirs.post(f"links/{waiting.public_id}/{way}/")
            assert (answer.status_code, answer.json()) == (404, app.NOT_HERS)
    waiting.refresh_from_db()
    assert waiting.state == "requested"


def test_each_customer_chooses_among_her_own_accounts(cast: Cast) -> None:
    told = {
        who.username: [each["label"] for each in app.of(who).get("accounts/").json()]
        for who in (cast.alice, cast.bob, cast.charlie)
    }
    assert told == {
        "alice": ["Everyday ..1234", "Rainy Day ..5678", "Household ..4321"],
        "bob": ["Household ..4321"],
        "charlie": ["Everyday ..1234"],
    }


def test_an_approved_link_is_live_for_what_was_chosen_of_it(cast: Cast) -> None:
    waiting = begun(cast)
    answer = app.of(cast.alice).post(f"links/{waiting.public_id}/approve/", choice(cast))
    told = answer.json()
    assert (answer.status_code, told["state"], told["is_live"]) == (200, "live", True)
    assert told["scopes"] == ["balances"]
    assert told["accounts"] == [{"ref": cast.rainy_day.public_id, "label": "Rainy Day ..5678"}]
    assert waiting.receipts.get().channel == "app"


def test_the_page_goes_on_once_the_app_has_approved(cast: Cast, settings: Any) -> None:
    settings.BANK_APP = True
    browser = linking.browser(cast.alice)
    browser.post(linking.request(), {"answer": "app"})
    alice = app.of(cast.alice)
    [link] = alice.get("links/").json()
    alice.post(f"links/{link['id']}/approve/", choice(cast))
    answer = browser.post(linking.request(), {"answer": "approved", "consent": link["id"]})
    assert answer.status_code == 302
    assert "code=" in answer["Location"]


def test_more_than_was_asked_cannot_be_approved(cast: Cast) -> None:
    """Check 36."""
    waiting = begun(cast)
    wider = choice(cast, scopes=["balances", "transactions"])
    answer = app.of(cast.alice).post(f"links/{waiting.public_id}/approve/", wider)
    assert answer.json() == app.invalid(scopes="This was not offered.")


def test_anothers_account_cannot_be_approved(cast: Cast) -> None:
    """Check 36."""
    waiting = begun(cast)
    bobs = choice(cast, accounts=[cast.bobs_household.public_id])
    answer = app.of(cast.alice).post(f"links/{waiting.public_id}/approve/", bobs)
    assert answer.json() == app.invalid(accounts="This is none of your accounts.")


def test_approving_needs_a_fresh_sign_in(cast: Cast, clock: time_machine.Traveller) -> None:
    """Check 46."""
    alice, waiting = app.of(cast.alice), begun(cast)
    clock.move_to(LATER + timedelta(minutes=6))
    answer = alice.post(f"links/{waiting.public_id}/approve/", choice(cast))
    assert (answer.status_code, answer.json()) == (403, app.NOT_FRESH)


def test_approving_is_possible_again_after_signing_in_again(
    cast: Cast, clock: time_machine.Traveller
) -> None:
    """Check 46."""
    alice, waiting = app.of(cast.alice), begun(cast)
    clock.move_to(LATER + timedelta(minutes=6))
    again = alice.post(f"{app.SIGN_IN}/reauthenticate", {"password": "alice's long password"})
    answer = alice.post(f"links/{waiting.public_id}/approve/", choice(cast))
    assert (again.status_code, answer.status_code) == (200, 200)


def test_a_link_is_answered_once(cast: Cast) -> None:
    alice, waiting = app.of(cast.alice), begun(cast)
    denied = alice.post(f"links/{waiting.public_id}/deny/")
    answer = alice.post(f"links/{waiting.public_id}/approve/", choice(cast))
    assert (denied.json()["state"], denied.json()["end_reason"]) == ("ended", "denied")
    assert answer.status_code == 404


def test_a_link_waits_ten_minutes_and_no_longer(cast: Cast, clock: time_machine.Traveller) -> None:
    waiting = begun(cast)
    clock.move_to(LATER + timedelta(minutes=10))
    alice = app.of(cast.alice)
    assert alice.get("links/").json() == []
    assert alice.post(f"links/{waiting.public_id}/approve/", choice(cast)).status_code == 404


@pytest.mark.parametrize("field", ["is_enabled", "agreement_ends_on"])
def test_an_assistant_that_may_not_ask_cannot_be_approved(cast: Cast, field: str) -> None:
    waiting = begun(cast)
    off: dict[str, Any] = {"is_enabled": False, "agreement_ends_on": None}
    type(cast.other).objects.filter(pk=cast.other.pk).update(**{field: off[field]})
    answer = app.of(cast.alice).post(f"links/{waiting.public_id}/approve/", choice(cast))
    assert (answer.status_code, answer.json()) == (409, app.TOO_LATE)


def test_ending_it_in_the_app_refuses_the_very_next_question(cast: Cast) -> None:
    """Check 49; promise P3."""
    consent = app.consent_of(cast.alice)
    spoken = token(consent)
    before = _ask(spoken, "turn-1")
    app.of(cast.alice).post(f"consents/{consent.public_id}/end/")
    after = _ask(spoken, "turn-2")
    assert isinstance(before, Balances)
    assert not isinstance(after, Balances)


def _ask(spoken: str, turn: str) -> object:
    note = TurnNote(turn_id=turn, platform="alexa", device="speaker", topic="balance")
    return gateway.balances(spoken, Wanted(), note=note, now=LATER, wait_s=0)
