"""An ID token that is not the answer to our question gets nobody's link."""

import base64
import hashlib
import hmac
import json
from typing import Any

import httpx
import pytest

from banking.asking import signing_in
from banking.asking.id_tokens import half_hash
from banking.asking.signing_in import SignedIn
from banking.connector import ConnectorError, Refused, Unreachable, Unreadable
from banking.standard import NotGranted
from tests.banking.asking.bank import (
    BANK,
    CODE,
    KEPT,
    NOW,
    VISIT,
    Answer,
    Server,
    conversing,
    granting,
    id_claims,
    keys_of,
)
from tests.banking.asking.signer import KEY_ID, Signer, ec_signer, rsa_signer

AT = int(NOW.timestamp())


def finish(server: Server) -> SignedIn:
    returned = {"code": CODE, "state": VISIT.state}
    with conversing(BANK, server) as conversation:
        return signing_in.finish(conversation, BANK, VISIT, returned, KEPT)


def refused(id_token: str | None, why: str, *signers: Signer) -> None:
    server = granting(id_token)
    if signers:
        server = Server({**server.answers, "/keys": keys_of(*signers)})
    with pytest.raises(NotGranted, match=f": {why}$"):
        finish(server)


def unsafe(header: dict[str, Any], signature: bytes | None = None) -> str:
    """A JWT as only an attacker would make it; signed with the public key as if it were secret."""
    parts = [json.dumps(header | {"kid": KEY_ID}), json.dumps(id_claims())]
    text = ".".join(base64.urlsafe_b64encode(part.encode()).rstrip(b"=").decode() for part in parts)
    if signature is None:
        signature = hmac.digest(rsa_signer().public_pem.encode(), text.encode(), hashlib.sha256)
    return f"{text}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


@pytest.mark.parametrize(
    ("algorithm", "signer"),
    [("RS256", rsa_signer()), ("PS256", rsa_signer()), ("ES256", ec_signer())],
    ids=["RS256", "PS256", "ES256"],
)
def test_three_ways_of_signing_are_taken(algorithm: str, signer: Signer) -> None:
    server = granting(signer.signed(id_claims(), algorithm))

    server = Server({**server.answers, "/keys": keys_of(signer)})

    assert finish(server).claims == id_claims()


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": ["sayso"]},
        {"azp": "sayso"},
        {"at_hash": None, "c_hash": None, "s_hash": None},
        {"iat": AT + 14, "nbf": AT + 14},
        {"iat": AT - 599},
        {"exp": AT - 9},
    ],
    ids=str,
)
def test_what_the_standard_allows_is_taken(changed: dict[str, Any]) -> None:
    server = granting(rsa_signer().signed(id_claims(**changed)))

    assert finish(server).claims == id_claims(**changed)


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("iss", "https://other.test"),
        ("iss", None),
        ("aud", "another client"),
        ("aud", ["sayso", "another client"]),
        ("aud", []),
        ("aud", None),
        ("azp", "another client"),
        ("exp", AT - 10),
        ("exp", None),
        ("exp", "tomorrow"),
        ("exp", True),
        ("nbf", AT + 16),
        ("iat", AT + 16),
        ("iat", AT - 601),
        ("iat", None),
        ("nonce", "nonce of another visit"),
        ("nonce", None),
        ("nonce", 7),
        ("sub", ""),
        ("sub", None),
        ("at_hash", half_hash("another access token")),
        ("c_hash", half_hash("another code")),
        ("s_hash", half_hash("another state")),
        ("at_hash", 7),
    ],
)
def test_a_token_with_one_wrong_claim_is_not_the_answer(claim: str, value: Any) -> None:
    refused(rsa_signer().signed(id_claims(**{claim: value})), f"Its {claim} is wrong")


@pytest.mark.parametrize(
    "token",
    [
        None,
        "",
        "no token",
        "a.b.c",
        "é.é.é",
        rsa_signer().signed(id_claims(more="x" * 65536)),
        unsafe({"alg": "none"}, b""),
        unsafe({"alg": "None"}, b""),
        unsafe({"alg": "HS256"}),
        unsafe({"alg": ["PS256"]}),
        unsafe({}),
        rsa_signer().signed(id_claims(), crit=["x"], x="y"),
    ],
    ids=[
        *("missing", "empty", "words", "three parts", "not ASCII", "long", "alg none", "alg None"),
        *("HS256 with the public key", "alg list", "no alg", "critical header"),
    ],
)
def test_what_is_not_signed_as_a_bank_signs_is_not_looked_at(token: str | None) -> None:
    refused(token, "It is no JWT that is signed as a bank signs")


@pytest.mark.parametrize(
    ("token", "signer"),
    [
        (rsa_signer(1).signed(id_claims()), rsa_signer()),
        (rsa_signer().signed(id_claims())[:-4] + "AAAA", rsa_signer()),
        (unsafe({"alg": "PS256"}), rsa_signer()),
        (rsa_signer(9, 1024).signed(id_claims()), rsa_signer(9, 1024)),
        (rsa_signer().signed([1]), rsa_signer()),
    ],
    ids=["another's key", "changed", "HMAC as PS256", "weak key", "no object"],
)
def test_a_signature_that_is_not_the_banks_is_none(token: str, signer: Signer) -> None:
    refused(token, "Its signature is not the bank's", signer)


@pytest.mark.parametrize(
    ("token", "signers"),
    [
        (rsa_signer().signed(id_claims(), kid="unknown"), [rsa_signer()]),
        (rsa_signer().signed(id_claims()), [ec_signer()]),
        (rsa_signer().signed(id_claims()), [rsa_signer(), rsa_signer(1)]),
        (rsa_signer().signed(id_claims(), kid=None), [rsa_signer(), rsa_signer(1)]),
    ],
    ids=["unknown name", "other kind", "two of the name", "no name, two keys"],
)
def test_a_key_that_the_bank_does_not_have_signs_nothing(token: str, signers: list[Signer]) -> None:
    refused(token, "It names a key that the bank does not have", *signers)


def test_the_token_endpoints_answer_to_another_visit_is_refused() -> None:
    """Source: RFC 9700 4.5.3.2: the nonce tells an injected code's tokens from ours."""
    of_another = rsa_signer().signed(
        id_claims(nonce="nonce of another visit", at_hash=None, c_hash=None, s_hash=None)
    )

    refused(of_another, "Its nonce is wrong")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(503), Unreachable),
        (httpx.Response(429), Unreachable),
        (httpx.Response(404), Refused),
        (httpx.Response(302, headers={"Location": "https://else.test"}), Refused),
        (httpx.Response(200, text="<html>"), Unreadable),
        (httpx.Response(200, json={"keys": 1}), Unreadable),
        (httpx.Response(200, json={"keys": [{}] * 101}), Unreadable),
        (httpx.ReadTimeout("slow"), Unreachable),
    ],
    ids=["down", "too many", "gone", "elsewhere", "HTML", "no keys", "101 keys", "slow"],
)
def test_without_the_banks_keys_nobody_is_let_in(
    answer: Answer, error: type[ConnectorError]
) -> None:
    server = granting(rsa_signer().signed(id_claims()))
    server = Server({**server.answers, "/keys": answer})

    with pytest.raises(ConnectorError) as caught:
        finish(server)

    assert type(caught.value) is error
