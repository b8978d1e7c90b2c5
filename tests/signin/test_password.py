"""Check 45: pages lead to our own pages, mails to our own address, and a link works once."""

import re
from typing import Any

import pytest
from django.core import mail
from pytest_django import Settings

from banking.models import User
from tests.people import with_second_factor
from tests.signin.visitor import PASSWORD, enter, is_in, text, visitor

RESET, ANOTHER = "/accounts/password/reset/", "another long password of hers"
ELSEWHERE = [
    "https://evil.test/",
    "http://bank.test/consents/",
    "//evil.test/",
    "/\\evil.test/",
    "\\\\evil.test/",
    "///evil.test/",
    "javascript:alert(1)",
    " https://evil.test/",
    "https://bank.test@evil.test/",
    "https://localhost/",
    "https:evil.test",
]


@pytest.mark.parametrize("to", ELSEWHERE)
def test_signing_in_leads_to_our_own_pages_alone(alice: User, to: str) -> None:
    """Check 45."""
    assert enter(visitor(), to=to)["Location"] == "/consents/"


@pytest.mark.parametrize("to", ELSEWHERE)
def test_signing_out_leads_to_our_own_pages_alone(alice: User, to: str) -> None:
    """Check 45."""
    browser = visitor()
    enter(browser)
    assert browser.post("/accounts/logout/", {"next": to})["Location"] == "/accounts/login/"


@pytest.mark.parametrize("to", ["/consents/?state=live", "https://bank.test/consents/"])
def test_signing_in_leads_on_to_where_she_wanted(alice: User, to: str) -> None:
    assert enter(visitor(), to=to)["Location"] == to


def link(host: str = "testserver") -> str:
    """Asks for a new password under one of the names we answer to; the mail's link."""
    asked = visitor().post(RESET, {"email": "alice@mail.test"}, headers={"host": host})
    assert asked.status_code == 302
    [found] = re.findall(r"\S+://\S+/password/\S+", str(mail.outbox[-1].body))
    return str(found)


def choose(url: str, password: str = ANOTHER) -> Any:
    """Opens the link in a browser of its own and chooses a password."""
    browser = visitor()
    page = browser.get(url.removeprefix("https://bank.test"), follow=True)
    fields = {"password1": password, "password2": password}
    return browser.post(page.request["PATH_INFO"], fields, follow=True)


@pytest.mark.parametrize("host", ["testserver", "localhost", "127.0.0.1", "bank.test:8443"])
def test_the_mail_carries_the_one_address_we_are_known_by(alice: User, host: str) -> None:
    """Check 45: whatever the request said its host was."""
    assert link(host).startswith("https://bank.test/accounts/password/reset/key/")
    assert host not in str(mail.outbox[-1].body)


def test_a_host_that_is_not_ours_gets_no_mail(alice: User) -> None:
    """Check 45."""
    asked = visitor().post(RESET, {"email": "alice@mail.test"}, headers={"host": "evil.test"})
    assert (asked.status_code, mail.outbox) == (400, [])


def test_a_forwarded_host_is_ignored(alice: User) -> None:
    """Check 45."""
    visitor().post(RESET, {"email": "alice@mail.test"}, headers={"x-forwarded-host": "evil.test"})
    assert "evil.test" not in str(mail.outbox[-1].message())


def test_a_link_works_once(alice: User) -> None:
    """Check 45."""
    url = link()
    choose(url)
    second = choose(url, "yet another long password")
    alice.refresh_from_db()
    assert alice.check_password(ANOTHER)
    assert "Each link works once" in text(second)


def test_a_link_is_dead_once_the_password_is_another(alice: User) -> None:
    url = link()
    alice.set_password("set by other means altogether")
    alice.save()
    choose(url)
    alice.refresh_from_db()
    assert not alice.check_password(ANOTHER)


def test_a_link_is_dead_after_an_hour(alice: User, settings: Settings) -> None:
    assert settings.PASSWORD_RESET_TIMEOUT == 3600


def test_a_new_password_ends_every_session_and_signs_nobody_in(alice: User) -> None:
    """Check 42."""
    browser = visitor()
    enter(browser)
    choose(link())
    assert not is_in(browser)
    assert is_in_with(ANOTHER)
    assert not is_in_with(PASSWORD)


def is_in_with(password: str) -> bool:
    browser = visitor()
    enter(browser, password=password)
    return is_in(browser)


@pytest.mark.parametrize("password", ["short", "password1234", "alice@mail.test"])
def test_a_weak_password_is_not_taken(alice: User, password: str) -> None:
    choose(link(), password)
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_who_has_a_second_factor_needs_it_after_a_reset_too(alice: User) -> None:
    """Check 44."""
    with_second_factor(alice)
    choose(link())
    assert not is_in_with(ANOTHER)
