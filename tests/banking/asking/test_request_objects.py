"""Questions that we sign: RFC 9101, as FAPI wants them."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import jwt
import pytest
import time_machine

from banking.asking import signing_in
from banking.connector import Bank, Refused, Secret
from banking.standard import Departure
from tests.banking.asking.bank import (
    ISSUER,
    NOW,
    VISIT,
    Server,
    conversing,
    query,
    with_key,
    with_options,
)
from tests.banking.asking.signer import KEY_ID, Signer, ec_signer, rsa_signer

SIGNING = with_key(rsa_signer(), with_options(request_object_signing_alg="PS256"))


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def begin(bank: Bank, server: Server | None = None, scope: str = "openid") -> Departure:
    more = {"claims": {"id_token": {"openbanking_intent_id": {"value": "1"}}}}
    with conversing(bank, server or Server({})) as conversation:
        return signing_in.begin(conversation, bank, VISIT, scope=scope, more=more)


def opened(request: str, signer: Signer, algorithm: str) -> dict[str, object]:
    return dict(jwt.decode(request, signer.public_pem, algorithms=[algorithm], audience=ISSUER))


@pytest.mark.parametrize(
    ("algorithm", "signer"),
    [("PS256", rsa_signer()), ("ES256", ec_signer())],
    ids=["PS256", "ES256"],
)
def test_it_says_all_of_the_question_to_this_bank_for_five_minutes(
    algorithm: str, signer: Signer
) -> None:
    bank = with_key(signer, with_options(request_object_signing_alg=algorithm))

    departure = begin(bank)

    asked = query(departure.url)
    request = asked.pop("request")
    assert asked == {"client_id": "sayso", "response_type": "code", "scope": "openid"}
    said = opened(request, signer, algorithm)
    assert len(str(said.pop("jti"))) == 22
    at = int(NOW.timestamp())
    assert said == {
        "iss": "sayso",
        "aud": ISSUER,
        "iat": at,
        "nbf": at - 10,
        "exp": at + 300,
        "response_type": "code",
        "client_id": "sayso",
        "redirect_uri": VISIT.redirect_url,
        "scope": "openid",
        "state": VISIT.state,
        "nonce": departure.kept["nonce"],
        "code_challenge": signing_in.challenge(departure.kept["verifier"]),
        "code_challenge_method": "S256",
        "ui_locales": "es",
        "claims": {"id_token": {"openbanking_intent_id": {"value": "1"}}},
    }
    assert jwt.get_unverified_header(request) == {
        "alg": algorithm,
        "kid": KEY_ID,
        "typ": "oauth-authz-req+jwt",
    }


def test_without_openid_nothing_stands_beside_it() -> None:
    asked = query(begin(SIGNING, scope="accounts").url)

    assert asked.keys() == {"client_id", "request"}


def test_it_is_pushed_alone() -> None:
    server = Server({"/par": httpx.Response(201, json={"request_uri": "urn:1"})})

    departure = begin(replace(SIGNING, pushed_url=f"{ISSUER}/par"), server)

    assert server.form().keys() == {"client_id", "request"}
    assert query(departure.url) == {"client_id": "sayso", "request_uri": "urn:1"}


def test_no_two_of_them_are_the_same() -> None:
    first, second = (
        opened(query(begin(SIGNING).url)["request"], rsa_signer(), "PS256")["jti"] for _ in "12"
    )

    assert first != second


@pytest.mark.parametrize(
    "bank",
    [
        replace(SIGNING, private_key=Secret("")),
        replace(SIGNING, private_key=Secret("no key that anybody can read")),
        replace(SIGNING, private_key=Secret(ec_signer().pem)),
        replace(SIGNING, private_key=Secret(rsa_signer(9, 1024).pem)),
        replace(SIGNING, issuer="", keys_url=""),
        with_options(SIGNING, request_object_signing_alg="RS256"),
        with_options(SIGNING, request_object_signing_alg="none"),
        with_options(SIGNING, request_object_signing_alg="HS256"),
    ],
    ids=["none", "no PEM", "other kind", "weak", "for nobody", "RS256", "unsigned", "shared"],
)
def test_what_would_not_be_signed_well_is_not_sent(bank: Bank) -> None:
    with pytest.raises(Refused) as caught:
        begin(bank, scope="accounts")

    assert caught.value.__context__ is None
