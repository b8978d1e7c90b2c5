"""A client that nobody here wrote links, refreshes and leaves, with each way of proving itself."""

from dataclasses import replace

import httpx
import pytest

from tests.foreign.client import INVALID_GRANT, Refused, granted
from tests.foreign.conftest import Connect, Customer, Teller

METHODS = ["client_secret_basic", "client_secret_post", "none"]


@pytest.mark.parametrize("method", METHODS)
def test_a_linking_gives_a_token_that_is_answered(
    connect: Connect, alice: Customer, teller: Teller, method: str
) -> None:
    """The baseline of checks 21 to 34; what she did not allow is not in it."""
    client = connect(method)
    linking = client.begin()
    [outcome] = client.redeem(linking, alice.sent_back(linking.url, ["Everyday"]))
    tokens = granted(outcome)
    assert (tokens["token_type"].lower(), tokens["scope"]) == ("bearer", "balances")
    assert teller("is_answered", token=tokens["access_token"])


@pytest.mark.parametrize(
    ("method", "is_kept"),
    [("client_secret_basic", True), ("client_secret_post", True), ("none", False)],
)
def test_a_refresh_gives_another_token_and_rotates_for_public_clients_alone(
    connect: Connect, alice: Customer, teller: Teller, method: str, *, is_kept: bool
) -> None:
    client = connect(method)
    linking = client.begin()
    [outcome] = client.redeem(linking, alice.sent_back(linking.url, ["Everyday"]))
    first = granted(outcome)
    [outcome] = client.refresh(first["refresh_token"])
    second = granted(outcome)
    assert (second["refresh_token"] == first["refresh_token"]) is is_kept
    assert second["access_token"] != first["access_token"]
    assert teller("is_answered", token=second["access_token"])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_a_token_given_back_ends_the_link(
    connect: Connect, alice: Customer, teller: Teller, method: str, kind: str
) -> None:
    """Promise P8."""
    client = connect(method)
    linking = client.begin()
    [outcome] = client.redeem(linking, alice.sent_back(linking.url, ["Everyday"]))
    tokens = granted(outcome)
    client.revoke(tokens[kind])
    assert client.refresh(tokens["refresh_token"]) == [INVALID_GRANT]
    assert not teller("is_answered", token=tokens["access_token"])


def test_an_answer_to_somebody_elses_linking_is_not_redeemed(
    connect: Connect, alice: Customer
) -> None:
    """Check 33: the library compares the state, and the code is still good for its own."""
    client = connect()
    linking = client.begin()
    address = alice.sent_back(linking.url, ["Everyday"])
    [outcome] = client.redeem(replace(linking, state="another"), address)
    assert isinstance(outcome, Refused)
    assert outcome.error in {"OAUTH_INVALID_RESPONSE", "mismatching_state"}
    [outcome] = client.redeem(linking, address)
    assert granted(outcome)


@pytest.mark.parametrize("issuer", ["https://evil.test", None])
def test_an_answer_in_another_servers_name_is_not_redeemed(
    connect_openid: Connect, alice: Customer, issuer: str | None
) -> None:
    """Check 33: openid-client alone, as Authlib's session does not look at the issuer."""
    client = connect_openid()
    linking = client.begin()
    address = alice.sent_back(linking.url, ["Everyday"])
    others = httpx.URL(address).copy_remove_param("iss")
    if issuer:
        others = others.copy_add_param("iss", issuer)
    [outcome] = client.redeem(linking, str(others))
    assert outcome == Refused(error="OAUTH_INVALID_RESPONSE", status=None)
    [outcome] = client.redeem(linking, address)
    assert granted(outcome)
