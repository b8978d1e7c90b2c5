"""How she signs in: password, e-mail address, second step, passkeys, where she is signed in."""

from playwright.sync_api import expect

from tests.browser.walk.stroll import Stroll
from tests.signin import visitor

_AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def walk(stroll: Stroll) -> None:
    """What can be changed with a password alone."""
    stroll.opens("/accounts/security/", "security")
    stroll.presses("Change your password", "password-change")
    for field in stroll.she.page.locator("input[type=password]").all():
        field.fill("short")
    stroll.presses("Change password", "password-change-refused")
    stroll.she.goes("/accounts/password/set/")
    stroll.opens("/accounts/sessions/", "sessions")
    stroll.opens("/accounts/reauthenticate/?next=/consents/", "again")
    _email(stroll)


def _email(stroll: Stroll) -> None:
    stroll.opens("/accounts/email/", "email")
    stroll.she.page.get_by_role("textbox").fill("a-new-address-of-hers@letters.example")
    stroll.presses("Use this address", "email-unconfirmed")
    stroll.opens(stroll.mailed("/accounts/email/confirm/"), "email-confirm")
    stroll.opens("/accounts/email/confirm/none/", "email-link-old")


def app(stroll: Stroll, elsewhere: Stroll) -> None:
    """An app with codes: set up here, asked for elsewhere, taken away again."""
    she = stroll.she
    # Whoever changes how she signs in, is signed out everywhere else.
    she.goes("/accounts/2fa/")
    she.signs_in()
    stroll.stops("second-step")
    stroll.presses("Set up an app", "app")
    she.page.get_by_role("textbox").fill("000000")
    stroll.presses("Use this app", "app-refused")
    seed = she.page.locator("code").inner_text()
    she.page.get_by_role("textbox").fill(visitor.code(seed))
    stroll.presses("Use this app", "recovery-codes")
    stroll.opens("/accounts/2fa/codes/", "recovery-codes-shown")
    stroll.opens("/accounts/2fa/codes/generate/", "recovery-codes-new")
    stroll.opens("/accounts/2fa/", "second-step-set")
    stroll.opens("/accounts/2fa/reauthenticate/", "again-with-app")
    elsewhere.she.goes("/accounts/login/")
    elsewhere.she.signs_in()
    elsewhere.she.page.wait_for_url("**/2fa/authenticate/**")
    elsewhere.stops("second-step-asked")
    stroll.opens("/accounts/2fa/app/deactivate/", "app-stop")
    she.presses("Stop using the app")


def passkeys(stroll: Stroll) -> None:
    """A passkey in Chromium's own software: made, renamed, used, removed."""
    page = stroll.she.page
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": _AUTHENTICATOR})
    stroll.she.goes("/accounts/login/")
    stroll.she.signs_in()
    stroll.she.sees("Who may ask about your money")
    stroll.opens("/accounts/2fa/passkeys/", "passkeys-none")
    stroll.presses("Add a passkey", "passkey-add")
    page.get_by_role("textbox").fill("The telephone that I carry everywhere I go")
    page.get_by_role("checkbox").check()
    stroll.presses("Add a passkey", "passkey-added")
    stroll.opens("/accounts/2fa/passkeys/", "passkeys")
    stroll.presses("Rename", "passkey-rename")
    stroll.opens("/accounts/2fa/passkeys/reauthenticate/", "again-with-passkey")
    _comes_back(stroll)
    stroll.she.goes("/accounts/2fa/passkeys/")
    stroll.presses("Remove", "passkey-remove")
    stroll.presses("Remove", "passkey-removed")


def _comes_back(stroll: Stroll) -> None:
    stroll.she.presses("Sign out")
    stroll.she.presses("Sign in with a passkey")
    expect(stroll.she.control("Sign out")).to_be_visible()
