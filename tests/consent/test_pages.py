"""The customer's list: her own, and one button."""

import pytest
from django.utils.html import escape

from banking.models import Account
from consent.models import Assistant, Consent, ConsentAccount
from consent.states import State
from tests.consent.oauth.linking import browser, request
from tests.people import Cast


def test_alice_sees_what_she_allowed(cast: Cast) -> None:
    page = browser(cast.alice).get("/consents/").content.decode()
    for words in ("Alexa by Amazon", "How much is in these accounts", "Everyday ..1234"):
        assert words in page
    assert page.count(f'/{Consent.objects.get(customer=cast.alice).public_id}/disconnect/"') == 1
    assert "Rainy Day" not in page


def test_moments_are_told_in_her_own_time(cast: Cast) -> None:
    assert "Nov. 20, 2026, 1:04 p.m." in browser(cast.alice).get("/consents/").content.decode()
    cast.alice.time_zone = "Europe/Madrid"
    cast.alice.save()
    assert "Nov. 20, 2026, 7:04 p.m." in browser(cast.alice).get("/consents/").content.decode()


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "utc\n"])
def test_a_time_zone_that_is_none_keeps_nobody_from_leaving(cast: Cast, zone: str) -> None:
    """Promise P8."""
    cast.alice.time_zone = zone
    cast.alice.save()
    assert "Nov. 20, 2026, 6:04 p.m." in browser(cast.alice).get("/consents/").content.decode()


def test_charlie_sees_that_nobody_may_ask(cast: Cast) -> None:
    page = browser(cast.charlie).get("/consents/").content.decode()
    assert "No assistant may ask anything." in page
    assert "Alexa" not in page


def test_a_stranger_signs_in_first(cast: Cast) -> None:
    assert browser().get("/consents/")["Location"] == "/accounts/login/?next=/consents/"


def test_disconnecting_ends_her_consent_and_no_other(cast: Cast) -> None:
    """Promise P8."""
    consent = Consent.objects.get(customer=cast.alice)
    page = browser(cast.alice).post(f"/consents/{consent.public_id}/disconnect/", follow=True)
    assert "Alexa can no longer hear anything." in page.content.decode()
    consent.refresh_from_db()
    assert (consent.state, consent.end_reason) == (State.ENDED, "withdrawn")
    assert Consent.objects.get(customer=cast.bob).state == State.LIVE


@pytest.mark.parametrize("who", ["bob", "charlie"])
def test_nobody_disconnects_what_is_not_theirs(cast: Cast, who: str) -> None:
    consent = Consent.objects.get(customer=cast.alice)
    answer = browser(getattr(cast, who)).post(f"/consents/{consent.public_id}/disconnect/")
    consent.refresh_from_db()
    assert (answer.status_code, consent.state) == (404, State.LIVE)


def test_a_stranger_who_disconnects_is_asked_to_sign_in(cast: Cast) -> None:
    consent = Consent.objects.get(customer=cast.alice)
    path = f"/consents/{consent.public_id}/disconnect/"
    assert browser().post(path)["Location"] == f"/accounts/login/?next={path}"
    assert browser(cast.alice, is_strict=True).post(path).status_code == 403
    consent.refresh_from_db()
    assert consent.state == State.LIVE


@pytest.mark.parametrize("sent", ["//evil.test", "https://evil.test", "/\\evil.test", "https:evil"])
def test_signing_in_leads_to_our_own_pages_only(cast: Cast, sent: str) -> None:
    """Check 45."""
    fields = {"login": "alice", "password": "alice's long password", "next": sent}
    assert browser().post("/accounts/login/", fields)["Location"] == "/consents/"


def test_names_from_a_bank_or_a_vendor_are_text_and_not_markup(cast: Cast) -> None:
    """Check 64."""
    markup = "<script>alert(1)</script>"
    Account.objects.update(name=markup)
    Assistant.objects.update(name=markup, vendor=markup, agreement_terms=markup)
    ConsentAccount.objects.update(label=markup)
    alice = browser(cast.alice)
    pages = [alice.get(request()), alice.get("/consents/")]
    consent = Consent.objects.get(customer=cast.alice)
    pages.append(alice.post(f"/consents/{consent.public_id}/disconnect/", follow=True))
    for page in pages:
        assert markup not in page.content.decode()
        assert escape(markup) in page.content.decode()


def test_looking_at_the_way_out_does_not_take_it(cast: Cast) -> None:
    consent = Consent.objects.get(customer=cast.alice)
    page = browser(cast.alice).get(f"/consents/{consent.public_id}/disconnect/")
    consent.refresh_from_db()
    assert (page.status_code, consent.state) == (200, State.LIVE)


@pytest.mark.parametrize("path", ["/consents/", "/accounts/login/", "/nowhere/"])
def test_every_page_says_that_it_is_private(cast: Cast, path: str) -> None:
    answer = browser().get(path)
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_an_address_that_is_no_id_is_not_found(cast: Cast) -> None:
    assert browser(cast.alice).post("/consents/%00/disconnect/").status_code == 404
