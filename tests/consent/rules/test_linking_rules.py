"""What the standards and platforms ask of the way from the question to the answer."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as configured
from pytest_django import Settings

from consent.models import Assistant, Consent, Receipt
from consent.states import State
from tests.consent.oauth import linking
from tests.consent.oauth.linking import browser, choices, hidden, request, returned
from tests.consent.pages.reading import buttons, newest, text
from tests.people import NOW, Cast

TERMS = "Amazon says an answer once, keeps it for a day, and shows no advertising with it."


@pytest.fixture(autouse=True)
def _the_day_after() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(days=1)):
        yield


def asking(cast: Cast) -> Any:
    return browser(cast.alice).get(request())


def summary(cast: Cast) -> Any:
    return browser(cast.alice).post(request(), choices(cast.everyday, answer="review"))


def test_a_no_costs_nothing(cast: Cast) -> None:
    """Rule CDR-1."""
    assert "You decide. Nothing below is chosen for you, and you can say no." in text(asking(cast))
    charlie = browser(cast.charlie)
    assert returned(charlie.post(request(), choices(answer="deny")))["error"] == "access_denied"
    assert charlie.get("/consents/").status_code == 200
    # Whoever said no may be asked again, and say yes.
    assert linking.code(cast.charlie, cast.charlies)


def test_while_the_app_has_no_answer_the_page_says_so_and_what_to_do(
    cast: Cast, settings: Settings
) -> None:
    """Rule CDR-10."""
    settings.BANK_APP = True
    browser(cast.alice).post(request(), {"answer": "app"})
    fields = {"answer": "approved", "consent": newest(cast.alice).public_id}
    page = text(browser(cast.alice).post(request(), fields))
    assert "Your bank's app has no answer yet." in page
    assert "Open your bank's app." in page
    assert "The question is open for ten minutes." in page


def test_whoever_has_just_signed_in_answers_in_two_steps(cast: Cast) -> None:
    """Rule CDR-11: what she chose, and that it is so; then she is back."""
    charlie = browser(cast.charlie)
    steps = [charlie.post(request(), choices(cast.charlies, answer="review"))]
    steps.append(charlie.post(request(), hidden(steps[-1]) | {"answer": "allow"}))
    assert [each.status_code for each in steps] == [200, 302]
    assert "code" in returned(steps[-1])


def test_what_the_vendor_may_do_with_an_answer_is_on_the_page(cast: Cast) -> None:
    """Rule FDX-8."""
    Assistant.objects.filter(pk=cast.alexa.pk).update(agreement_terms=TERMS)
    for page in (
        asking(cast),
        browser(cast.alice).get(f"/consents/{newest(cast.alice).public_id}/"),
    ):
        assert TERMS in text(page)
        assert "This is agreement 1 between your bank and Amazon, of Jan. 1, 2026." in text(page)


def test_only_the_last_button_consents_and_its_moment_is_kept(cast: Cast) -> None:
    """Rules FDX-12 and GDPR-1."""
    charlie, form = browser(cast.charlie), choices(cast.charlies, answer="review")
    charlie.get(request())
    page = charlie.post(request(), form)
    assert not Consent.objects.filter(customer=cast.charlie).exists()
    pressed_at = NOW + timedelta(days=1, minutes=2)
    with time_machine.travel(pressed_at, tick=False):
        charlie.post(request(), hidden(page) | {"answer": "allow"})
    consent = Consent.objects.get(customer=cast.charlie, state=State.LIVE)
    assert consent.granted_at == pressed_at
    receipt = Receipt.objects.get(consent=consent)
    assert (receipt.event, receipt.at) == ("grant", pressed_at)


def test_the_question_stands_on_its_page_alone(cast: Cast) -> None:
    """Rule FDX-14: no other form, no picture, nothing to go to but a code for it."""
    for page in (asking(cast), summary(cast)):
        main = page.content.decode().partition("<main")[2].partition("</main>")[0]
        assert main.count("<form") == 1
        assert "<nav" not in page.content.decode()
        assert set(re.findall(r'href="(/[^"?]*)', main)) <= {"/consents/voice-code/"}
        assert "<img" not in main


def test_it_says_before_how_to_unlink(cast: Cast) -> None:
    """Rule PLAT-5."""
    Assistant.objects.filter(pk=cast.alexa.pk).update(platform="google", vendor="Google")
    assert "You can leave at any time, at no cost: press \u201cDisconnect\u201d" in text(
        asking(cast)
    )


def test_no_stands_beside_yes_and_looks_the_same(cast: Cast) -> None:
    """Rules PLAT-3 and PLAT-4."""
    assert buttons(asking(cast))[:2] == [
        ("review", "even", "Go on"),
        ("deny", "even", "Do not allow"),
    ]
    assert [dress for _, dress, _ in buttons(summary(cast))].count("even") == len(
        buttons(summary(cast))
    )


def test_tokens_come_as_json_within_seconds(cast: Cast) -> None:
    """Rules PLAT-16 and PLAT-17."""
    code = linking.code(cast.alice, cast.everyday)
    started = time.perf_counter()
    response = linking.post(linking.TOKEN, linking.redemption(code))
    assert time.perf_counter() - started < 4.5
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert response.json()["expires_in"] >= 360


def test_pkce_is_on_and_asked_of_everybody(cast: Cast) -> None:
    """Rule PLAT-19."""
    assert configured.OAUTH2_PROVIDER["PKCE_REQUIRED"] is True
    metadata = browser().get("/.well-known/oauth-authorization-server").json()
    assert metadata["code_challenge_methods_supported"] == ["S256"]


def test_the_pages_before_an_answer_carry_the_banks_name(cast: Cast) -> None:
    """Rule PLAT-20: the sign-in, the question and the summary."""
    signin = browser().get(request(), follow=True)
    assert "Sign in to your bank" in text(signin)
    for page in (signin, asking(cast), summary(cast)):
        assert "<strong>Example Bank</strong>" in page.content.decode()
        assert 'name="viewport" content="width=device-width' in page.content.decode()
