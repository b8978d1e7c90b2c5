"""Check 61: the operator's pages are for staff with a second factor."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from pytest_django import Settings

from banking.models import User
from tests.consent.oauth import linking
from tests.people import with_second_factor
from tests.signin.visitor import (
    PASSWORD,
    SECOND,
    SEED,
    code,
    enter,
    is_in,
    signed_in,
    text,
    visitor,
)


@pytest.fixture
def operator(db: None) -> User:
    """Staff of the bank, without a second factor yet."""
    user: User = User.objects.create_superuser("operator", password=PASSWORD)
    return user


def test_staff_without_a_second_factor_set_one_up_first(operator: User) -> None:
    """Check 61."""
    answer = signed_in("operator").get("/admin/", follow=True)
    assert answer.request["PATH_INFO"] == "/accounts/2fa/"
    assert "Set up a second step first" in text(answer)


@pytest.mark.parametrize("path", ["/admin/", "/admin/banking/user/", "/admin/consent/consent/"])
def test_no_page_of_the_operator_opens_without_it(operator: User, path: str) -> None:
    """Check 61."""
    assert signed_in("operator").get(path).status_code == 302


def test_with_a_second_factor_they_come_in(operator: User) -> None:
    with_second_factor(operator)
    browser = visitor()
    assert enter(browser, "operator", to="/admin/")["Location"].startswith(SECOND)
    assert browser.get("/admin/").status_code == 302
    browser.post(SECOND, {"code": code()})
    assert browser.get("/admin/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(operator: User) -> None:
    Authenticator.objects.create(user=operator, type="recovery_codes", data={"used_mask": 0})
    assert signed_in("operator").get("/admin/").status_code == 302


def test_the_demos_operator_needs_a_password_alone(operator: User, settings: Settings) -> None:
    settings.DEMO = True
    assert signed_in("operator").get("/admin/").status_code == 200


def test_a_customer_has_no_way_in_even_with_a_second_factor(alice: User) -> None:
    """Check 61."""
    with_second_factor(alice)
    browser = linking.browser(alice)
    assert browser.get("/admin/", follow=True).status_code == 403


def test_nobody_signed_in_sees_everybodys_sign_in(db: None) -> None:
    """Check 61: it reveals nothing."""
    answer = visitor().get("/admin/", follow=True)
    assert answer.request["PATH_INFO"] == "/accounts/login/"
    assert "Django" not in answer.content.decode()


def test_a_second_factors_secret_is_on_no_page(operator: User, alice: User) -> None:
    """Check 62."""
    with_second_factor(operator)
    with_second_factor(alice)
    browser = linking.browser(operator)
    held = [each.data["secret"] for each in Authenticator.objects.all()]
    pages = browser.get("/admin/mfa/authenticator/").content.decode()
    for factor in Authenticator.objects.all():
        pages += browser.get(f"/admin/mfa/authenticator/{factor.pk}/change/").content.decode()
    assert "alice" in pages
    assert [each for each in (SEED, *held) if each in pages] == []


@pytest.mark.parametrize("asked", ["data__secret__startswith=g", "data__contains=g"])
def test_no_address_asks_for_it(operator: User, asked: str) -> None:
    """Check 62."""
    with_second_factor(operator)
    browser = linking.browser(operator)
    assert browser.get(f"/admin/mfa/authenticator/?{asked}").status_code == 400


def test_nobody_plants_a_second_factor(operator: User, alice: User) -> None:
    with_second_factor(operator)
    browser = linking.browser(operator)
    fields = {"user": alice.pk, "type": "totp", "data": "{}"}
    assert browser.post("/admin/mfa/authenticator/add/", fields).status_code == 403
    pk = Authenticator.objects.get(user=operator).pk
    assert browser.post(f"/admin/mfa/authenticator/{pk}/change/", fields).status_code == 403


def test_a_lost_phone_is_taken_off_by_the_operator(operator: User, alice: User) -> None:
    with_second_factor(operator)
    with_second_factor(alice)
    pk = Authenticator.objects.get(user=alice).pk
    linking.browser(operator).post(f"/admin/mfa/authenticator/{pk}/delete/", {"post": "yes"})
    assert [each.user for each in Authenticator.objects.all()] == [operator]


def test_a_session_is_ended_by_the_operator_and_its_id_shown_to_nobody(
    operator: User, alice: User, bob: User
) -> None:
    """Check 65."""
    with_second_factor(operator)
    hers, his = signed_in(), signed_in("bob")
    browser = linking.browser(operator)
    row = UserSession.objects.get(user=alice)
    page = browser.get(f"/admin/usersessions/usersession/{row.pk}/change/").content.decode()
    assert row.session_key not in page
    browser.post(f"/admin/usersessions/usersession/{row.pk}/delete/", {"post": "yes"})
    assert [is_in(hers), is_in(his)] == [False, True]
    assert not Session.objects.filter(session_key=row.session_key).exists()
