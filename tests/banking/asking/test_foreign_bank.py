"""Signing in at an authorization server that nobody here wrote, over HTTP, in four ways."""

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from banking.asking import keys, own_tokens
from banking.asking.answers import claimed_state
from banking.asking.conversation import talking
from banking.connector import Access, Bank, NeedsCustomer, Secret, TimeLimits
from banking.connectors.fdx import sign_in
from banking.standard import Granted, NotGranted, Visit
from tests.banking.asking.foreign import BACK, authorization_server, browsed
from tests.banking.asking.signer import KEY_ID, rsa_signer

LIMITS = TimeLimits(connect_s=5, read_s=10, total_s=20)
SIGNING = {"token_endpoint_auth_method": "private_key_jwt"}
WAYS: Mapping[str, Mapping[str, str]] = {
    "plain": {"authorization_response_iss_parameter_supported": "true"},
    "fapi-2": SIGNING
    | {
        "request_object_signing_alg": "PS256",
        "authorization_response_iss_parameter_supported": "true",
    },
    "fapi-1": SIGNING | {"request_object_signing_alg": "PS256", "response_types": "code id_token"},
    "jarm": SIGNING | {"authorization_signed_response_alg": "PS256"},
}


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("bank")
    with authorization_server(folder, rsa_signer()) as url:
        yield url
    keys.forget()


def bank_of(issuer: str, way: str) -> Bank:
    return Bank(
        base_url=f"{issuer}/fdx/v6",
        token_url=f"{issuer}/token",
        authorization_url=f"{issuer}/auth",
        pushed_url=f"{issuer}/request" if way == "fapi-2" else "",
        issuer=issuer,
        keys_url=f"{issuer}/jwks",
        client_id=way,
        client_secret=Secret("the bank's: +&%" if way == "plain" else ""),
        private_key=Secret(rsa_signer().pem),
        key_id=KEY_ID,
        options={**WAYS[way], "revocation_endpoint": f"{issuer}/token/revocation"},
    )


def visit_of(credentials: Mapping[str, str] | None = None) -> Visit:
    now = datetime.now(UTC)
    return Visit(
        state="state-of-this-visit-and-no-other-one-at-all",
        redirect_url=BACK,
        until=now + timedelta(days=90),
        now=now,
        limits=LIMITS,
        credentials=credentials or {},
    )


def signed_in(bank: Bank, visit: Visit, name: str = "alice") -> Granted:
    departure = sign_in.begin(bank, visit)
    returned = browsed(departure.url, name)
    assert claimed_state(returned) == visit.state
    back = dataclasses.replace(visit, now=datetime.now(UTC))
    return sign_in.finish(bank, back, returned=returned, kept=departure.kept)


@pytest.mark.parametrize("way", WAYS)
def test_a_sign_in_ends_in_credentials_that_can_be_renewed_and_given_back(
    issuer: str, way: str
) -> None:
    bank = bank_of(issuer, way)

    granted = signed_in(bank, visit_of())

    assert granted.credentials.keys() == {
        "access_token",
        "refresh_token",
        "expires_at",
        "scope",
        "subject",
    }
    assert granted.credentials["subject"] == "alice"
    assert granted.credentials["scope"].split() == ["openid", *sign_in.SCOPE.split()]
    renewed = renew(bank, granted.credentials)
    assert renewed["refresh_token"] != granted.credentials["refresh_token"]
    sign_in.end(bank, renewed, LIMITS)
    with pytest.raises(NeedsCustomer, match=r"answered 400 invalid_grant$"):
        renew(bank, renewed)


def renew(bank: Bank, credentials: Mapping[str, str]) -> dict[str, str]:
    """What is kept when the access token has run out."""
    kept: dict[str, str] = {}
    held = {**credentials, "expires_at": "2026-01-01T00:00:00+00:00"}
    access = Access(
        bank=bank,
        credentials={name: Secret(value) for name, value in held.items()},
        is_customer_present=False,
        limits=LIMITS,
        keep=kept.update,
    )
    with talking(bank, LIMITS) as conversation:
        own_tokens.access_token(conversation, access)
    return kept


@pytest.mark.parametrize("way", WAYS)
def test_she_may_change_her_mind_at_the_bank(issuer: str, way: str) -> None:
    bank, visit = bank_of(issuer, way), visit_of()
    departure = sign_in.begin(bank, visit)
    returned = browsed(departure.url, "alice", cancels=True)

    with pytest.raises(NotGranted, match=r"^The bank answered access_denied$"):
        sign_in.finish(bank, visit, returned=returned, kept=departure.kept)


def test_another_customer_cannot_renew_her_link(issuer: str) -> None:
    bank = bank_of(issuer, "plain")
    first = signed_in(bank, visit_of())

    with pytest.raises(NotGranted, match="Another of the bank's customers"):
        signed_in(bank, visit_of(first.credentials), "bob")


def test_the_server_takes_a_code_once(issuer: str) -> None:
    bank, visit = bank_of(issuer, "plain"), visit_of()
    departure = sign_in.begin(bank, visit)
    returned = browsed(departure.url, "alice")
    sign_in.finish(bank, visit, returned=returned, kept=departure.kept)

    with pytest.raises(NotGranted, match=r"answered 400 invalid_grant$"):
        sign_in.finish(bank, visit, returned=returned, kept=departure.kept)
