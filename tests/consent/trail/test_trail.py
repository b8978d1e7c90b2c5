"""Check 60: what happens leaves exactly one row that says who, what, when and in which request."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from banking.models import User
from consent import audit, gateway
from consent.models import Assistant, AuditEvent, Consent
from consent.release import TurnNote, Wanted
from tests import people
from tests.consent.oauth import linking
from tests.consent.oauth.linking import browser, choices, request
from tests.people import NOW, Cast

LOGIN = "/accounts/login/"


def trail(*kinds: str) -> list[tuple[str, str, str, str]]:
    """The rows of these kinds as kind, actor, subject and detail; each has moment and request."""
    rows = AuditEvent.objects.filter(kind__in=kinds).order_by("pk")
    assert all(len(row.correlation_id) == 16 for row in rows)
    return [(row.kind, row.actor, row.subject, row.detail) for row in rows]


def sign_in(user: User, password: str) -> Any:
    return browser().post(LOGIN, {"login": user.username, "password": password})


def test_a_sign_in_and_its_end(cast: Cast) -> None:
    page = browser()
    page.post(LOGIN, {"login": "alice", "password": "alice's long password"})
    page.post("/accounts/logout/")
    alice = cast.alice.public_id
    assert trail("signin.ok", "signin.failed", "signin.over") == [
        ("signin.ok", alice, "", ""),
        ("signin.over", alice, "", ""),
    ]


def test_a_sign_in_that_fails_says_nothing_of_who_it_claimed_to_be(cast: Cast) -> None:
    sign_in(cast.alice, "wrong")
    assert trail("signin.ok", "signin.failed") == [("signin.failed", "anonymous", "", "")]


def test_signing_out_as_nobody_is_nothing(db: None) -> None:
    browser().post("/accounts/logout/")
    assert trail("signin.over") == []


def test_a_second_factor_that_is_used_or_fails(cast: Cast) -> None:
    TOTP.activate(cast.alice, generate_totp_secret())
    codes = RecoveryCodes.activate(cast.alice)
    page = browser()
    page.post(LOGIN, {"login": "alice", "password": "alice's long password"})
    page.post("/accounts/2fa/authenticate/", {"code": "000000"})
    page.post("/accounts/2fa/authenticate/", {"code": codes.get_unused_codes()[0]})
    alice = cast.alice.public_id
    assert [row[:2] for row in trail("mfa.failed", "mfa.ok", "signin.ok")] == [
        ("mfa.failed", alice),
        ("mfa.ok", alice),
        ("signin.ok", alice),
    ]
    assert trail("mfa.ok")[0][3] == Authenticator.Type.RECOVERY_CODES


def test_a_consent_from_its_grant_to_its_end(cast: Cast) -> None:
    code = linking.code(cast.charlie, cast.charlies)
    assert code
    consent = Consent.objects.get(customer=cast.charlie)
    browser(cast.charlie).post(f"/consents/{consent.public_id}/disconnect/")
    charlie, subject = cast.charlie.public_id, consent.public_id
    assert trail("consent.grant", "consent.end")[-2:] == [
        ("consent.grant", charlie, subject, "pages"),
        ("consent.end", charlie, subject, "withdrawn"),
    ]


def test_a_denied_request(cast: Cast) -> None:
    browser(cast.charlie).post(request(), choices(answer="deny"))
    consent = Consent.objects.get(customer=cast.charlie)
    assert trail("consent.deny") == [
        ("consent.deny", cast.charlie.public_id, consent.public_id, "pages")
    ]


@pytest.fixture
def operator(db: None) -> User:
    """The bank's operator."""
    return people.with_second_factor(User.objects.create_superuser("operator", password="x"))


def test_a_change_in_the_admin(cast: Cast, operator: User) -> None:
    kind = ContentType.objects.get_for_model(Assistant)
    LogEntry.objects.create(
        user=operator, content_type=kind, object_id=str(cast.alexa.pk), action_flag=CHANGE
    )
    [row] = AuditEvent.objects.filter(kind__startswith="admin.")
    assert (row.kind, row.actor, row.subject) == (
        "admin.changed",
        operator.public_id,
        f"assistant:{cast.alexa.pk}",
    )


def test_an_end_by_the_operator_has_one_row_and_it_says_who(cast: Cast, operator: User) -> None:
    consent = Consent.objects.get(customer=cast.alice)
    chosen = {"action": "end_consents", "_selected_action": [consent.pk], "sure": "yes"}
    browser(operator).post("/admin/consent/consent/", chosen)
    rows = AuditEvent.objects.filter(subject=consent.public_id, kind="consent.end")
    assert [(row.actor, row.detail) for row in rows] == [(operator.public_id, "revoked")]
    assert not AuditEvent.objects.filter(kind__startswith="admin.").exists()


def test_a_question_beyond_what_was_allowed(cast: Cast) -> None:
    consent = Consent.objects.get(customer=cast.alice)
    consent.scopes.update(scope="dues")
    note = TurnNote(turn_id="t", platform="alexa", device="speaker", topic="balance")
    gateway.balances(cast.alices_token, Wanted(), note=note, now=NOW, wait_s=0)
    rows = AuditEvent.objects.filter(kind="scope.refused")
    assert [(row.actor, row.subject, row.detail, row.at) for row in rows] == [
        ("alexa", consent.public_id, "balances", NOW)
    ]


def forged(times: int = 1) -> None:
    headers = {"SignatureCertChainUrl": "https://evil.test/a.pem", "Signature-256": "AAAA"}
    for _ in range(times):
        answer = browser().post(
            "/platforms/alexa/", "{}", content_type="application/json", headers=headers
        )
        assert answer.status_code == 400


def test_a_signature_that_is_refused(db: None) -> None:
    forged()
    assert trail("signature.refused") == [
        ("signature.refused", "alexa", "", "certificate address: host")
    ]


def test_strangers_cannot_fill_the_trail(db: None) -> None:
    forged(audit.REFUSALS_A_MINUTE + 5)
    assert len(trail("signature.refused")) == audit.REFUSALS_A_MINUTE


def test_a_request_without_a_signature_leaves_no_row(db: None) -> None:
    """Check 2."""
    browser().post("/platforms/alexa/", "{}", content_type="application/json")
    assert trail("signature.refused") == []
