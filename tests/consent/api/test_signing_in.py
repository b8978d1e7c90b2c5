"""Signing in by the app: as on the pages, and nothing besides."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal import auth as totp

from banking.models import User
from tests.consent.api import app
from tests.consent.api.app import SIGN_IN
from tests.consent.api.conftest import LATER
from tests.consent.oauth import linking
from tests.people import Cast

CREDENTIALS = {"username": "alice", "password": "alice's long password"}


def code_of(user: User) -> str:
    """Gives the user a second factor, and tells what it shows now."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    counter = next(totp.yield_hotp_counters_from_time())
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def test_signing_in_tells_her_name_and_no_more(cast: Cast) -> None:
    answer = app.nobody().post(f"{SIGN_IN}/login", CREDENTIALS)
    assert answer.json()["data"]["user"] == {"id": cast.alice.public_id, "display": "alice"}
    assert answer.cookies == {}


def test_a_second_factor_cannot_be_skipped(cast: Cast) -> None:
    """Check 44."""
    alice, code = app.nobody(), code_of(cast.alice)
    half = alice.post(f"{SIGN_IN}/login", CREDENTIALS)
    alice.token = half.json()["meta"]["session_token"]
    before = alice.get("consents/")
    whole = alice.post(f"{SIGN_IN}/2fa/authenticate", {"code": code})
    alice.token = whole.json()["meta"]["session_token"]
    after = alice.get("consents/")
    assert (half.status_code, before.status_code) == (401, 401)
    assert (whole.status_code, after.status_code) == (200, 200)


def test_the_session_of_before_the_second_factor_is_dead_after_it(cast: Cast) -> None:
    """Check 42."""
    alice, code = app.nobody(), code_of(cast.alice)
    half = alice.post(f"{SIGN_IN}/login", CREDENTIALS)
    alice.token = half.json()["meta"]["session_token"]
    alice.post(f"{SIGN_IN}/2fa/authenticate", {"code": code})
    assert alice.get("consents/").status_code == 401


def test_a_wrong_password_signs_nobody_in(cast: Cast) -> None:
    answer = app.nobody().post(f"{SIGN_IN}/login", CREDENTIALS | {"password": "guessed"})
    assert answer.status_code == 400
    assert "meta" not in answer.json()


def test_a_cookie_of_the_pages_is_nothing_to_the_api(cast: Cast) -> None:
    browser = linking.browser(cast.alice)
    answer = browser.get("/api/v1/consents/")
    assert (answer.status_code, answer.json()) == (401, app.SIGN_IN_FIRST)


def test_an_unused_session_ends_after_half_an_hour(
    cast: Cast, clock: time_machine.Traveller
) -> None:
    """Check 43."""
    alice = app.of(cast.alice)
    clock.move_to(LATER + timedelta(minutes=31))
    assert alice.get("accounts/").status_code == 401


def test_what_a_cookie_holds_is_no_token(cast: Cast) -> None:
    key = linking.browser(cast.alice).session.session_key
    assert app.App(token=str(key)).get("consents/").json() == app.SIGN_IN_FIRST


def test_who_asks_is_told_by_the_token_whatever_cookie_came_along(cast: Cast) -> None:
    browser, alice = linking.browser(cast.bob), app.of(cast.alice)
    answer = browser.get("/api/v1/consents/", headers={"X-Session-Token": alice.token})
    [told] = answer.json()["results"]
    assert told["id"] == app.consent_of(cast.alice).public_id
    assert alice.token not in str(answer.cookies)


@pytest.mark.parametrize("token", ["x", "a" * 32, "a" * 5000, "ä" * 32, "../../etc", "a\0" * 16])
def test_a_token_that_is_none_signs_nobody_in(cast: Cast, token: str) -> None:
    alice = app.App(token=token)
    assert alice.get("consents/").json() == app.SIGN_IN_FIRST


def test_signing_out_ends_the_session(cast: Cast) -> None:
    alice = app.of(cast.alice)
    alice.send("DELETE", f"{SIGN_IN}/session")
    assert alice.get("consents/").status_code == 401


def test_an_idle_session_ends_after_half_an_hour(cast: Cast, clock: time_machine.Traveller) -> None:
    """Check 43."""
    alice = app.of(cast.alice)
    told = []
    for minutes in (0, 29, 58, 89):
        clock.move_to(LATER + timedelta(minutes=minutes))
        told.append(alice.get("accounts/").status_code)
    assert told == [200, 200, 200, 401]


def test_a_session_ends_after_twelve_hours_however_busy(
    cast: Cast, clock: time_machine.Traveller
) -> None:
    """Check 43."""
    alice = app.of(cast.alice)
    told = []
    for quarters in range(51):
        clock.move_to(LATER + timedelta(minutes=15 * quarters))
        told.append(alice.get("accounts/").status_code)
    assert told == [200] * 49 + [401] * 2


def test_an_inactive_customer_is_out_at_once(cast: Cast) -> None:
    alice = app.of(cast.alice)
    User.objects.filter(pk=cast.alice.pk).update(is_active=False)
    assert alice.get("consents/").status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        f"{SIGN_IN}/signup",
        f"{SIGN_IN}/password/request",
        f"{SIGN_IN}/webauthn/signup",
        "/api/v1/auth/app/v1/account/password/change",
        "/api/v1/auth/app/v1/account/email",
        "/api/v1/auth/browser/v1/auth/login",
    ],
)
def test_no_account_is_opened_or_changed_by_the_app(cast: Cast, path: str) -> None:
    answer = app.of(cast.alice).post(path, CREDENTIALS)
    assert (answer.status_code, answer.json()) == (404, app.NOT_HERS)


@pytest.mark.parametrize("body", [b"{", b"[" * 9000, b"[]", b'{"username": "\\ud800"}', b"\xff"])
def test_a_sign_in_that_cannot_be_read_is_refused(db: None, body: bytes) -> None:
    client: Any = app.nobody().client
    answer = client.generic("POST", f"{SIGN_IN}/login", body, "application/json", secure=True)
    assert answer.status_code == 400
