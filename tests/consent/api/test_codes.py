"""The voice code in the app: set, known of, taken away, never told."""

from datetime import timedelta

import time_machine

from consent.voice import voice_code
from consent.voice.voice_code import Attempt
from tests.consent.api import app
from tests.consent.api.conftest import LATER
from tests.people import Cast


def test_alice_sets_her_code_and_it_is_not_read_back(cast: Cast) -> None:
    alice = app.of(cast.alice)
    before = alice.get("voice-code/").json()
    answer = alice.send("PUT", "voice-code/", {"code": "4071"})
    after = alice.get("voice-code/").json()
    assert (before, answer.json(), after) == (
        {"state": "not_set"},
        {"state": "ready"},
        {"state": "ready"},
    )


def test_her_code_is_nobody_elses(cast: Cast) -> None:
    app.of(cast.alice).send("PUT", "voice-code/", {"code": "4071"})
    told = [app.of(who).get("voice-code/").json() for who in (cast.bob, cast.charlie)]
    assert told == [{"state": "not_set"}] * 2


def test_a_weak_code_is_refused_with_the_reason(cast: Cast) -> None:
    answer = app.of(cast.alice).send("PUT", "voice-code/", {"code": "1234"})
    told = "Choose a code whose digits do not simply count up or down."
    assert answer.json() == app.invalid(code=told)


def test_what_is_no_code_is_refused_without_being_repeated(cast: Cast) -> None:
    alice = app.of(cast.alice)
    told = [alice.send("PUT", "voice-code/", {"code": code}) for code in ("٤٠٧١", "40719", 4071)]
    assert [each.status_code for each in told] == [400, 400, 400]
    assert all("407" not in each.content.decode() for each in told)


def test_setting_it_needs_a_fresh_sign_in(cast: Cast, clock: time_machine.Traveller) -> None:
    """Check 46."""
    alice = app.of(cast.alice)
    clock.move_to(LATER + timedelta(minutes=6))
    answer = alice.send("PUT", "voice-code/", {"code": "4071"})
    assert (answer.status_code, answer.json()) == (403, app.NOT_FRESH)
    assert alice.get("voice-code/").json() == {"state": "not_set"}


def test_taking_it_away_twice_is_taking_it_away(cast: Cast) -> None:
    alice = app.of(cast.alice)
    alice.send("PUT", "voice-code/", {"code": "4071"})
    gone = [alice.send("DELETE", "voice-code/") for _ in range(2)]
    assert [(each.status_code, each.content) for each in gone] == [(204, b"")] * 2
    assert alice.get("voice-code/").json() == {"state": "not_set"}


def test_a_code_set_anew_ends_the_lock(transactional_cast: Cast) -> None:
    alice, who = app.of(transactional_cast.alice), transactional_cast.alice
    alice.send("PUT", "voice-code/", {"code": "4071"})
    said = [voice_code.attempt(who.pk, "9999", LATER) for _ in range(3)]
    locked = alice.get("voice-code/").json()
    anew = alice.send("PUT", "voice-code/", {"code": "8305"})
    assert said == [Attempt.WRONG, Attempt.WRONG, Attempt.LOCKED]
    assert (locked, anew.json()) == ({"state": "locked"}, {"state": "ready"})
