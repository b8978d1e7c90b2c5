"""Who reads which language: what she chose, then what her browser asks for."""

from typing import Any

import pytest
from django.utils import translation

from banking.models import User
from tests.consent.oauth.linking import Browser, browser
from tests.people import Cast
from tests.signin.visitor import LOGIN

CHOOSE, SECURITY = "/accounts/language/", "/accounts/security/"
COOKIE = "__Host-language"
SPANISH: dict[str, Any] = {"HTTP_ACCEPT_LANGUAGE": "es-AR"}


def enter(client: Browser, who: User, **headers: Any) -> None:
    """Signs in on the page, with the password."""
    password = f"{who.username}'s long password"
    form = {"login": who.username, "password": password}
    assert client.post(LOGIN, form, **headers).status_code == 302


def chosen(client: Browser, language: str, back: str = LOGIN) -> Any:
    """Presses the footer's button."""
    return client.post(CHOOSE, {"language": language, "next": back})


def read(client: Browser, path: str = SECURITY, **headers: Any) -> str:
    """The language of the page."""
    page = client.get(path, **headers)
    assert page.status_code == 200
    language = str(page["Content-Language"])
    assert f'<html lang="{language}">' in page.content.decode()
    return language


def stored(who: User) -> str:
    return User.objects.get(pk=who.pk).language


def prefers(who: User, language: str) -> None:
    User.objects.filter(pk=who.pk).update(language=language)


def test_a_stranger_reads_what_her_browser_asks_for(db: None) -> None:
    assert read(browser(), LOGIN, HTTP_ACCEPT_LANGUAGE="es-ES,en;q=0.5") == "es"
    assert read(browser(), LOGIN, HTTP_ACCEPT_LANGUAGE="de-CH,de;q=0.9") == "en"


@pytest.mark.parametrize("headers", [{}, SPANISH])
def test_each_page_offers_each_language_by_its_own_name(db: None, headers: dict[str, Any]) -> None:
    page = browser().get(LOGIN, **headers).content.decode()
    offered = page.partition("<footer>")[2].partition("</footer>")[0]
    assert [f'lang="{code}"' in offered for code in ("en", "es")] == [True, True]
    assert ">English</button>" in offered
    assert ">Español</button>" in offered
    assert f'name="next" value="{LOGIN}"' in offered


def test_a_strangers_choice_is_kept_on_the_device_alone(db: None) -> None:
    client = browser()
    answer = chosen(client, "es", back="/accounts/password/reset/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/password/reset/")
    cookie = client.cookies[COOKIE]
    kept = [cookie[each] for each in ("secure", "httponly", "samesite", "path", "domain")]
    assert kept == [True, True, "Lax", "/", ""]
    assert read(client, LOGIN, HTTP_ACCEPT_LANGUAGE="en") == "es"


def test_her_choice_goes_with_her_to_another_device(cast: Cast) -> None:
    client, other = browser(cast.alice), browser(cast.alice)
    chosen(client, "es")
    assert stored(cast.alice) == "es"
    assert read(other, HTTP_ACCEPT_LANGUAGE="en") == "es"
    assert stored(cast.bob) == ""


def test_what_she_chose_before_wins_when_she_signs_in(cast: Cast) -> None:
    prefers(cast.alice, "en")
    client = browser()
    enter(client, cast.alice, **SPANISH)
    assert (read(client, **SPANISH), stored(cast.alice)) == ("en", "en")


def test_what_she_chooses_on_the_way_in_is_hers_from_then_on(cast: Cast) -> None:
    prefers(cast.alice, "en")
    client = browser()
    chosen(client, "es")
    enter(client, cast.alice)
    assert (read(client), stored(cast.alice)) == ("es", "es")


def test_what_somebody_chose_on_the_device_before_is_not_hers(cast: Cast) -> None:
    prefers(cast.bob, "en")
    client = browser()
    chosen(client, "es")
    enter(client, cast.alice)
    client.post("/accounts/logout/")
    enter(client, cast.bob)
    assert (read(client), stored(cast.bob)) == ("en", "en")


def test_who_never_chose_gets_letters_in_the_language_she_read(cast: Cast) -> None:
    client = browser()
    enter(client, cast.alice, **SPANISH)
    assert (read(client), stored(cast.alice)) == ("es", "es")


@pytest.mark.parametrize("language", ["de", "", "es/../en", "x" * 300])
def test_a_language_that_there_is_not_changes_nothing(cast: Cast, language: str) -> None:
    client = browser(cast.alice)
    assert chosen(client, language).status_code == 302
    assert stored(cast.alice) == ""
    assert COOKIE not in client.cookies


def test_nothing_is_chosen_by_a_link_or_for_another_site(cast: Cast) -> None:
    assert browser(cast.alice).get(CHOOSE).status_code == 405
    forged = browser(cast.alice, is_strict=True)
    assert chosen(forged, "es").status_code == 403
    assert stored(cast.alice) == ""


def test_the_way_back_is_one_of_our_own(cast: Cast) -> None:
    answer = chosen(browser(cast.alice), "es", back="https://evil.test/")
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_page_leaves_no_language_to_a_platform(cast: Cast) -> None:
    read(browser(), LOGIN, **SPANISH)
    browser().post("/platforms/alexa/", b"{}", content_type="application/json")
    assert translation.get_language() == "en"
