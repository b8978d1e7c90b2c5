"""Check 46: what weighs much needs a sign-in of the last five minutes."""

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from banking.models import User
from consent.models import Authorization, Consent
from tests import people
from tests.consent.oauth import linking
from tests.people import with_second_factor
from tests.signin.visitor import AGAIN, LOGIN, PASSWORD, SECOND, code, enter, visitor

SENSITIVE = [
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/app/activate/",
    "/accounts/2fa/app/deactivate/",
    "/accounts/2fa/codes/",
    "/accounts/2fa/codes/generate/",
    "/accounts/2fa/passkeys/add/",
    "/accounts/2fa/passkeys/1/edit/",
    "/accounts/2fa/passkeys/1/remove/",
]


@pytest.fixture
def asked(alice: User) -> str:
    """An assistant's request to Alice, who has an account."""
    people.assistant()
    people.account(people.link(alice), "Everyday", "checking", 100)
    return linking.request()


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_old_sign_in_is_asked_again_and_grants_nothing(
    alice: User, asked: str, method: str
) -> None:
    """Check 46, for the page that grants."""
    browser = linking.browser(alice, age_s=300)
    answer = getattr(browser, method)(asked, {"answer": "allow"} if method == "post" else None)
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{AGAIN}?next=/oauth/authorize/%3Fclient_id")
    assert not Consent.objects.exists()
    assert not Authorization.objects.exists()


def test_nobody_signed_in_signs_in_first(db: None) -> None:
    answer = visitor().post(linking.request(), {"answer": "allow"})
    assert answer["Location"].startswith(f"{LOGIN}?next=/oauth/authorize/")


def test_a_recent_sign_in_is_not_asked_again(alice: User, asked: str) -> None:
    assert linking.browser(alice, age_s=290).get(asked).status_code == 200


def test_proving_it_again_leads_back_to_the_same_request(alice: User, asked: str) -> None:
    """Check 46."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        browser = visitor()
        enter(browser)
        clock.shift(301)
        away = browser.get(asked)
        back = browser.post(away["Location"], {"password": PASSWORD, "next": asked})
        assert back["Location"] == asked
        assert browser.get(asked).status_code == 200


def test_a_wrong_password_proves_nothing(alice: User, asked: str) -> None:
    browser = linking.browser(alice, age_s=600)
    browser.post(AGAIN, {"password": "wrong", "next": asked})
    assert browser.get(asked).status_code == 302


def test_a_session_without_any_record_is_not_recent(alice: User, asked: str) -> None:
    """Promise P2."""
    browser = linking.Browser()
    browser.force_login(alice)
    assert browser.get(asked)["Location"].startswith(AGAIN)


def test_bobs_record_in_alices_session_is_none(alice: User, bob: User, asked: str) -> None:
    browser = linking.browser(alice)
    session = browser.session
    session["account_authentication_methods_user"] = str(bob.pk)
    session.save()
    assert browser.get(asked)["Location"].startswith(AGAIN)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", SENSITIVE)
def test_changing_how_she_signs_in_needs_a_recent_sign_in(
    alice: User, path: str, method: str
) -> None:
    """Check 46, before changing MFA, e-mail or password."""
    with_second_factor(alice)
    browser = linking.browser(alice, age_s=300)
    answer = getattr(browser, method)(path)
    assert answer["Location"] == f"{AGAIN}?next={path}"


def test_what_she_typed_is_not_kept_while_she_proves_it(alice: User) -> None:
    browser = linking.browser(alice, age_s=300)
    typed = {"oldpassword": PASSWORD, "password1": "canary", "password2": "canary"}
    browser.post("/accounts/password/change/", typed)
    assert "canary" not in str(dict(browser.session))


@pytest.mark.parametrize("path", ["/accounts/email/", "/accounts/2fa/app/activate/"])
def test_a_recent_sign_in_may_change_how_she_signs_in(alice: User, path: str) -> None:
    assert linking.browser(alice, age_s=290).get(path).status_code == 200


def test_the_second_factor_proves_it_too(alice: User, asked: str) -> None:
    with_second_factor(alice)
    browser = linking.browser(alice, age_s=600)
    browser.post("/accounts/2fa/reauthenticate/", {"code": code(), "next": asked})
    assert browser.get(asked).status_code == 200


def test_five_minutes_count_from_the_last_step_of_signing_in(alice: User, asked: str) -> None:
    with_second_factor(alice)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        browser = visitor()
        enter(browser)
        clock.shift(200)
        browser.post(SECOND, {"code": code()})
        clock.shift(200)
        assert browser.get(asked).status_code == 200


def test_another_address_counts_once_its_mail_was_answered(alice: User) -> None:
    browser = linking.browser(alice)
    browser.post("/accounts/email/", {"email": "new@mail.test", "action_add": ""})
    alice.refresh_from_db()
    assert alice.email == "alice@mail.test"
    [sent] = [each for each in mail.outbox if each.to == ["new@mail.test"]]
    url = next(line for line in str(sent.body).splitlines() if line.startswith("https://"))
    browser.post(url.removeprefix("https://bank.test"))
    alice.refresh_from_db()
    assert alice.email == "new@mail.test"
