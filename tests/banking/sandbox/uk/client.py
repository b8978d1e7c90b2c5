"""A client of the British sandbox bank, who has a customer's leave or only its own token."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from tests.banking.sandbox.visitor import CLIENT, REDIRECT_URI, Visitor

VERSIONS = ("v3.1", "v4.0")
VERIFIER = "v" * 43
# Its hash (RFC 7636 4.2).
CHALLENGE = "7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM"
EVERYTHING = (
    "ReadAccountsDetail",
    "ReadBalances",
    "ReadStatementsDetail",
    "ReadTransactionsCredits",
    "ReadTransactionsDebits",
    "ReadTransactionsDetail",
)


@dataclass(frozen=True)
class UkClient:
    """The client's way to one version of the bank."""

    visitor: Visitor
    version: str

    def own_token(self) -> str:
        form = {"grant_type": "client_credentials", "scope": "accounts"}
        return str(
            self.visitor.http.post("/oauth/token", data=form, auth=CLIENT).json()["access_token"]
        )

    def ask(self, method: str, path: str, token: str | None, **more: Any) -> httpx.Response:
        """One request below the version's address, as nobody for None."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        at = f"/open-banking/{self.version}/aisp/{path}"
        return self.visitor.http.request(method, at, headers=headers, **more)

    def consent(self, *permissions: str, ends: str | None = None) -> str:
        """A consent that waits for a customer."""
        until = {"ExpirationDateTime": ends} if ends else {}
        asked = {"Data": {"Permissions": permissions or EVERYTHING, **until}, "Risk": {}}
        made = self.ask("POST", "account-access-consents", self.own_token(), json=asked)
        return str(made.raise_for_status().json()["Data"]["ConsentId"])

    def given(self, consent_id: str, name: str = "alice") -> str:
        """Her access token, once she has said yes to the consent."""
        claims = {"id_token": {"openbanking_intent_id": {"value": consent_id}}}
        question = {
            "response_type": "code",
            "client_id": CLIENT[0],
            "redirect_uri": REDIRECT_URI,
            "scope": "accounts",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            "claims": json.dumps(claims),
        }
        typed = {"username": name, "password": f"{name}-at-the-bank"}
        there = self.visitor.http.post(f"/oauth/authorize?{urlencode(question)}", data=typed)
        form = {
            "grant_type": "authorization_code",
            "code": parse_qs(urlsplit(there.headers["Location"]).query)["code"][0],
            "redirect_uri": REDIRECT_URI,
            "code_verifier": VERIFIER,
        }
        given = self.visitor.http.post("/oauth/token", data=form, auth=CLIENT)
        return str(given.json()["access_token"])
