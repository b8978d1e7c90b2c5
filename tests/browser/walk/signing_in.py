"""The pages before anybody is signed in, and those of a forgotten password."""

from tests.browser.walk.stroll import Stroll


def walk(stroll: Stroll) -> None:
    """Signs in at the end."""
    stroll.opens("/", "sign-in")
    _forgets(stroll)
    stroll.opens("/accounts/inactive/", "inactive")
    stroll.she.goes("/accounts/signup/")
    stroll.she.page.get_by_label("User name").fill(stroll.she.name)
    stroll.she.page.get_by_label("Password").fill("not her password")
    stroll.presses("Sign in", "sign-in-refused")
    stroll.she.goes("/accounts/login/")
    stroll.she.presses("Sign in with a passkey")
    stroll.she.page.get_by_role("alert").wait_for()
    stroll.stops("sign-in-passkey-refused")
    stroll.she.signs_in()
    stroll.she.sees("Who may ask about your money")
    stroll.opens("/accounts/logout/", "sign-out")


def _forgets(stroll: Stroll) -> None:
    page = stroll.she.page
    stroll.presses("I forgot my password", "password-forgotten")
    page.get_by_role("textbox").first.fill(f"{stroll.she.name}@example.com")
    page.locator("main form button").click()
    page.wait_for_url("**/reset/done/")
    stroll.stops("password-mailed")
    stroll.opens("/accounts/password/reset/key/0-none/", "password-link-old")
    stroll.opens("/accounts/password/reset/key/done/", "password-reset")
    stroll.opens(stroll.mailed("/accounts/password/reset/key/"), "password-new")
    for field in page.locator("input[type=password]").all():
        field.fill("short")
    page.locator("main form button").click()
    page.locator(".errorlist").first.wait_for()
    stroll.stops("password-new-refused")
