"""A customer signs in at the bank and lets the client in (RFC 6749, 7636, 9207)."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.banking.sandbox.visitor import CLIENT, REDIRECT_URI, SECRET, TurnableClock, Visitor

VERIFIER = "v" * 43
DIGEST = hashlib.sha256(VERIFIER.encode()).digest()
ASKED = {
    "response_type": "code",
    "client_id": "sayso",
    "redirect_uri": REDIRECT_URI,
    "state": "a&b",
    "code_challenge": base64.urlsafe_b64encode(DIGEST).rstrip(b"=").decode(),
    "code_challenge_method": "S256",
}
ALICE = {"username": "alice", "password": "alice-at-the-bank", "decision": "allow"}


def sign_in(visitor: Visitor, **form: str) -> httpx.Response:
    return visitor.http.post("/oauth/authorize", params=ASKED, data={**ALICE, **form})


def answered(reply: httpx.Response) -> dict[str, str]:
    assert reply.status_code == 303
    location = urlsplit(reply.headers["location"])
    assert f"{location.scheme}://{location.netloc}{location.path}" == REDIRECT_URI
    return {name: values[0] for name, values in parse_qs(location.query).items()}


def trade(visitor: Visitor, **fields: str) -> httpx.Response:
    form = {"grant_type": "authorization_code", "redirect_uri": REDIRECT_URI, **fields}
    return visitor.http.post("/oauth/token", data={"code_verifier": VERIFIER, **form}, auth=CLIENT)


def test_the_sign_in_page_runs_no_script_and_is_framed_by_nobody(visitor: Visitor) -> None:
    reply = visitor.http.get("/oauth/authorize", params=ASKED)

    assert reply.status_code == 200
    assert '<input id="username"' in reply.text
    assert reply.headers["content-security-policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none';"
        " form-action 'self' http://127.0.0.1:8000"
    )


def test_signing_in_ends_in_tokens_for_that_customer(visitor: Visitor) -> None:
    answer = answered(sign_in(visitor))

    tokens = trade(visitor, code=answer.pop("code")).json()

    assert answer == {"state": "a&b", "iss": str(visitor.http.base_url)}
    headers = {"Authorization": f"Bearer {tokens.pop('access_token')}"}
    who = visitor.http.get("/fdx/v6/customers/current", headers=headers).json()
    assert who["customerId"] == "100001"
    assert len(tokens.pop("refresh_token")) == 43
    assert len(tokens.pop("fdxConsentId")) == 16
    assert tokens == {"token_type": "Bearer", "expires_in": 600}


def test_a_wrong_password_shows_the_page_again(visitor: Visitor) -> None:
    reply = sign_in(visitor, password="guess")

    assert reply.status_code == 403
    assert "User name or password is wrong." in reply.text


def test_cancelling_tells_the_client_so(visitor: Visitor) -> None:
    answer = answered(sign_in(visitor, decision="cancel"))

    issuer = str(visitor.http.base_url)
    assert answer == {"error": "access_denied", "state": "a&b", "iss": issuer}


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
    ids=str,
)
def test_it_refuses_all_but_codes_with_s256(
    visitor: Visitor, changed: dict[str, str], error: str
) -> None:
    reply = visitor.http.get("/oauth/authorize", params={**ASKED, **changed})

    assert answered(reply)["error"] == error


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_it_redirects_to_nobody_it_does_not_know(visitor: Visitor, name: str) -> None:
    reply = visitor.http.get("/oauth/authorize", params={**ASKED, name: f"{ASKED[name]}x"})

    assert reply.status_code == 400
    assert "location" not in reply.headers


def test_a_code_used_twice_revokes_what_the_first_use_was_given(visitor: Visitor) -> None:
    code = answered(sign_in(visitor))["code"]
    access = trade(visitor, code=code).json()["access_token"]

    again = trade(visitor, code=code)

    headers = {"Authorization": f"Bearer {access}"}
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert visitor.http.get("/fdx/v6/accounts", headers=headers).status_code == 401


@pytest.mark.parametrize(
    "changed", [{"code_verifier": "w" * 43}, {"redirect_uri": f"{REDIRECT_URI}x"}], ids=str
)
def test_a_code_is_worth_nothing_to_who_did_not_ask_for_it(
    visitor: Visitor, changed: dict[str, str]
) -> None:
    code = answered(sign_in(visitor))["code"]

    assert trade(visitor, code=code, **changed).json()["error"] == "invalid_grant"
    assert trade(visitor, code=code).json()["error"] == "invalid_grant"


def test_a_code_lives_for_a_minute(visitor: Visitor, clock: TurnableClock) -> None:
    code = answered(sign_in(visitor))["code"]
    clock.advance(seconds=60)

    assert trade(visitor, code=code).json()["error"] == "invalid_grant"


def test_the_secret_appears_on_no_page(visitor: Visitor) -> None:
    assert SECRET not in visitor.http.get("/oauth/authorize", params=ASKED).text
