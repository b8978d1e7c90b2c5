"""The consent resource: the client's own, given by a customer, over when either says so."""

import pytest

from tests.banking.sandbox.uk.client import EVERYTHING, UkClient
from tests.banking.sandbox.visitor import ALICE, TurnableClock

WORDS = {
    "v3.1": {"asked": "AwaitingAuthorisation", "given": "Authorised", "expired": "Revoked"},
    "v4.0": {"asked": "AWAU", "given": "AUTH", "expired": "EXPD"},
}


def status(client: UkClient, consent_id: str) -> str:
    at = f"account-access-consents/{consent_id}"
    return str(client.ask("GET", at, client.own_token()).json()["Data"]["Status"])


def test_a_consent_waits_until_it_is_given(client: UkClient) -> None:
    consent_id = client.consent(ends="2026-06-01T00:00:00+00:00")
    before = status(client, consent_id)

    client.given(consent_id)

    words = WORDS[client.version]
    assert (before, status(client, consent_id)) == (words["asked"], words["given"])


def test_a_consent_reads_as_it_was_asked_for(client: UkClient) -> None:
    consent_id = client.consent(ends="2026-06-01T00:00:00+00:00")

    read = client.ask("GET", f"account-access-consents/{consent_id}", client.own_token()).json()

    assert read["Risk"] == {}
    assert read["Data"] == {
        "ConsentId": consent_id,
        "CreationDateTime": "2026-03-18T12:00:00+00:00",
        "Status": WORDS[client.version]["asked"],
        "StatusUpdateDateTime": "2026-03-18T12:00:00+00:00",
        "Permissions": sorted(EVERYTHING),
        "ExpirationDateTime": "2026-06-01T00:00:00+00:00",
    }


def test_a_consent_has_its_end(client: UkClient, clock: TurnableClock) -> None:
    consent_id = client.consent(ends="2026-03-18T12:05:00+00:00")
    token = client.given(consent_id)
    before = client.ask("GET", "accounts", token).status_code

    clock.advance(minutes=5)

    assert (before, client.ask("GET", "accounts", token).status_code) == (200, 401)
    assert status(client, consent_id) == WORDS[client.version]["expired"]


def test_a_consent_that_is_taken_back_is_gone_with_its_tokens(client: UkClient) -> None:
    mine, hers = client.consent(), client.consent()
    token, neighbour = client.given(mine), client.given(hers)

    answer = client.ask("DELETE", f"account-access-consents/{mine}", client.own_token())

    own = client.own_token()
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.ask("GET", f"account-access-consents/{mine}", own).status_code == 400
    assert client.ask("GET", "accounts", token).status_code == 401
    assert client.ask("GET", "accounts", neighbour).status_code == 200


def test_given_again_it_ends_the_older_tokens(client: UkClient) -> None:
    consent_id = client.consent()
    first, second = client.given(consent_id), client.given(consent_id)

    answers = [client.ask("GET", "accounts", token).status_code for token in (first, second)]

    assert answers == [401, 200]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "U004"),
        ({"Data": {"Permissions": []}}, "U004"),
        ({"Data": {"Permissions": ["ReadBalances"], "ExpirationDateTime": "soon"}}, "U002"),
    ],
)
def test_a_consent_to_nothing_is_refused(
    client: UkClient, asked: dict[str, object], code: str
) -> None:
    answer = client.ask("POST", "account-access-consents", client.own_token(), json=asked)

    names = {"U004": "UK.OBIE.Field.Missing", "U002": "UK.OBIE.Field.Invalid"}
    [error] = answer.json()["Errors"]
    assert answer.status_code == 400
    assert error["ErrorCode"] == (code if client.version == "v4.0" else names[code])


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_only_the_clients_own_token_is_good_for_consents(client: UkClient, method: str) -> None:
    consent_id = client.consent()
    at = "account-access-consents" + (f"/{consent_id}" if method != "POST" else "")
    tokens = [None, "made-up", client.visitor.token(ALICE), client.given(consent_id)]

    answers = [client.ask(method, at, token) for token in tokens]

    assert [answer.status_code for answer in answers] == [401] * 4
    assert client.ask("GET", f"account-access-consents/{consent_id}", client.own_token()).is_success


@pytest.mark.parametrize(("method", "rest"), [("PUT", "/c"), ("GET", ""), ("POST", "/c/d")])
def test_nothing_else_can_be_done_with_consents(client: UkClient, method: str, rest: str) -> None:
    at = rest.replace("/c", f"/{client.consent()}", 1)

    answer = client.ask(method, f"account-access-consents{at}", client.own_token())

    assert answer.status_code == 405
