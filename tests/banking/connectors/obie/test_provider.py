"""Where the bank's sign-in is an OpenID provider: the consent is asked for, and answered to."""

from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest

from banking.connectors.obie.sign_in import ObieSignIn
from banking.standard import NotGranted
from tests.banking.asking.bank import (
    BANK,
    CODE,
    ISSUER,
    KEPT,
    VISIT,
    granting,
    id_claims,
    with_key,
    with_options,
)
from tests.banking.asking.signer import rsa_signer
from tests.banking.connectors.obie.bank import Bank as UkBank
from tests.banking.connectors.obie.test_sign_in import consent, token

RETURNED = {"code": CODE, "state": VISIT.state, "iss": ISSUER}
OURS = {"consent_id": "c-1", "consent_ends": ""}


def reference(**claims: str) -> str:
    """The link's, of an ID token that says this besides what every good one says."""
    those = granting(rsa_signer().signed(id_claims(**claims)))
    sign_in = ObieSignIn(transport=httpx.MockTransport(those.reply))
    return sign_in.finish(BANK, VISIT, returned=RETURNED, kept=KEPT | OURS).reference


@pytest.mark.parametrize("claims", [{"openbanking_intent_id": "c-1"}, {}])
def test_an_id_token_about_her_consent_is_taken(claims: dict[str, str]) -> None:
    assert reference(**claims) == "c-1"


def test_an_id_token_about_another_consent_is_refused() -> None:
    with pytest.raises(NotGranted, match=r"^The bank's answer is about another consent$"):
        reference(openbanking_intent_id="c-2")


def test_the_hybrid_flow_carries_the_consent_in_what_we_sign() -> None:
    """FAPI 1 Advanced 5.2.2: ``code id_token``, all of it in a signed request object."""
    advanced = with_options(
        with_key(rsa_signer(1)),
        response_types="code id_token",
        request_object_signing_alg="PS256",
    )
    made = httpx.Response(201, json=consent("AwaitingAuthorisation"))
    those = UkBank({"POST /token": token, "POST /fdx/v6/account-access-consents": made})

    sign_in = ObieSignIn(transport=httpx.MockTransport(those.reply))
    departure = sign_in.begin(advanced, VISIT)

    asked = parse_qs(urlsplit(departure.url).query)
    [request] = asked["request"]
    signed = jwt.decode(request, rsa_signer(1).public_pem, ["PS256"], audience=ISSUER)
    assert asked["scope"] == ["openid accounts"]
    assert (signed["response_type"], signed["scope"]) == ("code id_token", "openid accounts")
    assert signed["claims"]["id_token"]["openbanking_intent_id"]["value"] == "c-1"
    assert signed["nonce"] == departure.kept["nonce"]
