"""The page of the voice code."""

import re
from typing import Any

import pytest

from consent.models import VoiceCode
from consent.voice import voice_code
from consent.voice.voice_code import Attempt
from tests.consent.oauth.linking import browser
from tests.people import NOW, Cast

URL = "/consents/voice-code/"
CODE, OTHER = "4071", "6152"


def typed(code: str = CODE, again: str | None = None) -> dict[str, str]:
    return {"code": code, "again": code if again is None else again, "answer": "set"}


def text(answer: Any) -> str:
    page: str = answer.content.decode()
    return page


def test_alice_sets_a_code_and_says_it(cast: Cast) -> None:
    page = browser(cast.alice).post(URL, typed(), follow=True)
    assert "Your voice code is set." in text(page)
    assert voice_code.attempt(cast.alice.pk, CODE, NOW) is Attempt.RIGHT


def test_the_rules_are_said_before(cast: Cast) -> None:
    page = text(browser(cast.charlie).get(URL))
    assert page.index("Which codes are good") < page.index('name="code"')
    assert "You have no voice code." in page
    assert "Remove the code" not in page


def test_what_is_typed_is_hidden_and_never_sent_back(cast: Cast) -> None:
    page = text(browser(cast.alice).post(URL, typed(CODE, OTHER)))
    fields = re.findall(r'<input type="password"[^>]*>', page)
    assert len(fields) == 2
    assert all('inputmode="numeric"' in each for each in fields)
    assert all('autocomplete="off"' in each for each in fields)
    assert "The two codes are not the same." in page
    assert {CODE, OTHER} & set(re.findall(r"\d{4}", page)) == set()
    assert not VoiceCode.objects.exists()


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        (typed("1234"), "Choose a code whose digits do not simply count up or down."),
        (typed("40711"), "A voice code is four digits, such as 4 0 7 1."),
        (typed("40a1"), "A voice code is four digits, such as 4 0 7 1."),
        ({"answer": "set"}, "Type the four digits of your voice code."),
    ],
)
def test_a_code_that_is_not_good_is_refused_with_the_reason(
    cast: Cast, fields: dict[str, str], problem: str
) -> None:
    answer = browser(cast.alice).post(URL, fields)
    assert (answer.status_code, problem in text(answer)) == (422, True)
    assert not VoiceCode.objects.exists()


def test_a_locked_code_says_so_and_is_set_anew(cast: Cast) -> None:
    voice_code.set_code(cast.alice, CODE, NOW)
    for _ in range(3):
        voice_code.attempt(cast.alice.pk, OTHER, NOW)
    alice = browser(cast.alice)
    assert "Your voice code is locked" in text(alice.get(URL))
    alice.post(URL, typed(OTHER))
    assert voice_code.attempt(cast.alice.pk, OTHER, NOW) is Attempt.RIGHT


def test_alices_page_removes_alices_code_alone(cast: Cast) -> None:
    for each in (cast.alice, cast.bob):
        voice_code.set_code(each, CODE, NOW)
    page = browser(cast.alice).post(URL, {"answer": "remove"}, follow=True)
    assert "You have no voice code any more." in text(page)
    assert [each.customer_id for each in VoiceCode.objects.all()] == [cast.bob.pk]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_sign_in_of_yesterday_is_not_enough(cast: Cast, method: str) -> None:
    """Check 46."""
    old = browser(cast.alice, age_s=86_400)
    answer = getattr(old, method)(URL, typed())
    assert answer["Location"].startswith("/accounts/reauthenticate/?next=/consents/voice-code/")
    assert not VoiceCode.objects.exists()


def test_a_stranger_signs_in_first(cast: Cast) -> None:
    assert browser().get(URL)["Location"] == f"/accounts/login/?next={URL}"


@pytest.mark.parametrize(
    ("back", "goes_to"),
    [
        ("/oauth/authorize/?client_id=alexa", "/oauth/authorize/?client_id=alexa"),
        ("https://evil.example/", URL),
        ("//evil.example/", URL),
        ("/\\evil.example/", URL),
        ("javascript:alert(1)", URL),
    ],
)
def test_it_goes_back_to_pages_of_ours_alone(cast: Cast, back: str, goes_to: str) -> None:
    """Check 45."""
    answer = browser(cast.alice).post(f"{URL}?next={back.replace('?', '%3F')}", typed())
    assert (answer.status_code, answer["Location"]) == (302, goes_to)
