"""What a customer allowed: all of it, one of it, changing and ending it."""

from tests.browser.customer import DUES
from tests.browser.walk.stroll import Stroll


def empty(stroll: Stroll) -> None:
    """Before anything was linked."""
    stroll.opens("/consents/", "dashboard-empty")
    stroll.opens("/consents/released/", "released-empty")
    stroll.opens("/consents/released/check/", "chain-empty")
    stroll.opens("/consents/your-data/", "your-data-empty")
    stroll.opens("/consents/disconnect-everything/", "disconnect-everything-empty")


def walk(stroll: Stroll, other: str) -> None:
    """With one assistant that may ask."""
    stroll.opens("/consents/", "dashboard")
    stroll.presses("Alexa by Amazon", "detail")
    _changes(stroll, other)
    stroll.she.goes("/consents/")
    stroll.presses("Pause Alexa", "paused")
    stroll.opens("/consents/", "dashboard-paused")
    stroll.presses("Let it answer again Alexa", "resumed")
    _released(stroll)


def _changes(stroll: Stroll, other: str) -> None:
    stroll.presses("Change Alexa", "change")
    stroll.presses("See what would change", "change-nothing")
    stroll.she.presses("Choose again")
    stroll.she.ticks(other)
    stroll.presses("See what would change", "change-less")
    stroll.presses("Change it", "changed")
    stroll.she.presses("Change Alexa")
    stroll.she.ticks(other, DUES, "One year", "Rounded")
    stroll.she.has_been_away()
    stroll.presses("See what would change", "change-more")
    stroll.presses("Change it", "again")
    stroll.she.signs_in_again()
    stroll.she.presses("Change it")
    stroll.she.sees("Changed. You get a receipt by mail.")
    stroll.she.presses("Change Alexa")
    for box in stroll.she.page.get_by_role("checkbox").all():
        box.uncheck()
    stroll.presses("See what would change", "change-incomplete")


def _released(stroll: Stroll) -> None:
    she = stroll.she
    stroll.opens("/consents/released/", "released")
    she.page.get_by_text("The same in numbers").click()
    stroll.stops("released-numbers")
    for name in ("Download these as a table (CSV)", "Download these as data (JSON)"):
        with she.page.expect_download():
            she.presses(name)
    stroll.presses("Check the chain", "chain")
    stroll.opens("/consents/released/?first=2026-12-01&last=2026-11-01", "released-refused")
    she.goes("/consents/")
    she.presses("Alexa by Amazon")
    she.page.get_by_role("region", name="Receipts").get_by_role("link").first.click()
    stroll.stops("receipt")
    with she.page.expect_download():
        she.presses("Download this receipt as a file (JSON)")


def leaves(stroll: Stroll) -> None:
    """Disconnects, and looks at what is left."""
    stroll.opens("/consents/disconnect-everything/", "disconnect-everything")
    stroll.she.goes("/consents/")
    stroll.presses("Disconnect Alexa", "disconnect")
    stroll.presses("Disconnect", "disconnected")
    stroll.presses("Alexa by Amazon", "detail-ended")
    stroll.she.page.get_by_role("region", name="Receipts").get_by_role("link").first.click()
    stroll.stops("receipt-of-the-end")
