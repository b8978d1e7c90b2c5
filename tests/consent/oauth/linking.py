"""An assistant's side of account linking, against the test client."""

import base64
import hashlib
import re
import time
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.test import Client

from banking.models import Account, User
from tests.people import REDIRECT, SECRET

VERIFIER = "a-verifier-of-forty-three-characters-or-more-0123456789"
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
AUTHORIZE, TOKEN, REVOKE = "/oauth/authorize/", "/oauth/token/", "/oauth/revoke/"
_HIDDEN = re.compile(r'type="hidden"\s+name="(?!csrf)([^"]+)"\s+value="([^"]*)"')
FORM = "application/x-www-form-urlencoded"


class Browser(Client):
    """Django's test client, on https."""

    def generic(self, *args: Any, **kwargs: Any) -> Any:
        return super().generic(*args, **kwargs | {"secure": True})


def browser(user: User | None = None, *, is_strict: bool = False, age_s: float = 0) -> Browser:
    """A browser, signed in as the user so many seconds ago, as allauth records it."""
    client = Browser(enforce_csrf_checks=is_strict)
    if user:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time() - age_s, "username": user.username}
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client


def request(**changes: str | None) -> str:
    """The URL that the assistant sends its customer to."""
    asked = {
        "client_id": "alexa",
        "response_type": "code",
        "redirect_uri": REDIRECT,
        "scope": "balances dues",
        "state": "a-state",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    } | changes
    return f"{AUTHORIZE}?{urlencode({k: v for k, v in asked.items() if v is not None})}"


def choices(*accounts: Account, **changes: Any) -> dict[str, Any]:
    """What the customer ticks, as the summary's last button posts it."""
    return {
        "answer": "allow",
        "scopes": ["balances"],
        "accounts": [account.public_id for account in accounts],
        "days": "90",
        "amounts": "exact",
        "asks_code": "never",
    } | changes


def hidden(page: Any) -> dict[str, list[str]]:
    """The fields that a page's own form carries on, unseen; the footer's is every page's."""
    fields: dict[str, list[str]] = {}
    for name, value in _HIDDEN.findall(page.content.decode().partition("<footer")[0]):
        fields.setdefault(name, []).append(unescape(value))
    return fields


def allow(customer: Browser, form: dict[str, Any], url: str | None = None) -> Any:
    """Both steps: what she chose, then the last button of the summary."""
    url = url or request()
    summary = customer.post(url, form | {"answer": "review"})
    assert summary.status_code == 200, summary.content
    return customer.post(url, hidden(summary) | {"answer": "allow"})


def returned(response: Any) -> dict[str, str]:
    """The parameters with which the browser is sent back to the assistant."""
    assert response.status_code == 302, response.content
    url = urlsplit(response["Location"])
    assert f"{url.scheme}://{url.netloc}{url.path}" == REDIRECT
    return {name: value for name, [value] in parse_qs(url.query).items()}


def code(user: User, *accounts: Account, url: str | None = None) -> str:
    """The code of a linking in which the customer allows the balances of these accounts."""
    return returned(allow(browser(user), choices(*accounts), url))["code"]


def redemption(given: str, /, **changes: str | None) -> dict[str, str]:
    """The form that redeems a code."""
    fields: dict[str, str | None] = {
        "grant_type": "authorization_code",
        "code": given,
        "redirect_uri": REDIRECT,
        "client_id": "alexa",
        "client_secret": SECRET,
        "code_verifier": VERIFIER,
    }
    return {k: v for k, v in (fields | changes).items() if v is not None}


def refreshing(given: str, /, **changes: str | None) -> dict[str, str]:
    """The form that refreshes."""
    fields: dict[str, str | None] = {
        "grant_type": "refresh_token",
        "refresh_token": given,
        "client_id": "alexa",
        "client_secret": SECRET,
    }
    return {k: v for k, v in (fields | changes).items() if v is not None}


def post(path: str, fields: dict[str, str], **extra: Any) -> Any:
    """What the assistant's server sends."""
    return browser().post(path, urlencode(fields), content_type=FORM, **extra)


def tokens(user: User, *accounts: Account) -> dict[str, Any]:
    """The whole linking: the token endpoint's answer."""
    response = post(TOKEN, redemption(code(user, *accounts)))
    assert response.status_code == 200, response.content
    body: dict[str, Any] = response.json()
    return body
