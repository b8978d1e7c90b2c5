"""Check 44: a second factor is asked for, counts once, and cannot be gone around."""

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.utils import timezone

from banking.models import User
from tests.consent.oauth import linking
from tests.people import with_second_factor
from tests.signin.visitor import SECOND, code, enter, is_in, signed_in, text, visitor


def recovery_codes(user: User) -> list[str]:
    codes: list[str] = (
        Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    )
    return codes


@pytest.fixture
def codes(alice: User) -> list[str]:
    """Alice set up an app through the page; the recovery codes that she was shown then."""
    browser = signed_in()
    seed = browser.get("/accounts/2fa/app/activate/").context["form"].secret
    shown = browser.post("/accounts/2fa/app/activate/", {"code": code(seed)}, follow=True)
    found = recovery_codes(alice)
    assert [each in text(shown) for each in found] == [True] * 10
    again = text(browser.get("/accounts/2fa/codes/"))
    assert not any(each in again for each in found)
    return found


def test_the_password_alone_signs_nobody_in(alice: User) -> None:
    with_second_factor(alice)
    browser = visitor()
    assert enter(browser)["Location"].startswith(SECOND)
    assert not is_in(browser)


@pytest.mark.parametrize("path", ["/oauth/authorize/", "/consents/", "/accounts/2fa/"])
def test_the_second_step_cannot_be_skipped_by_going_on(alice: User, path: str) -> None:
    """Check 44: not even straight to the page that grants."""
    with_second_factor(alice)
    browser = visitor()
    enter(browser, to=linking.request())
    for answer in (browser.get(path), browser.post(path, {"answer": "allow"})):
        assert answer.status_code in {302, 405}
        assert answer.headers.get("Location", "/accounts/login/").startswith("/accounts/login/")


def test_a_code_of_the_app_counts_once(alice: User) -> None:
    """Check 44."""
    with_second_factor(alice)
    with time_machine.travel(timezone.now(), tick=False):
        first, second = visitor(), visitor()
        for browser in (first, second):
            enter(browser)
            browser.post(SECOND, {"code": code()})
        assert [is_in(first), is_in(second)] == [True, False]


@pytest.mark.parametrize("late_s", [-60, 60])
def test_a_code_of_another_half_minute_is_refused(alice: User, late_s: int) -> None:
    with_second_factor(alice)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        browser = visitor()
        enter(browser)
        shown = code(at_s=timezone.now().timestamp() + late_s)
        clock.shift(0)
        browser.post(SECOND, {"code": shown})
        assert not is_in(browser)


def test_a_recovery_code_counts_once(alice: User, codes: list[str]) -> None:
    """Check 44."""
    first, second = visitor(), visitor()
    for browser in (first, second):
        enter(browser)
        browser.post(SECOND, {"code": codes[0]})
    assert [is_in(first), is_in(second)] == [True, False]
    assert recovery_codes(alice) == codes[1:]


def test_guessing_codes_is_throttled(alice: User) -> None:
    """Check 44: and the right code is refused as well, until the wait is over."""
    with_second_factor(alice)
    with time_machine.travel(timezone.now(), tick=False):
        browser = visitor()
        enter(browser)
        wrong = "000000" if code() != "000000" else "111111"
        for _ in range(5):
            browser.post(SECOND, {"code": wrong})
        browser.post(SECOND, {"code": code()})
        assert not is_in(browser)


def test_new_recovery_codes_replace_the_old(alice: User, codes: list[str]) -> None:
    browser = visitor()
    enter(browser)
    browser.post(SECOND, {"code": codes[0]})
    browser.post("/accounts/2fa/codes/generate/")
    assert set(recovery_codes(alice)) & set(codes) == set()


def test_bobs_code_is_nothing_to_alice(alice: User, bob: User) -> None:
    with_second_factor(alice)
    with_second_factor(bob, "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK")
    browser = visitor()
    enter(browser)
    browser.post(SECOND, {"code": code("MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK")})
    assert not is_in(browser)
