"""The first page that a customer sees, on a phone and on a desk, by day and by night."""

import pytest
from playwright.sync_api import expect

from tests.browser import screenshots
from tests.browser.conftest import LOOKS, OpenPage, Scheme

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_signin_page_fits_its_screen(open_page: OpenPage, width: int, scheme: Scheme) -> None:
    page = open_page("/consents/", width=width, scheme=scheme)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to your bank")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert screenshots.taken(page, "sign-in").stat().st_size > 0
