"""Checks 42 and 43: a session is new when somebody comes in, and ends for good."""

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from banking.models import User
from tests.consent.oauth.linking import Browser
from tests.people import with_second_factor
from tests.signin.visitor import PASSWORD, SECOND, SESSION, code, enter, is_in, signed_in, visitor

ANOTHER = "another long password of hers"


def key(browser: Browser) -> str:
    return str(browser.cookies[SESSION].value)


def with_key(session_key: str) -> Browser:
    """A browser of somebody who got hold of a session's id."""
    thief = visitor()
    thief.cookies[SESSION] = session_key
    return thief


def test_each_step_of_signing_in_has_a_session_of_its_own(alice: User) -> None:
    """Check 42: a new id at login and at MFA, and the old ones are dead."""
    with_second_factor(alice)
    browser = visitor()
    session = browser.session
    session["planted"] = "before"
    session.save()
    keys = [key(browser)]
    enter(browser)
    keys.append(key(browser))
    browser.post(SECOND, {"code": code()})
    keys.append(key(browser))
    assert len(set(keys)) == 3
    assert is_in(browser)
    assert list(Session.objects.values_list("session_key", flat=True)) == [keys[-1]]


def test_signing_out_kills_the_session_on_our_side(alice: User) -> None:
    """Check 42."""
    browser = signed_in()
    stolen = with_key(key(browser))
    browser.post("/accounts/logout/")
    assert not is_in(stolen)
    assert not Session.objects.exists()


def test_a_changed_password_ends_the_other_sessions(alice: User, bob: User) -> None:
    """Check 42; the one in which it was changed, and Bob's, go on."""
    browser, other, bobs = signed_in(), signed_in(), signed_in("bob")
    fields = {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}
    assert browser.post("/accounts/password/change/", fields).status_code == 302
    assert [is_in(each) for each in (browser, other, bobs)] == [True, False, True]


def test_a_new_second_factor_ends_the_other_sessions(
    transactional_db: None, alice: User, bob: User
) -> None:
    """Check 42."""
    browser, other, bobs = signed_in(), signed_in(), signed_in("bob")
    page = browser.get("/accounts/2fa/app/activate/")
    seed = page.context["form"].secret
    browser.post("/accounts/2fa/app/activate/", {"code": code(seed)})
    assert [is_in(each) for each in (browser, other, bobs)] == [True, False, True]


def test_a_removed_second_factor_ends_the_other_sessions(alice: User) -> None:
    """Check 42."""
    browser, other = signed_in(), signed_in()
    with_second_factor(alice)
    browser.post("/accounts/2fa/app/deactivate/")
    assert [is_in(each) for each in (browser, other)] == [True, False]


def test_she_ends_her_other_sessions_herself(alice: User, bob: User) -> None:
    browser, other, bobs = signed_in(), signed_in(address="198.51.100.7"), signed_in("bob")
    page = browser.get("/accounts/sessions/").content.decode()
    assert "192.0.2.1" in page
    assert "198.51.100.7" in page
    browser.post("/accounts/sessions/")
    assert [is_in(each) for each in (browser, other, bobs)] == [True, False, True]


def test_a_closed_customer_is_out_on_her_next_request(alice: User) -> None:
    browser = signed_in()
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert not is_in(browser)


@pytest.mark.parametrize("cookie", ["__Host-session", "__Host-csrf"])
def test_cookies_are_bound_to_this_host_and_to_tls(alice: User, cookie: str) -> None:
    """Check 43: __Host- means Secure, the whole path and no domain."""
    browser = visitor()
    browser.get("/accounts/login/")
    enter(browser)
    sent = browser.cookies[cookie]
    assert (sent["secure"], sent["httponly"], sent["samesite"]) == (True, True, "Lax")
    assert (sent["path"], sent["domain"]) == ("/", "")


def test_the_session_leaves_with_the_browser_even_if_it_asks_to_be_remembered(alice: User) -> None:
    """Check 43."""
    browser = visitor()
    browser.post("/accounts/login/", {"login": "alice", "password": PASSWORD, "remember": "on"})
    assert browser.cookies[SESSION]["max-age"] == ""


def visits(every_s: int, until_s: int) -> bool:
    """Whether she is still in after coming back so often for so long."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        browser = signed_in()
        for _ in range(until_s // every_s):
            clock.shift(every_s)
            still = is_in(browser)
    return still


@pytest.mark.parametrize(("away_s", "is_still_in"), [(29 * 60, True), (30 * 60, False)])
def test_half_an_hour_without_a_request_ends_it(
    alice: User, away_s: int, *, is_still_in: bool
) -> None:
    """Check 43: idle lifetime."""
    assert visits(away_s, away_s) is is_still_in


@pytest.mark.parametrize(("hours", "is_still_in"), [(11, True), (12, False)])
def test_twelve_hours_are_the_end_however_busy(
    alice: User, hours: int, *, is_still_in: bool
) -> None:
    """Check 43: absolute lifetime."""
    assert visits(20 * 60, hours * 3600) is is_still_in


def test_an_idle_session_is_gone_from_our_side(alice: User) -> None:
    """Check 43."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        browser = signed_in()
        stolen = key(browser)
        clock.shift(settings.SESSION_IDLE_S)
        browser.get("/consents/")
    assert not Session.objects.filter(session_key=stolen).exists()


def test_a_platforms_request_meets_no_session(
    alice: User, django_assert_num_queries: object
) -> None:
    browser = signed_in()
    with django_assert_num_queries(0):  # type: ignore[operator]  # pytest-django's has no type
        browser.post("/platforms/alexa/", b"{}", content_type="application/json")
