"""Who we are at a bank's token endpoint, by the method that the operator registered."""

import base64
from collections.abc import Iterator
from dataclasses import replace

import jwt
import pytest
import time_machine

from banking.asking import client_authentication
from banking.asking.client_authentication import Proof
from banking.connector import Bank, Refused, Secret
from tests.banking.asking.bank import BANK, ISSUER, NOW, with_key, with_options
from tests.banking.asking.signer import KEY_ID, Signer, ec_signer, rsa_signer

ASSERTING = with_key(rsa_signer(), with_options(token_endpoint_auth_method="private_key_jwt"))


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_basic_is_the_rule_and_encodes_both_parts() -> None:
    bank = replace(BANK, client_id="say:so", client_secret=Secret("a secret: +&%"))

    proof = client_authentication.proof(bank)

    plain = base64.b64encode(b"say%3Aso:a+secret%3A+%2B%26%25").decode()
    assert proof == Proof(headers={"Authorization": f"Basic {plain}"})


def test_the_secret_may_go_into_the_form() -> None:
    bank = with_options(token_endpoint_auth_method="client_secret_post")

    assert client_authentication.proof(bank) == Proof(
        fields={"client_id": "sayso", "client_secret": "secret-nobody-may-see"}
    )


@pytest.mark.parametrize("method", ["tls_client_auth", "self_signed_tls_client_auth"])
def test_a_certificate_is_shown_by_the_connection(method: str) -> None:
    bank = replace(with_options(token_endpoint_auth_method=method), certificate="PEM")

    assert client_authentication.proof(bank) == Proof(fields={"client_id": "sayso"})


@pytest.mark.parametrize(
    ("algorithm", "signer"), [("PS256", rsa_signer()), ("ES256", ec_signer())], ids=["PS", "ES"]
)
def test_an_assertion_names_us_the_bank_and_five_minutes(algorithm: str, signer: Signer) -> None:
    bank = with_key(signer, with_options(ASSERTING, token_endpoint_auth_signing_alg=algorithm))

    fields = dict(client_authentication.proof(bank).fields)

    assertion = fields.pop("client_assertion")
    assert fields == {
        "client_id": "sayso",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    }
    said = jwt.decode(assertion, signer.public_pem, algorithms=[algorithm], audience=ISSUER)
    at = int(NOW.timestamp())
    assert len(said.pop("jti")) == 22
    assert said == {
        "iss": "sayso",
        "sub": "sayso",
        "aud": ISSUER,
        "iat": at,
        "nbf": at - 10,
        "exp": at + 300,
    }
    assert jwt.get_unverified_header(assertion) == {"alg": algorithm, "kid": KEY_ID, "typ": "JWT"}


@pytest.mark.parametrize(
    ("bank", "audience"),
    [
        (ASSERTING, ISSUER),
        (with_options(ASSERTING, client_assertion_audience="token_endpoint"), BANK.token_url),
        (replace(ASSERTING, issuer=""), BANK.token_url),
    ],
    ids=["issuer", "as the operator says", "no issuer"],
)
def test_an_assertion_is_for_one_reader(bank: Bank, audience: str) -> None:
    assertion = client_authentication.proof(bank).fields["client_assertion"]

    assert jwt.decode(assertion, options={"verify_signature": False})["aud"] == audience


@pytest.mark.parametrize(
    "bank",
    [
        with_options(token_endpoint_auth_method="none"),
        with_options(token_endpoint_auth_method="client_secret_jwt"),
        with_options(token_endpoint_auth_method="tls_client_auth"),
        replace(ASSERTING, private_key=Secret("")),
        with_options(ASSERTING, token_endpoint_auth_signing_alg="RS256"),
    ],
    ids=["public", "shared key", "no certificate", "no key", "RS256"],
)
def test_what_would_prove_nothing_is_not_sent(bank: Bank) -> None:
    with pytest.raises(Refused) as caught:
        client_authentication.proof(bank)

    assert caught.value.__context__ is None


def test_a_proof_shows_nothing_of_it() -> None:
    assert repr(client_authentication.proof(BANK)) == "Proof()"
