"""The mails of signing in: short, plain, ours, and about what happened."""

from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.core import mail
from django.test import RequestFactory

from assistant import env
from banking.models import User
from tests.consent.oauth import linking
from tests.signin.visitor import PASSWORD, visitor

NOTICES = [
    "account/email/email_changed",
    "account/email/email_deleted",
    "account/email/password_changed",
    "account/email/password_reset",
    "account/email/password_set",
    "mfa/email/recovery_codes_generated",
    "mfa/email/totp_activated",
    "mfa/email/totp_deactivated",
    "mfa/email/webauthn_added",
    "mfa/email/webauthn_removed",
]


@pytest.mark.parametrize("name", NOTICES)
def test_each_notice_is_short_and_says_what_to_do(
    alice: User, rf: RequestFactory, name: str
) -> None:
    context = {"from_email": "o'old@mail.test", "to_email": "new&@mail.test"}
    with request_context(rf.get("/", headers={"user-agent": "<b>canary</b>"})):
        get_adapter().send_notification_mail(name, alice, context | {"deleted_email": "x@m.test"})
    [sent] = mail.outbox
    body = str(sent.body)
    assert (sent.to, sent.from_email) == (["alice@mail.test"], "no-reply@bank.test")
    assert len(sent.subject) < 60
    assert len(body) < 500
    assert "tell your bank at once" in body
    assert "https://bank.test" in body
    assert [each for each in ("canary", "&#x27;", "&amp;", "example.com") if each in body] == []


def test_a_changed_password_is_told(alice: User) -> None:
    fields = {"oldpassword": PASSWORD, "password1": "a new long one", "password2": "a new long one"}
    linking.browser(alice).post("/accounts/password/change/", fields)
    assert [each.subject for each in mail.outbox] == ["Your password was changed"]


def test_an_unknown_address_is_told_that_it_is_unknown(db: None) -> None:
    visitor().post("/accounts/password/reset/", {"email": "nobody@mail.test"})
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["nobody@mail.test"], "No sign-in with this address")
    assert "signup" not in str(sent.body)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp+tls://u%40b:p%2Fw@m.test", ("m.test", 587, "u@b", "p/w", True, False)),
        ("smtps://u:p@m.test:4465", ("m.test", 4465, "u", "p", False, True)),
        ("smtp://m.test", ("m.test", 25, "", "", False, False)),
    ],
)
def test_a_mail_server_is_one_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, url: str, expected: tuple[Any, ...]
) -> None:
    monkeypatch.setenv("SAYSO_EMAIL_URL", url)
    way = env.mail("SAYSO_EMAIL_URL", folder=tmp_path)
    read = (way.host, way.port, way.user, way.password, way.is_upgraded, way.is_tls)
    assert read == expected
    assert way.backend == "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(("url", "backend"), [("file:", "filebased"), ("console:", "console")])
def test_a_demo_needs_no_mail_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, url: str, backend: str
) -> None:
    monkeypatch.setenv("SAYSO_EMAIL_URL", url)
    way = env.mail("SAYSO_EMAIL_URL", folder=tmp_path)
    assert way.backend == f"django.core.mail.backends.{backend}.EmailBackend"


@pytest.mark.parametrize("url", ["carrier://canary", "mail.test", "smtp://", "smtp+tls:///canary"])
def test_anything_else_is_refused_without_saying_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, url: str
) -> None:
    monkeypatch.setenv("SAYSO_EMAIL_URL", url)
    with pytest.raises(env.MissingSettingError) as refused:
        env.mail("SAYSO_EMAIL_URL", folder=tmp_path)
    assert "canary" not in str(refused.value)
