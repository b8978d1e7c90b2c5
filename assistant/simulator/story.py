"""A customer's way from signing in to a linked device, through the pages as a browser goes it."""

import re
from collections.abc import Sequence
from html import unescape
from typing import Self
from urllib.parse import parse_qs, urlsplit

import httpx
from django.conf import settings

from assistant.simulator import vendor

_TIMEOUT_S = 10.0
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_ACCOUNT = re.compile(r'name="accounts" value="([^"]+)"[^>]*>\s*<span>([^<]+)</span>')


class StoppedError(Exception):
    """The story did not go on; the message is one sentence that says where."""


class Visitor:
    """A browser without pictures: cookies, forms and redirects."""

    def __init__(self) -> None:
        self._http = httpx.Client(base_url=settings.PUBLIC_URL, timeout=_TIMEOUT_S)
        self._page = ""
        self._url = settings.PUBLIC_URL

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def sign_in(self, user: str, password: str) -> None:
        """Signs in on the bank's page.

        Raises:
            StoppedError: The page says no.

        """
        self._open("/accounts/login/")
        answer = self._submit({"login": user, "password": password})
        if answer.status_code != httpx.codes.FOUND:
            message = f"{user} could not sign in."
            raise StoppedError(message)

    def allow(self, url: str, accounts: Sequence[str]) -> tuple[str, str]:
        """Allows balances of the named accounts for 90 days; state and code of the redirect.

        Raises:
            StoppedError: The page does not offer an account of that name, or says no.

        """
        self._open(url)
        offered = {unescape(label).split(" ..")[0]: ref for ref, label in self._accounts()}
        missing = [name for name in accounts if name not in offered]
        if missing:
            message = f"The page offers no account called {missing[0]}."
            raise StoppedError(message)
        answer = self._submit(
            {
                "scopes": ["balances"],
                "accounts": [offered[name] for name in accounts],
                "days": "90",
                "answer": "allow",
            }
        )
        back = parse_qs(urlsplit(answer.headers.get("Location", "")).query)
        if "code" not in back:
            message = f"The consent page answered {answer.status_code} and gave no code."
            raise StoppedError(message)
        return back["state"][0], back["code"][0]

    def _accounts(self) -> list[tuple[str, str]]:
        return _ACCOUNT.findall(self._page)

    def _open(self, url: str) -> None:
        answer = self._http.get(url, follow_redirects=True)
        if answer.status_code != httpx.codes.OK:
            message = f"{urlsplit(url).path} answered {answer.status_code}."
            raise StoppedError(message)
        self._page, self._url = answer.text, str(answer.url)

    def _submit(self, fields: dict[str, str | list[str]]) -> httpx.Response:
        token = _TOKEN.search(self._page)
        if token is None:
            message = "The page has no form."
            raise StoppedError(message)
        data = {"csrfmiddlewaretoken": token[1], **fields}
        headers = {"Referer": self._url}
        return self._http.post(self._url, data=data, headers=headers)


def link(
    device: str, *, user: str, password: str, accounts: Sequence[str], now_s: float
) -> Sequence[str]:
    """Links a device: sign in, consent, code, token; the steps that were taken, as sentences.

    Raises:
        StoppedError: A step failed.
        NotLinkedError: The code could not be redeemed.

    """
    with Visitor() as visitor:
        visitor.sign_in(user, password)
        state, code = visitor.allow(vendor.linking_url(device), accounts)
    vendor.finish_linking(state, code, now_s=now_s)
    return (
        f"{user} signed in at the bank.",
        f"{user} allowed Alexa the balance of {', '.join(accounts)} for 90 days.",
        "Alexa got its code and exchanged it for a token.",
    )
