"""Codes and refresh tokens that were used, copied, changed or kept too long."""

from dataclasses import replace
from typing import Any

import pytest

from tests.foreign.client import INVALID_GRANT, Client, Granted, Refused, granted
from tests.foreign.conftest import Connect, Customer, Teller
from tests.serving import Server


def linked(client: Client, alice: Customer) -> dict[str, Any]:
    """The tokens of a new linking."""
    linking = client.begin()
    [outcome] = client.redeem(linking, alice.sent_back(linking.url, ["Everyday"]))
    return granted(outcome)


@pytest.mark.parametrize("verifier", ["w" * 50, "short"])
def test_a_code_with_another_verifier_gives_nothing(
    connect: Connect, alice: Customer, verifier: str
) -> None:
    """Check 23."""
    client = connect()
    linking = client.begin()
    address = alice.sent_back(linking.url, ["Everyday"])
    assert client.redeem(replace(linking, verifier=verifier), address) == [INVALID_GRANT]


def test_a_code_without_its_verifier_gives_nothing(connect: Connect, alice: Customer) -> None:
    """Check 23."""
    client = connect()
    linking = client.begin()
    address = alice.sent_back(linking.url, ["Everyday"])
    assert client.redeem(replace(linking, verifier=None), address) == [INVALID_GRANT]


def test_a_code_used_twice_ends_what_it_gave(
    connect: Connect, alice: Customer, teller: Teller
) -> None:
    """Check 24."""
    client, neighbour = connect(), linked(connect(), alice)
    linking = client.begin()
    address = alice.sent_back(linking.url, ["Everyday"])
    [outcome] = client.redeem(linking, address)
    tokens = granted(outcome)
    assert teller("is_answered", token=tokens["access_token"])
    assert client.redeem(linking, address) == [INVALID_GRANT]
    assert client.refresh(tokens["refresh_token"]) == [INVALID_GRANT]
    assert not teller("is_answered", token=tokens["access_token"])
    assert teller("is_answered", token=neighbour["access_token"])


@pytest.mark.parametrize(("age_s", "is_good"), [(50, True), (61, False)])
def test_a_code_is_good_for_a_minute(
    connect: Connect, alice: Customer, teller: Teller, *, age_s: int, is_good: bool
) -> None:
    """Check 25."""
    client = connect()
    linking = client.begin()
    address = alice.sent_back(linking.url, ["Everyday"])
    teller("age_codes", seconds=age_s)
    [outcome] = client.redeem(linking, address)
    assert isinstance(outcome, Granted) if is_good else outcome == INVALID_GRANT


def test_a_code_in_another_clients_hands_gives_nothing_and_ends_nothing(
    connect: Connect, alice: Customer
) -> None:
    """Check 25."""
    client, rival = connect(), connect()
    linking = client.begin()
    address = alice.sent_back(linking.url, ["Everyday"])
    assert rival.redeem(linking, address) == [INVALID_GRANT]
    [outcome] = client.redeem(linking, address)
    assert granted(outcome)


def test_a_code_from_another_address_gives_nothing(connect: Connect, alice: Customer) -> None:
    """Check 25: both libraries send the address that the customer came back to."""
    client = connect()
    linking = client.begin()
    address = alice.sent_back(linking.url, ["Everyday"])
    elsewhere = address.replace("client.test/cb", "client.test/other")
    assert client.redeem(linking, elsewhere) == [INVALID_GRANT]


def test_a_rotated_token_that_comes_again_ends_its_family(
    connect: Connect, alice: Customer, teller: Teller, server: Server
) -> None:
    """Check 28."""
    client = connect("none")
    first = linked(client, alice)
    [outcome] = client.refresh(first["refresh_token"])
    second = granted(outcome)
    before = server.said().count("token replayed")
    assert client.refresh(first["refresh_token"]) == [INVALID_GRANT]
    assert client.refresh(second["refresh_token"]) == [INVALID_GRANT]
    assert not teller("is_answered", token=second["access_token"])
    assert server.said().count("token replayed") == before + 1
    assert first["refresh_token"] not in server.said()
    assert teller("warnings", client_id=client.registration.id) == ["token_replayed"]


def test_a_token_of_another_client_gives_nothing_and_ends_nothing(
    connect: Connect, alice: Customer
) -> None:
    """Check 25, of refresh tokens."""
    client, rival = connect(), connect()
    tokens = linked(client, alice)
    assert rival.refresh(tokens["refresh_token"]) == [INVALID_GRANT]
    [outcome] = client.refresh(tokens["refresh_token"])
    assert granted(outcome)


def test_a_lost_reply_strands_nobody(connect: Connect, alice: Customer, teller: Teller) -> None:
    """Check 29: the server has answered, the client has not heard, and asks again."""
    client = connect()
    tokens = linked(client, alice)
    lost = client.refresh(tokens["refresh_token"], is_lost=True)
    assert lost == [Refused(error="reply lost", status=None)]
    [outcome] = client.refresh(tokens["refresh_token"])
    assert teller("is_answered", token=granted(outcome)["access_token"])


def test_no_answer_may_be_stored_and_no_token_lives_long(connect: Connect, alice: Customer) -> None:
    """Check 32."""
    client = connect()
    tokens = linked(client, alice)
    [outcome] = client.refresh(tokens["refresh_token"])
    assert isinstance(outcome, Granted)
    assert (outcome.headers, tokens["expires_in"], outcome.tokens["expires_in"]) == (
        {"Cache-Control": "no-store", "Content-Type": "application/json"},
        600,
        600,
    )
