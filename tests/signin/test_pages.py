"""Every page of signing in: there, ours, without a script of its own, and none opens an account."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.urls import NoReverseMatch, get_resolver, reverse

from banking.models import User
from tests.consent.oauth import linking
from tests.people import with_second_factor
from tests.signin.passkey import Passkey
from tests.signin.test_passkeys import add
from tests.signin.visitor import LOGIN, PASSWORD, SECOND, enter, visitor

OPEN = [LOGIN, "/accounts/password/reset/", "/accounts/password/reset/done/", "/accounts/inactive/"]
HERS = [
    "/accounts/security/",
    "/accounts/sessions/",
    "/accounts/email/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/2fa/codes/",
    "/accounts/2fa/codes/generate/",
    "/accounts/2fa/passkeys/",
    "/accounts/2fa/passkeys/add/",
    "/accounts/2fa/passkeys/reauthenticate/",
    "/accounts/2fa/app/deactivate/",
]


def broken_rules(page: str) -> list[str]:
    """What the policy of our pages would not run or show, and what a phone's web view cannot."""
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL)
    inline = [kind for kind, inside in scripts if inside.strip() and "application/json" not in kind]
    return [
        *inline,
        *re.findall(r'\sstyle="[^"]*"|<style', page),
        *re.findall(r"\son[a-z]+=|javascript:|target=", page),
    ]


def is_whole(page: str) -> bool:
    return page.count("<h1") == 1 and 'name="viewport"' in page and "<title>" in page


@pytest.mark.parametrize("path", OPEN)
def test_pages_for_everybody_are_ours(db: None, path: str) -> None:
    page = visitor().get(path).content.decode()
    assert (is_whole(page), broken_rules(page)) == (True, [])


@pytest.mark.parametrize("path", HERS)
def test_her_pages_are_ours(alice: User, path: str) -> None:
    browser = add(alice, Passkey())
    with_second_factor(alice)
    page = browser.get(path).content.decode()
    assert (is_whole(page), broken_rules(page)) == (True, [])


def test_the_pages_that_need_something_to_be_there_are_ours(alice: User) -> None:
    browser = add(alice, Passkey())
    pk = Authenticator.objects.get(user=alice, type="webauthn").pk
    paths = [f"/accounts/2fa/passkeys/{pk}/{way}/" for way in ("edit", "remove")]
    pages = [browser.get(each).content.decode() for each in [*paths, "/accounts/2fa/app/activate/"]]
    entering = visitor()
    enter(entering)
    pages.append(entering.get(SECOND).content.decode())
    assert [(is_whole(page), broken_rules(page)) for page in pages] == [(True, [])] * 4


@pytest.mark.parametrize("path", HERS)
def test_nobody_else_sees_them(db: None, path: str) -> None:
    answer = visitor().get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_a_planted_script_is_found() -> None:
    planted = "<script>go()</script><p style=\"color: red\" onclick='x'>"
    assert len(broken_rules(planted)) == 3


def test_the_security_page_leads_to_all_others(alice: User) -> None:
    page = linking.browser(alice).get("/accounts/security/").content.decode()
    ways = ("password/change", "email", "2fa", "sessions")
    assert [way for way in ways if f'href="/accounts/{way}/"' not in page] == []
    assert 'href="/accounts/security/"' in linking.browser(alice).get("/consents/").content.decode()


@pytest.mark.parametrize("way", ["get", "post"])
def test_nobody_signs_up(db: None, way: str) -> None:
    fields = {"username": "eve", "password1": PASSWORD, "password2": PASSWORD}
    assert getattr(visitor(), way)("/accounts/signup/", fields)["Location"] == LOGIN
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "account_signup_by_passkey",
        "mfa_signup_webauthn",
        "socialaccount_signup",
        "account_request_login_code",
        "socialaccount_connections",
        "openid_connect_login",
    ],
)
def test_allauths_other_pages_are_not_there(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_every_address_under_accounts_is_one_we_chose() -> None:
    names = {
        str(key) for key in get_resolver("banking.signin_urls").reverse_dict if str(key) == key
    }
    assert len(names) == 29
    assert {name for name in names if "signup" in name} == {"account_signup"}


def test_the_passkey_scripts_are_files_of_ours(db: None) -> None:
    page = visitor().get(LOGIN).content.decode()
    sources = re.findall(r'<script src="([^"]+)"', page)
    assert len(sources) == 4
    assert all(each.startswith("/static/") for each in sources)


def test_without_a_script_the_password_form_still_signs_in(alice: User) -> None:
    browser = visitor()
    page = browser.get(f"{LOGIN}?next=/accounts/email/").content.decode()
    assert '<input type="hidden" name="next" value="/accounts/email/">' in page
    assert enter(browser, to="/accounts/email/")["Location"] == "/accounts/email/"


def test_too_many_tries_are_told_kindly(db: None) -> None:
    browser = visitor()
    answers = [
        browser.post("/accounts/password/reset/", {"email": f"{n}@m.test"}) for n in range(11)
    ]
    assert answers[-1].status_code == 429
    assert "Wait a minute" in answers[-1].content.decode()
