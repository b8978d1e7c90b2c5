"""What allauth is told: who signs in how, what is asked again, and what is counted."""

from typing import Any

from assistant import env

env.load()

# A bank's own provider, where it has one; then passwords are its matter, unless it says otherwise.
OIDC_ISSUER = env.text("SAYSO_OIDC_ISSUER", "")
OIDC_NAME = env.text("SAYSO_OIDC_NAME", "your bank")
OIDC_CLAIM = env.text("SAYSO_OIDC_CLAIM", "sub")
PASSWORD_SIGN_IN = env.switch("SAYSO_PASSWORD_SIGN_IN", default=not OIDC_ISSUER)

ACCOUNT_ADAPTER = "banking.signin.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
# Nobody signs up; allauth reads here that a password belongs to an account.
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_SESSION_REMEMBER = False
# The bank gave the addresses it knows; a changed one counts once its mail was answered.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# "key" is the account and the address together (banking/signin.py): no lock-out weapon.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "reset_password": "10/m/ip,3/m/key",
    "reauthenticate": "10/m/user",
}

MFA_ADAPTER = "banking.signin.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
# The rule against it guards sites where strangers sign up with other people's addresses.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Sayso"

SIGNIN_APPS = ["allauth", "allauth.account", "allauth.mfa", "allauth.usersessions"]
SOCIALACCOUNT_ADAPTER = "banking.oidc.CustomersAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if OIDC_ISSUER:
    SIGNIN_APPS += ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "bank",
                "name": OIDC_NAME,
                "client_id": env.text("SAYSO_OIDC_CLIENT_ID"),
                "secret": env.text("SAYSO_OIDC_CLIENT_SECRET"),
                "settings": {
                    "server_url": OIDC_ISSUER,
                    "oauth_pkce_enabled": True,
                    "uid_field": OIDC_CLAIM,
                },
            }
        ]
    }
