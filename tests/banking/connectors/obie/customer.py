"""A customer who gives us her leave at the sandbox bank, in the browser's place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx

from banking.connector import Access, Bank, Secret, TimeLimits
from banking.connectors.obie.sign_in import ObieSignIn
from banking.sandbox.options import Client
from banking.standard import Departure, Granted, Visit

CLIENT = Client(client_id="sayso", secret="a secret: +&%", redirect_uri="http://127.0.0.1/back")
LIMITS = TimeLimits(connect_s=5, read_s=20, total_s=30)
VERSIONS = ("v3.1", "v4.0")


def bank_at(url: str, version: str, **options: str) -> Bank:
    """The sandbox bank as its operator's page would describe it; its provider is no OpenID one."""
    return Bank(
        base_url=f"{url}/open-banking/{version}/aisp",
        token_url=f"{url}/oauth/token",
        authorization_url=f"{url}/oauth/authorize",
        client_id=CLIENT.client_id,
        client_secret=Secret(CLIENT.secret),
        options={"scope": "accounts", **options},
    )


@dataclass(frozen=True, kw_only=True)
class Customer:
    """Somebody with an account at the bank, on her way there and back."""

    bank: Bank
    now: datetime
    name: str = "alice"
    sign_in: ObieSignIn = field(default_factory=ObieSignIn)

    def visit(self, reference: str = "") -> Visit:
        return Visit(
            state="a-state-of-ours",
            redirect_url=CLIENT.redirect_uri,
            until=self.now + timedelta(days=90),
            now=self.now,
            limits=LIMITS,
            reference=reference,
        )

    def says_yes(self, departure: Departure) -> Mapping[str, str]:
        """What the bank's page sends her back with."""
        typed = {"username": self.name, "password": f"{self.name}-at-the-bank"}
        answer = httpx.post(departure.url, data=typed, follow_redirects=False)
        found = parse_qs(urlsplit(answer.headers["Location"]).query)
        return {name: values[0] for name, values in found.items()}

    def gives_leave(self, reference: str = "") -> Granted:
        """The whole way."""
        visit = self.visit(reference)
        departure = self.sign_in.begin(self.bank, visit)
        returned = self.says_yes(departure)
        return self.sign_in.finish(self.bank, visit, returned=returned, kept=departure.kept)


def access_of(bank: Bank, granted: Granted, *, customer_address: str = "") -> Access:
    """What a refresh of that link is given."""
    return Access(
        bank=bank,
        credentials={name: Secret(text) for name, text in granted.credentials.items()},
        is_customer_present=bool(customer_address),
        customer_address=customer_address,
        interaction_id="93bac548-d2de-4546-b106-880a5018460d",
        limits=LIMITS,
    )
