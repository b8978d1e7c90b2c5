"""Every page of a customer who reads Spanish is in Spanish."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from consent import gateway
from consent.models import Consent, Receipt
from consent.release import TurnNote, Wanted
from tests.consent.oauth.linking import browser, choices, request
from tests.language import leftovers
from tests.people import Cast

SPANISH: dict[str, Any] = {"HTTP_ACCEPT_LANGUAGE": "es-MX,es;q=0.9,en;q=0.5"}
OF_HERS = (
    "consent:list",
    "consent:released",
    "consent:check_chain",
    "consent:disconnect_everything",
    "consent:voice_code",
    "consent:your_data",
    "consent:export",
    "consent:erase_everything",
    "signin_security",
    "usersessions_list",
    "account_email",
    "account_change_password",
    "account_logout",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
)
OF_A_CONSENT = ("detail", "change", "disconnect", "erase")
OF_ANYONE = ("account_login", "account_reset_password", "account_reset_password_done")


def standing(cast: Cast) -> Consent:
    return Consent.objects.get(customer=cast.alice, state="live")


def is_spanish(page: Any) -> None:
    """It says so to programs, and says nothing of ours in English."""
    assert page["Content-Language"] == "es"
    assert '<html lang="es">' in page.content.decode()
    assert leftovers.of(page) == set()


@pytest.mark.parametrize("name", OF_HERS)
def test_a_page_of_hers_is_in_spanish(spanish: Cast, name: str) -> None:
    page = browser(spanish.alice).get(reverse(name))
    assert page.status_code == 200
    is_spanish(page)


@pytest.mark.parametrize("name", OF_A_CONSENT)
def test_a_page_of_a_consent_is_in_spanish(spanish: Cast, name: str) -> None:
    page = browser(spanish.alice).get(
        reverse(f"consent:{name}", args=[standing(spanish).public_id])
    )
    assert page.status_code == 200
    is_spanish(page)


@pytest.mark.parametrize("name", OF_ANYONE)
def test_a_page_before_signing_in_is_in_the_browsers_language(db: None, name: str) -> None:
    page = browser().get(reverse(name), **SPANISH)
    assert page.status_code == 200
    is_spanish(page)


def test_the_linking_page_and_its_summary_are_in_spanish(spanish: Cast) -> None:
    alice = browser(spanish.alice)
    form = choices(spanish.everyday, asks_code="never", answer="review")
    for page in (alice.get(request()), alice.post(request(), form)):
        assert page.status_code == 200
        is_spanish(page)


def test_what_is_missing_is_said_in_spanish(spanish: Cast) -> None:
    page = browser(spanish.alice).post(request(), {"answer": "review"})
    assert "Elige al menos una cuenta." in page.content.decode()
    is_spanish(page)


def test_what_would_change_is_said_in_spanish(spanish: Cast) -> None:
    url = reverse("consent:change", args=[standing(spanish).public_id])
    form = choices(spanish.rainy_day, amounts="rounded", days="365", answer="review")
    page = browser(spanish.alice).post(url, form)
    assert page.status_code == 200
    assert "Añadido" in page.content.decode()
    is_spanish(page)


def test_what_was_told_is_told_in_spanish(spanish: Cast) -> None:
    note = TurnNote(turn_id="a-turn", platform="alexa", topic="balance", device="speaker")
    gateway.balances(spanish.alices_token, Wanted(), note=note, now=timezone.now(), wait_s=0)
    page = browser(spanish.alice).get(reverse("consent:released"))
    assert "a Alexa, en un altavoz sin pantalla, se le dijo el saldo de Everyday ..1234" in (
        leftovers.words(page.content.decode())
    )
    is_spanish(page)


def test_a_receipt_is_read_in_spanish_with_days_as_spaniards_write_them(spanish: Cast) -> None:
    receipt = Receipt.objects.get(consent=standing(spanish))
    page = browser(spanish.alice).get(reverse("consent:receipt", args=[receipt.public_id]))
    assert "Permitiste que Alexa conteste preguntas sobre tu dinero" in page.content.decode()
    assert "20 de noviembre de 2026 a las 13:04" in page.content.decode()
    assert receipt.document["pii_processing"][0]["language"] == "es"
    is_spanish(page)


@pytest.mark.parametrize("path", ["/nothing/", "/consents/nothing/"])
def test_an_error_page_is_in_spanish(spanish: Cast, path: str) -> None:
    page = browser(spanish.alice).get(path)
    assert page.status_code == 404
    assert "Aquí no hay nada" in page.content.decode()
    is_spanish(page)


def test_the_apps_refusals_are_in_the_apps_language(db: None) -> None:
    answer = browser().get("/api/v1/consents/", **SPANISH)
    assert answer.json()["detail"] == "Inicia sesión y prueba otra vez."


def test_english_on_a_page_would_be_found(cast: Cast) -> None:
    page = browser(cast.alice).get(reverse("consent:your_data"))
    assert "You see first what happens." in leftovers.of(page)
