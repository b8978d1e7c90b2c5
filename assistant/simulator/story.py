"""A customer's way from signing in to a linked device, through the pages as a browser goes it."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Self
from urllib.parse import parse_qs, urlsplit

import httpx
from django.conf import settings

from assistant.simulator import vendor

_TIMEOUT_S = 10.0
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_ACCOUNT = re.compile(r'name="accounts" value="([^"]+)"[^>]*>\s*<span>([^<]+)</span>')
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
Fields = Mapping[str, str | list[str]]


class StoppedError(Exception):
    """The story did not go on; the message is one sentence that says where."""


class Visitor:
    """A browser without pictures: cookies, forms and redirects."""

    def __init__(self, bank_url: str = "") -> None:
        self._url = bank_url or settings.PUBLIC_URL
        self._http = httpx.Client(base_url=self._url, timeout=_TIMEOUT_S)
        self._page = ""

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
            StoppedError: The page does not offer an account of that name, or gives no code.

        """
        back = parse_qs(urlsplit(self.sent_back(url, accounts)).query)
        if "code" not in back:
            message = "The consent page sent her back without a code."
            raise StoppedError(message)
        return back["state"][0], back["code"][0]

    def sent_back(self, url: str, accounts: Sequence[str]) -> str:
        """Allows the same; the whole address, with a code or an error, to which she is sent.

        Raises:
            StoppedError: The page does not offer an account of that name, or goes nowhere.

        """
        self._open(url)
        offered = {unescape(label).split(" ..")[0]: ref for ref, label in self._accounts()}
        missing = [name for name in accounts if name not in offered]
        if missing:
            message = f"The page offers no account called {missing[0]}."
            raise StoppedError(message)
        chosen: dict[str, str | list[str]] = {
            "scopes": ["balances"],
            "accounts": [offered[name] for name in accounts],
            "days": "90",
            "amounts": "exact",
            "asks_code": "never",
        }
        self._page = self._submit({**chosen, "answer": "review"}).text
        answer = self._submit({**self._hidden(), "answer": "allow"})
        if "Location" not in answer.headers:
            message = f"The consent page answered {answer.status_code} and sent nobody back."
            raise StoppedError(message)
        return answer.headers["Location"]

    def _accounts(self) -> list[tuple[str, str]]:
        return _ACCOUNT.findall(self._page)

    def _hidden(self) -> Fields:
        """What the page carries on from the one before; the forms around it are others."""
        fields: dict[str, list[str]] = defaultdict(list)
        _, _, main = self._page.partition("<main")
        for name, value in _HIDDEN.findall(main.partition("</main>")[0]):
            fields[name].append(unescape(value))
        return dict(fields)

    def _open(self, url: str) -> None:
        answer = self._http.get(url, follow_redirects=True)
        if answer.status_code != httpx.codes.OK:
            message = f"{urlsplit(url).path} answered {answer.status_code}."
            raise StoppedError(message)
        self._page, self._url = answer.text, str(answer.url)

    def _submit(self, fields: Fields) -> httpx.Response:
        token = _TOKEN.search(self._page)
        if token is None:
            message = "The page has no form."
            raise StoppedError(message)
        data = {**fields, "csrfmiddlewaretoken": token[1]}
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
