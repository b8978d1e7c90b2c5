"""What an ID token must say, and the claims, passwords and absence of a provider."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from banking import id_token
from tests.serving import Server
from tests.signin.bank import Person, bank

NOW = 1_795_000_000
ASKED = {"nonce": "what-we-asked", "max_age": 300, "at": NOW - 20}


def claims(**changes: Any) -> dict[str, Any]:
    known = {"nonce": "what-we-asked", "auth_time": NOW - 100, "aud": "us", "exp": NOW + 60}
    return {name: value for name, value in (known | changes).items() if value != "absent"}


@pytest.mark.parametrize("changes", [{}, {"aud": ["us"]}, {"aud": ["us"], "azp": "us"}])
def test_the_answer_to_our_question_is_taken(changes: dict[str, Any]) -> None:
    id_token.check(claims(**changes), ASKED, NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "another"},
        {"nonce": ""},
        {"nonce": None},
        {"auth_time": None},
        {"auth_time": str(NOW)},
        {"auth_time": NOW - 331},
        {"auth_time": NOW + 11},
        {"aud": ["us", "another"]},
        {"aud": []},
        {"aud": "absent"},
        {"azp": "another"},
        {"exp": "absent"},
    ],
)
def test_any_other_answer_is_refused(changes: dict[str, Any]) -> None:
    """Promise P2; OpenID Connect Core 1.0 section 3.1.3.7, points 3 to 5, 9, 11 and 13."""
    with pytest.raises(id_token.NotOurAnswerError):
        id_token.check(claims(**changes), ASKED, NOW)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A bank that knows people by a number, and keeps our passwords beside its provider."""
    folder: Path = tmp_path_factory.mktemp("oidc")
    named = {"SAYSO_OIDC_CLAIM": "customer_number", "SAYSO_PASSWORD_SIGN_IN": "yes"}
    with bank(folder, **named) as running:
        yield running


@pytest.mark.parametrize(("name", "status"), [("bob", 200), ("alice", 403)])
def test_the_bank_says_which_claim_names_a_customer(server: Server, name: str, status: int) -> None:
    """The provider's bob is our no-bob; its alice would be no-alice, whom we do not know."""
    with Person(server.url) as person:
        assert person.enter(name).status_code == status
        assert person.asked[0]["scope"].split().count("profile") == 1


def test_both_ways_can_stand_side_by_side(server: Server) -> None:
    with Person(server.url) as person:
        page = person.get("/accounts/login/")
        assert "Sign in with Example Bank" in page.text
        answer = person.send(
            "/accounts/login/", {"login": "dora", "password": "a long password of hers"}
        )
        assert answer.headers["Location"] == "/consents/"


def test_a_provider_that_does_not_answer_is_no_fault_of_ours(tmp_path: Path) -> None:
    nobody = "http://127.0.0.1:9"
    with bank(tmp_path, SAYSO_OIDC_ISSUER=nobody) as running, Person(running.url) as person:
        answer = person.begin()
    assert (answer.status_code, "did not answer as it should" in answer.text) == (502, True)
