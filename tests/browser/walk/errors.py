"""The pages that say what went wrong."""

from collections.abc import Callable

from playwright.sync_api import Route

from tests.browser.walk.stroll import Stroll

# What Django itself shows where nothing leads us to on purpose.
_SHOWN = """
from django.test import RequestFactory
from django.views import defaults
request = RequestFactory().get("/")
page = {view}
print(page.content.decode())
"""
_VIEWS = {
    "error-403": "defaults.permission_denied(request, Exception())",
    "error-500": "defaults.server_error(request)",
}


def walk(stroll: Stroll) -> None:
    """Those that a person can come to, and those that we hope nobody does."""
    page = stroll.she.page
    stroll.opens("/consents/not-one-of-hers/", "error-404")
    stroll.opens(f"/consents/released/?{'&'.join(['a=1'] * 1001)}", "error-400")
    stroll.she.goes("/consents/your-data/erase-everything/")
    page.context.clear_cookies(name="csrf")
    page.get_by_role("checkbox").check()
    stroll.presses("Disconnect and erase everything", "error-403-csrf")
    for name, view in _VIEWS.items():
        page.route("**/what-no-address-shows/", _answering(stroll, view))
        stroll.opens("/what-no-address-shows/", name)
    _tries_too_often(stroll)


def _answering(stroll: Stroll, view: str) -> Callable[[Route], None]:
    body = stroll.she.demo.manage("shell", "--verbosity=0", "--command", _SHOWN.format(view=view))

    def answer(route: Route) -> None:
        route.fulfill(body=body, content_type="text/html")

    return answer


def _tries_too_often(stroll: Stroll) -> None:
    page = stroll.she.page
    page.context.clear_cookies()
    for _ in range(4):
        stroll.she.goes("/accounts/password/reset/")
        page.get_by_role("textbox").first.fill("nobody@bank.example")
        page.locator("main form button").click()
    stroll.stops("error-429")
