"""Answers that the bank signs: JARM, and the ID token of ``code id_token``."""

from dataclasses import replace
from typing import Any

import pytest

from banking.asking import signing_in
from banking.asking.answers import claimed_state
from banking.asking.id_tokens import half_hash
from banking.asking.signing_in import SignedIn
from banking.connector import Bank, Unreachable
from banking.standard import NotGranted
from tests.banking.asking.bank import (
    CODE,
    ISSUER,
    KEPT,
    NOW,
    VISIT,
    Server,
    conversing,
    granting,
    id_claims,
    query,
    with_options,
)
from tests.banking.asking.signer import rsa_signer

JARM = with_options(authorization_signed_response_alg="PS256")
HYBRID = with_options(response_types="code id_token")
AT = int(NOW.timestamp())


def begin(bank: Bank) -> dict[str, str]:
    with conversing(bank, Server({})) as conversation:
        return query(signing_in.begin(conversation, bank, VISIT, scope="openid").url)


def finish(bank: Bank, returned: dict[str, str], server: Server | None = None) -> SignedIn:
    server = server or granting(rsa_signer().signed(id_claims()))
    with conversing(bank, server) as conversation:
        return signing_in.finish(conversation, bank, VISIT, returned, KEPT)


def response(**changed: Any) -> dict[str, str]:
    said = {
        "iss": ISSUER,
        "aud": "sayso",
        "exp": AT + 300,
        "code": CODE,
        "state": VISIT.state,
    } | changed
    kept = {name: value for name, value in said.items() if value is not None}
    return {"response": rsa_signer().signed(kept)}


def in_front(**changed: Any) -> dict[str, str]:
    token = rsa_signer().signed(id_claims(**{"at_hash": None} | changed))
    return {"code": CODE, "state": VISIT.state, "id_token": token}


def test_signed_answers_are_asked_for() -> None:
    assert begin(JARM)["response_mode"] == "jwt"


def test_a_signed_answer_is_opened() -> None:
    assert finish(JARM, response()).claims == id_claims()


def test_the_visit_is_found_by_what_a_signed_answer_claims() -> None:
    assert claimed_state(response()) == VISIT.state


@pytest.mark.parametrize(
    ("returned", "state"),
    [
        ({"state": "s"}, "s"),
        ({}, ""),
        ({"response": "no token", "state": "s"}, ""),
        ({"response": "a.b.c"}, ""),
        (response(state=7), ""),
        (response(state=None), ""),
    ],
    ids=["plain", "none", "no token", "three parts", "a number", "no state"],
)
def test_what_claims_no_state_finds_no_visit(returned: dict[str, str], state: str) -> None:
    assert claimed_state(returned) == state


@pytest.mark.parametrize(
    ("returned", "why"),
    [
        ({"code": CODE, "state": VISIT.state}, "It is no JWT that is signed as a bank signs"),
        (response(state="another visit's"), "Its state is wrong"),
        (response(state=None), "Its state is wrong"),
        (response(iss="https://other.test"), "Its iss is wrong"),
        (response(aud="another client"), "Its aud is wrong"),
        (response(exp=AT - 10), "Its exp is wrong"),
        (response(exp=None), "Its exp is wrong"),
        (response(nbf=AT + 16), "Its nbf is wrong"),
        ({"response": rsa_signer(1).signed({})}, "Its signature is not the bank's"),
    ],
    ids=[
        *("unsigned", "another state", "no state", "another bank", "another client", "old"),
        *("endless", "too early", "another's key"),
    ],
)
def test_a_signed_answer_that_is_not_ours_sends_its_code_nowhere(
    returned: dict[str, str], why: str
) -> None:
    server = granting(None)

    with pytest.raises(NotGranted, match=f": {why}$"):
        finish(JARM, returned, server)

    assert "/token" not in server.paths


def test_a_signed_error_is_an_error() -> None:
    with pytest.raises(Unreachable, match=r"^The bank answered server_error$"):
        finish(JARM, response(error="server_error", code=None))


def test_the_hybrid_flow_is_asked_for() -> None:
    assert begin(HYBRID)["response_type"] == "code id_token"


def test_a_code_with_its_id_token_is_traded() -> None:
    assert finish(HYBRID, in_front()).claims == id_claims()


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"c_hash": None}, "Its c_hash is wrong"),
        ({"c_hash": half_hash("another code")}, "Its c_hash is wrong"),
        ({"s_hash": None}, "Its s_hash is wrong"),
        ({"s_hash": half_hash("another state")}, "Its s_hash is wrong"),
        ({"nonce": "another visit's"}, "Its nonce is wrong"),
        ({"iss": "https://other.test"}, "Its iss is wrong"),
    ],
    ids=str,
)
def test_a_code_whose_id_token_is_wrong_goes_nowhere(changed: dict[str, Any], why: str) -> None:
    server = granting(rsa_signer().signed(id_claims()))

    with pytest.raises(NotGranted, match=f": {why}$"):
        finish(HYBRID, in_front(**changed), server)

    assert server.paths == ["/keys"]


def test_a_code_without_its_id_token_goes_nowhere() -> None:
    server = granting(rsa_signer().signed(id_claims()))

    with pytest.raises(NotGranted, match="It is no JWT"):
        finish(HYBRID, {"code": CODE, "state": VISIT.state}, server)

    assert server.asked == []


def test_what_the_operator_changed_meanwhile_is_for_the_next_visit() -> None:
    with conversing(HYBRID, server := granting(None)) as conversation:
        signed_in = signing_in.finish(
            conversation, HYBRID, VISIT, {"code": CODE}, {"verifier": KEPT["verifier"]}
        )

    assert signed_in.claims == {}
    assert server.paths == ["/token"]


def test_two_id_tokens_are_about_one_person() -> None:
    """Source: OpenID Connect Core 3.3.3.6."""
    server = granting(rsa_signer().signed(id_claims(sub="bob")))

    with pytest.raises(NotGranted, match="about two people"):
        finish(HYBRID, in_front(), server)


def test_a_nameless_bank_cannot_answer_signed() -> None:
    server = granting(None)

    with pytest.raises(NotGranted, match="Its iss is wrong"):
        finish(replace(JARM, issuer=""), response(iss=""), server)

    assert server.paths == ["/keys"]
