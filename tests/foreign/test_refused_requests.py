"""What a client is not given when it asks wrongly, and how it is told."""

import httpx
import pytest

from tests.foreign.client import CALLBACK, INVALID_GRANT, Refused, granted
from tests.foreign.conftest import Connect, Customer
from tests.serving import Server


@pytest.mark.parametrize(
    "uri",
    [
        f"{CALLBACK}/more",
        f"{CALLBACK}?x=1",
        "https://client.test/CB",
        f"{CALLBACK}/",
        "https://evil.client.test/cb",
        "https://client.test@evil.test/cb",
        f"{CALLBACK}#fragment",
    ],
)
def test_an_address_that_is_not_the_registered_one_gets_a_page(
    connect: Connect, alice: Customer, uri: str
) -> None:
    """Check 21."""
    client = connect()
    answer = alice.look(client.begin(redirect_uri=uri).url)
    assert (answer.status_code, "Location" in answer.headers) == (400, False)
    assert alice.look(client.begin().url).status_code == 200


@pytest.mark.parametrize("kind", ["token", "id_token", "code id_token"])
def test_only_a_code_is_given(connect: Connect, alice: Customer, kind: str) -> None:
    """Checks 22 and 33: the library finds state and issuer in the refusal."""
    client = connect()
    linking = client.begin(response_type=kind)
    answer = alice.look(linking.url)
    [outcome] = client.redeem(linking, answer.headers["Location"])
    assert isinstance(outcome, Refused)
    assert outcome.error in {"unauthorized_client", "unsupported_response_type"}
    assert kind not in client.metadata()["response_types_supported"]


@pytest.mark.parametrize("kind", ["password", "client_credentials"])
def test_other_grants_are_refused_and_not_offered(connect: Connect, kind: str) -> None:
    """Check 22."""
    client = connect()
    outcome = client.grant(kind, username="alice", password="alice's long password")
    assert outcome == Refused(error="unsupported_grant_type", status=400)
    assert client.metadata()["grant_types_supported"] == ["authorization_code", "refresh_token"]


@pytest.mark.parametrize(
    "proof",
    [
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge": "p" * 43, "code_challenge_method": "plain"},
    ],
)
def test_without_a_proof_of_the_right_kind_there_is_no_code(
    connect: Connect, alice: Customer, proof: dict[str, str | None]
) -> None:
    """Check 23: both libraries make S256 alone, so plain and none are put in by hand."""
    client = connect()
    linking = client.begin(**proof)
    looked = alice.look(linking.url)
    # One is refused before she is asked, the other with her answer.
    address = looked.headers.get("Location") or alice.sent_back(linking.url, ["Everyday"])
    assert client.redeem(linking, address) == [Refused(error="invalid_request", status=None)]


def test_a_long_state_comes_back_whole(connect: Connect, alice: Customer) -> None:
    """Check 33."""
    client = connect()
    linking = client.begin(state="s" * 1500)
    [outcome] = client.redeem(linking, alice.sent_back(linking.url, ["Everyday"]))
    assert granted(outcome)


@pytest.mark.parametrize("state", ["s" * 1500, None])
def test_a_no_reaches_the_client_with_its_state(
    connect: Connect, alice: Customer, server: Server, state: str | None
) -> None:
    """Check 33."""
    client = connect()
    linking = client.begin(state=state)
    address = alice.deny(linking.url)
    assert client.redeem(linking, address) == [Refused(error="access_denied", status=None)]
    # Authlib does not look at the issuer of an answer.
    assert httpx.URL(address).params["iss"] == server.url


def test_the_metadata_are_what_the_server_does(connect: Connect, server: Server) -> None:
    """Check 34: what is listed here is what the other tests of this folder use and are refused."""
    assert connect().metadata() == {
        "issuer": server.url,
        "authorization_endpoint": f"{server.url}/oauth/authorize/",
        "token_endpoint": f"{server.url}/oauth/token/",
        "revocation_endpoint": f"{server.url}/oauth/revoke/",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "scopes_supported": ["balances", "dues"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_post",
            "client_secret_basic",
            "none",
        ],
        "revocation_endpoint_auth_methods_supported": [
            "client_secret_post",
            "client_secret_basic",
            "none",
        ],
        "authorization_response_iss_parameter_supported": True,
        "client_id_metadata_document_supported": False,
    }


def test_the_protected_resource_names_the_same_issuer(server: Server) -> None:
    """Check 34: by hand, as neither library reads this document for its session."""
    found = httpx.get(f"{server.url}/.well-known/oauth-protected-resource").json()
    assert (found["resource"], found["authorization_servers"]) == (server.url, [server.url])


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_a_guesser_is_slowed_down_alone_and_not_written_down(
    connect: Connect, alice: Customer, server: Server, method: str
) -> None:
    """Check 31."""
    guess = "a-guess-at-what-the-vendor-keeps"
    guesser, other = connect(method, guess), connect(method)
    linking = other.begin()
    address = alice.sent_back(linking.url, ["Everyday"])
    guesses = [outcome for _ in range(20) for outcome in guesser.refresh("x")]
    refused, slowed = (Refused(error="invalid_client", status=status) for status in (401, 429))
    assert guesses == [refused] * 10 + [slowed] * 10
    [outcome] = other.redeem(linking, address)
    assert granted(outcome)
    assert other.refresh("x") == [INVALID_GRANT]
    assert guess not in server.said()
