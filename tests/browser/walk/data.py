"""Her voice code, her copy, and erasing."""

from playwright.sync_api import expect

from tests.browser.walk.stroll import Stroll

_LOOKS_AGAIN = 200


def walk(stroll: Stroll) -> None:
    """While an assistant may ask."""
    _voice_code(stroll)
    _copy(stroll)
    stroll.opens("/consents/your-data/", "your-data")
    stroll.presses("Erase what was recorded about Alexa", "erase")
    stroll.she.page.locator("[name=sure]").evaluate("box => box.required = false")
    stroll.presses("Erase it", "erase-unsure")
    stroll.she.page.get_by_role("checkbox").check()
    stroll.presses("Erase it", "erased")
    stroll.opens("/consents/released/", "released-erased")
    stroll.opens("/consents/your-data/erase-everything/", "erase-everything")


def erases(stroll: Stroll) -> None:
    """All of it; then there is no account to link."""
    stroll.she.goes("/consents/your-data/erase-everything/")
    stroll.she.page.get_by_role("checkbox").check()
    stroll.presses("Disconnect and erase everything", "everything-erased")
    stroll.she.begins_to_link()
    stroll.stops("linking-no-accounts")


def _voice_code(stroll: Stroll) -> None:
    stroll.opens("/consents/voice-code/", "voice-code")
    stroll.presses("Set the code", "voice-code-refused")
    for label in ("Your voice code", "The same code again"):
        stroll.she.page.get_by_label(label, exact=True).fill("8305")
    stroll.presses("Set the code", "voice-code-set")


def _copy(stroll: Stroll) -> None:
    she = stroll.she
    stroll.opens("/consents/your-data/export/", "copy")
    stroll.presses("Make my copy", "copy-begun")
    again, ready = she.control("Look again"), she.control("Download it")
    for _ in range(_LOOKS_AGAIN):
        expect(again.or_(ready)).to_be_visible()
        if ready.is_visible():
            break
        again.click()
    stroll.stops("copy-ready")
    with she.page.expect_download():
        she.presses("Download it")
