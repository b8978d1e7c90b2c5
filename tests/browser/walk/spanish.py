"""The pages in Spanish, whose words are longer."""

from tests.browser.walk.stroll import Stroll

NAME = "es-"
_PAGES = {
    "banks": "/banks/",
    "released": "/consents/released/",
    "chain": "/consents/released/check/",
    "disconnect-everything": "/consents/disconnect-everything/",
    "voice-code": "/consents/voice-code/",
    "your-data": "/consents/your-data/",
    "copy": "/consents/your-data/export/",
    "erase-everything": "/consents/your-data/erase-everything/",
    "security": "/accounts/security/",
    "password-change": "/accounts/password/change/",
    "email": "/accounts/email/",
    "second-step": "/accounts/2fa/",
    "sessions": "/accounts/sessions/",
    "again": "/accounts/reauthenticate/?next=/consents/",
    "error-404": "/consents/not-one-of-hers/",
}


def walk(stroll: Stroll, linking_url: str) -> None:
    """Chooses Spanish, looks around while an assistant may ask, and goes back to English."""
    page = stroll.she.page
    stroll.she.goes("/consents/")
    stroll.presses("Español", f"{NAME}dashboard")
    detail = page.locator("h2 a").first.get_attribute("href") or ""
    its = {"detail": detail, "change": f"{detail}change/", "disconnect": f"{detail}disconnect/"}
    for name, path in (its | _PAGES | {"linking": linking_url}).items():
        stroll.opens(path, f"{NAME}{name}")
    page.locator("main form").locator("button").first.click()
    stroll.stops(f"{NAME}linking-incomplete")
    page.locator("button[name=language][value=en]").click()
    page.locator("html[lang=en]").wait_for()
