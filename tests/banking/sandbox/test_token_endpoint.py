"""Tokens for the client: refreshed, and for its own service."""

import pytest

from tests.banking.sandbox.test_sign_in import answered, sign_in, trade
from tests.banking.sandbox.visitor import ALICE, CLIENT, SECRET, TurnableClock, Visitor

SERVICE = {"grant_type": "client_credentials", "customer_number": ALICE}


def test_the_metadata_names_what_is_supported(visitor: Visitor) -> None:
    issuer = str(visitor.http.base_url)

    assert visitor.http.get("/.well-known/oauth-authorization-server").json() == {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "token_endpoint": f"{issuer}/oauth/token",
        "pushed_authorization_request_endpoint": f"{issuer}/oauth/par",
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "authorization_response_iss_parameter_supported": True,
    }


def test_a_refresh_token_gives_access_when_the_first_has_expired(
    visitor: Visitor, clock: TurnableClock
) -> None:
    tokens = trade(visitor, code=answered(sign_in(visitor))["code"]).json()
    clock.advance(days=89)
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}

    renewed = visitor.http.post("/oauth/token", data=form, auth=CLIENT).json()

    headers = {"Authorization": f"Bearer {renewed['access_token']}"}
    assert visitor.http.get("/fdx/v6/accounts", headers=headers).status_code == 200


def test_a_refresh_token_ends_after_ninety_days(visitor: Visitor, clock: TurnableClock) -> None:
    tokens = trade(visitor, code=answered(sign_in(visitor))["code"]).json()
    clock.advance(days=90)
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}

    reply = visitor.http.post("/oauth/token", data=form, auth=CLIENT)

    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_grant")


def test_a_refresh_token_reads_no_accounts(visitor: Visitor) -> None:
    tokens = trade(visitor, code=answered(sign_in(visitor))["code"]).json()
    headers = {"Authorization": f"Bearer {tokens['refresh_token']}"}

    assert visitor.http.get("/fdx/v6/accounts", headers=headers).status_code == 401


def test_credentials_may_come_in_the_body(visitor: Visitor) -> None:
    form = {**SERVICE, "client_id": "sayso", "client_secret": SECRET}

    reply = visitor.http.post("/oauth/token", data=form)

    assert reply.status_code == 200
    assert reply.headers["cache-control"] == "no-store"
    assert set(reply.json()) == {"access_token", "token_type", "expires_in"}


def test_it_refuses_credentials_given_in_two_ways(visitor: Visitor) -> None:
    form = {**SERVICE, "client_id": "sayso", "client_secret": SECRET}

    reply = visitor.http.post("/oauth/token", data=form, auth=CLIENT)

    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("auth", [("sayso", "wrong"), ("other", SECRET), ("", "")], ids=str)
def test_it_refuses_a_wrong_client_or_secret(visitor: Visitor, auth: tuple[str, str]) -> None:
    reply = visitor.http.post("/oauth/token", data=SERVICE, auth=auth)

    assert reply.status_code == 401
    assert reply.json()["error"] == "invalid_client"
    assert reply.headers["www-authenticate"] == 'Basic realm="Sandbox Bank"'


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({**SERVICE, "customer_number": "999999"}, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "made-up"}, "invalid_grant"),
        ({"grant_type": "authorization_code"}, "invalid_grant"),
        ({}, "invalid_request"),
    ],
    ids=str,
)
def test_it_refuses_what_it_cannot_grant(
    visitor: Visitor, form: dict[str, str], error: str
) -> None:
    reply = visitor.http.post("/oauth/token", data=form, auth=CLIENT)

    assert (reply.status_code, reply.json()["error"]) == (400, error)


def test_it_refuses_a_field_given_twice(visitor: Visitor) -> None:
    reply = visitor.http.post(
        "/oauth/token",
        content="grant_type=client_credentials&customer_number=100001&customer_number=100002",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        auth=CLIENT,
    )

    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")
