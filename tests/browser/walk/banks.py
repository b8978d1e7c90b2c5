"""Linking a bank by signing in there, looking at it, and leaving it."""

from playwright.sync_api import expect

from tests.browser.walk.stroll import Stroll

BANK = "Sandbox Bank Direct"
_LOOKS_AGAIN = 200


def walk(stroll: Stroll) -> None:
    """From the list to her own bank's pages and back; in the end all is as it was."""
    stroll.opens("/banks/", "banks")
    stroll.presses(BANK, "bank-link")
    _says_no(stroll)
    _signs_in(stroll)
    stroll.stops("bank-linked")
    _waits(stroll)
    stroll.presses(f"Ask for news now {BANK}", "bank-asked")
    stroll.opens("/banks/", "banks-linked")
    stroll.presses(f"Link again {BANK}", "bank-link-again")
    stroll.opens("/banks/callback", "bank-returned")
    _leaves(stroll)


def _says_no(stroll: Stroll) -> None:
    stroll.she.presses(f"Go to {BANK} and sign in")
    stroll.presses("Cancel", "bank-not-granted")


def _signs_in(stroll: Stroll) -> None:
    page = stroll.she.page
    stroll.she.presses(f"Go to {BANK} and sign in")
    page.get_by_label("User name").fill("dana")
    page.get_by_label("Password").fill("dana-at-the-bank")
    stroll.she.presses("Sign in and allow")
    page.get_by_role("heading", name=BANK).wait_for()


def _waits(stroll: Stroll) -> None:
    again = stroll.she.control("Look again")
    there = stroll.she.control("Choose which assistant may hear of them")
    for _ in range(_LOOKS_AGAIN):
        expect(again.or_(there)).to_be_visible()
        if there.is_visible():
            break
        again.click()
    stroll.stops("bank-read")
    stroll.she.sees("House Fund ..5225")


def _leaves(stroll: Stroll) -> None:
    stroll.she.goes("/banks/")
    stroll.presses(f"Disconnect {BANK}", "bank-disconnect")
    stroll.she.page.locator("[name=sure]").evaluate("box => box.required = false")
    stroll.presses("Disconnect", "bank-disconnect-unsure")
    stroll.she.page.get_by_role("checkbox").check()
    stroll.presses("Disconnect", "bank-disconnected")
