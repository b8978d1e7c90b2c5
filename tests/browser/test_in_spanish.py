"""Spanish says more in more words: its pages must fit a phone too."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.conftest import OpenPage
from tests.browser.demo import Demo

pytestmark = pytest.mark.browser

WIDTH = 390
PAGES = (
    "/consents/",
    "/consents/released/",
    "/consents/released/check/",
    "/consents/voice-code/",
    "/consents/your-data/",
    "/consents/your-data/export/",
    "/consents/your-data/erase-everything/",
    "/consents/disconnect-everything/",
    "/accounts/security/",
    "/accounts/sessions/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/app/activate/",
    "/accounts/2fa/passkeys/",
    "/accounts/2fa/passkeys/add/",
    "/accounts/logout/",
    "/nothing/",
)
_TOO_WIDE = """
() => [...document.querySelectorAll("body *")]
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && each.checkVisibility())
  .slice(0, 3).map((each) => each.outerHTML.slice(0, 90))
"""


def _is_well(page: Page) -> None:
    """It is in Spanish, no wider than the screen, and axe finds nothing."""
    page.wait_for_load_state()
    found = {
        "language": page.evaluate("document.documentElement.lang"),
        "width": page.evaluate("document.documentElement.scrollWidth"),
        "wide": page.evaluate(_TOO_WIDE),
        "axe": axe.findings(page),
    }
    assert found == {"language": "es", "width": WIDTH, "wide": [], "axe": []}, page.url


def _sign_in(page: Page, demo: Demo) -> None:
    page.get_by_label("Nombre de usuario").fill("alice")
    page.get_by_label("Contraseña").fill(demo.password)
    page.get_by_role("button", name="Iniciar sesión", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quién puede preguntar por tu dinero")


def test_every_page_in_spanish_fits_a_phone(open_page: OpenPage, demo: Demo) -> None:
    page = open_page("/consents/", width=WIDTH)
    page.get_by_role("button", name="Español").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inicia sesión en tu banco")
    _is_well(page)
    _sign_in(page, demo)
    for path in PAGES:
        page.goto(path)
        _is_well(page)
    page.goto("/consents/")
    page.get_by_role("link", name=re.compile("^Alexa")).first.click()
    _is_well(page)
    for name in ("Cambiar", "Desconectar"):
        consent = page.url
        page.get_by_role("link", name=re.compile(f"^{name}")).first.click()
        _is_well(page)
        page.goto(consent)
    # Everybody else's tests read English.
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
