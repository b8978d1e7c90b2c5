"""Passkeys: made and used by real signatures, bound to our address, alone or as a second step."""

import pytest
from allauth.mfa.models import Authenticator

from banking.models import User
from tests.consent.oauth import linking
from tests.consent.oauth.linking import Browser
from tests.signin.passkey import PRESENT, Passkey
from tests.signin.visitor import SECOND, SESSION, enter, is_in, visitor

ADD, ENTER = "/accounts/2fa/passkeys/add/", "/accounts/2fa/passkeys/login/"
AGAIN = "/accounts/2fa/passkeys/reauthenticate/"


def add(user: User, passkey: Passkey) -> Browser:
    """Adds it on the page; the browser in which that was done."""
    browser = linking.browser(user)
    options = browser.get(ADD).context["js_data"]["creation_options"]
    fields = {"name": "Phone", "passwordless": "on", "credential": passkey.registration(options)}
    browser.post(ADD, fields)
    return browser


def enter_with(passkey: Passkey, browser: Browser | None = None) -> Browser:
    """Signs in with it alone."""
    browser = browser or visitor()
    asked = browser.get(ENTER, headers={"accept": "application/json"}).json()
    browser.post(ENTER, {"credential": passkey.assertion(asked["request_options"])})
    return browser


def count(user: User) -> int:
    found: int = Authenticator.objects.filter(user=user, type="webauthn").count()
    return found


def test_a_passkey_signs_her_in_alone(alice: User) -> None:
    passkey = Passkey()
    add(alice, passkey)
    browser = enter_with(passkey)
    assert is_in(browser)
    assert browser.session["_auth_user_id"] == str(alice.pk)


def test_signing_in_with_it_makes_a_new_session(alice: User) -> None:
    """Check 42."""
    passkey = Passkey()
    add(alice, passkey)
    browser = visitor()
    browser.get(ENTER, headers={"accept": "application/json"})
    before = browser.cookies[SESSION].value
    enter_with(passkey, browser)
    assert browser.cookies[SESSION].value != before


def test_it_is_the_second_step_after_the_password(alice: User) -> None:
    passkey = Passkey()
    add(alice, passkey)
    browser = visitor()
    enter(browser)
    assert not is_in(browser)
    options = browser.get(SECOND).context["js_data"]["request_options"]
    browser.post(SECOND, {"credential": passkey.assertion(options)})
    assert is_in(browser)


def test_it_proves_again_who_she_is(alice: User) -> None:
    """Check 46."""
    passkey = Passkey()
    add(alice, passkey)
    browser = linking.browser(alice, age_s=600)
    options = browser.get(AGAIN).context["js_data"]["request_options"]
    browser.post(AGAIN, {"credential": passkey.assertion(options), "next": "/accounts/email/"})
    assert browser.get("/accounts/email/").status_code == 200


@pytest.mark.parametrize(
    "passkey",
    [
        Passkey(origin="https://evil.test"),
        Passkey(origin="http://bank.test"),
        Passkey(rp_id="evil.test"),
        Passkey(origin="https://testserver", rp_id="testserver"),
    ],
    ids=["another site", "without tls", "another party", "another name of ours"],
)
def test_a_passkey_made_elsewhere_is_not_taken(alice: User, passkey: Passkey) -> None:
    add(alice, passkey)
    assert count(alice) == 0


def test_a_page_elsewhere_cannot_use_it(alice: User) -> None:
    passkey = Passkey()
    add(alice, passkey)
    passkey.origin = "https://bank.test.evil.test"
    assert not is_in(enter_with(passkey))


def test_a_signature_answers_one_challenge(alice: User) -> None:
    passkey = Passkey()
    add(alice, passkey)
    asked = visitor().get(ENTER, headers={"accept": "application/json"}).json()
    old = passkey.assertion(asked["request_options"])
    browser = visitor()
    browser.get(ENTER, headers={"accept": "application/json"})
    browser.post(ENTER, {"credential": old})
    assert not is_in(browser)


def test_holding_the_phone_is_not_enough(alice: User) -> None:
    passkey = Passkey()
    add(alice, passkey)
    passkey.flags = PRESENT
    assert not is_in(enter_with(passkey))


def test_alices_passkey_does_not_open_bobs_account(alice: User, bob: User) -> None:
    hers, his = Passkey(), Passkey()
    add(alice, hers)
    add(bob, his)
    hers._user = his._user  # noqa: SLF001 - what a thief would try
    assert not is_in(enter_with(hers))


def test_a_removed_passkey_opens_nothing(alice: User) -> None:
    passkey = Passkey()
    browser = add(alice, passkey)
    pk = Authenticator.objects.get(user=alice, type="webauthn").pk
    browser.post(f"/accounts/2fa/passkeys/{pk}/remove/")
    assert not is_in(enter_with(passkey))


def test_nobody_touches_anothers_passkey(alice: User, bob: User) -> None:
    add(alice, Passkey())
    pk = Authenticator.objects.get(user=alice, type="webauthn").pk
    bobs = linking.browser(bob)
    assert bobs.post(f"/accounts/2fa/passkeys/{pk}/remove/").status_code == 404
    assert bobs.post(f"/accounts/2fa/passkeys/{pk}/edit/", {"name": "x"}).status_code == 404
    assert count(alice) == 1


def test_a_closed_customers_passkey_opens_nothing(alice: User) -> None:
    passkey = Passkey()
    add(alice, passkey)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert not is_in(enter_with(passkey))


@pytest.mark.parametrize("sent", ["", "{}", "[]", '"x"', '{"response": {"userHandle": "AA"}}'])
def test_what_is_no_signature_is_refused(db: None, sent: str) -> None:
    browser = visitor()
    browser.get(ENTER, headers={"accept": "application/json"})
    assert browser.post(ENTER, {"credential": sent}).status_code in {200, 302}
    assert not is_in(browser)
