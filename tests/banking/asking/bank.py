"""A bank's authorization server made of prepared answers, and a visit to it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from banking.asking.conversation import Conversation, talking
from banking.asking.id_tokens import half_hash
from banking.connector import Bank, Secret, TimeLimits
from banking.standard import Visit
from tests.banking.asking.signer import KEY_ID, Signer, rsa_signer

NOW = datetime(2026, 11, 20, 18, 4, tzinfo=UTC)
LIMITS = TimeLimits(connect_s=1, read_s=1, total_s=5)
ISSUER = "https://bank.test"
CODE, TOKEN, NONCE = "code-nobody-may-see", "access-nobody-may-see", "nonce-of-this-visit"
VERIFIER = "v" * 64
KEPT = {"verifier": VERIFIER, "nonce": NONCE}
VISIT = Visit(
    state="state-of-this-visit",
    redirect_url="https://sayso.test/banks/callback",
    until=NOW + timedelta(days=90),
    now=NOW,
    limits=LIMITS,
    language="es",
)
BANK = Bank(
    base_url=f"{ISSUER}/fdx/v6",
    token_url=f"{ISSUER}/token",
    authorization_url=f"{ISSUER}/authorize",
    issuer=ISSUER,
    keys_url=f"{ISSUER}/keys",
    client_id="sayso",
    client_secret=Secret("secret-nobody-may-see"),
)

Answer = httpx.Response | Exception


@dataclass
class Server:
    """Answers by path, or raises what is prepared; keeps what it was asked."""

    answers: Mapping[str, Answer]
    asked: list[httpx.Request] = field(default_factory=list)

    def reply(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers[request.url.path]
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def paths(self) -> list[str]:
        return [request.url.path for request in self.asked]

    def form(self, number: int = 0) -> dict[str, str]:
        """What a request posted."""
        return dict(parse_qsl(self.asked[number].content.decode(), strict_parsing=True))


@contextmanager
def conversing(bank: Bank, server: Server) -> Iterator[Conversation]:
    with talking(bank, LIMITS, transport=httpx.MockTransport(server.reply)) as conversation:
        yield conversation


def with_options(bank: Bank = BANK, **options: str) -> Bank:
    return replace(bank, options={**bank.options, **options})


def with_key(signer: Signer, bank: Bank = BANK) -> Bank:
    return replace(bank, private_key=Secret(signer.pem), key_id=KEY_ID)


def keys_of(*signers: Signer, **more: str) -> httpx.Response:
    """The bank's keys, each under the same name."""
    listed = [signer.public | {"kid": KEY_ID, "use": "sig"} | more for signer in signers]
    return httpx.Response(200, json={"keys": listed})


def id_claims(**changed: Any) -> dict[str, Any]:
    """What a good ID token says; None takes a claim away."""
    at = int(NOW.timestamp())
    claims = {
        "iss": ISSUER,
        "sub": "alice",
        "aud": "sayso",
        "iat": at,
        "exp": at + 300,
        "nonce": NONCE,
        "at_hash": half_hash(TOKEN),
        "c_hash": half_hash(CODE),
        "s_hash": half_hash(VISIT.state),
    } | changed
    return {name: value for name, value in claims.items() if value is not None}


def granting(id_token: str | None, **more: Any) -> Server:
    """A bank that gives tokens for the code, with that ID token."""
    given = {
        "access_token": TOKEN,
        "token_type": "Bearer",
        "expires_in": 600,
        "refresh_token": "refresh-nobody-may-see",
        "id_token": id_token,
        "scope": "openid accounts",
    }
    return Server(
        {"/token": httpx.Response(200, json=given | more), "/keys": keys_of(rsa_signer())}
    )


def query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, strict_parsing=True))
