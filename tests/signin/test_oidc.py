"""A bank's own OpenID Connect provider, by configuration alone: one that nobody here wrote."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.serving import Server
from tests.signin.bank import Person, bank, command
from tests.signin.visitor import code


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The served bank, which knows people by the provider's sub."""
    with bank(tmp_path_factory.mktemp("oidc")) as running:
        yield running


@pytest.fixture
def person(server: Server) -> Iterator[Person]:
    """Somebody in front of her browser."""
    with Person(server.url) as visitor:
        yield visitor


def is_in(person: Person) -> bool:
    return person.get("/accounts/security/").status_code == 200


def test_a_customer_signs_in_at_her_bank(person: Person) -> None:
    page = person.enter("alice")
    assert (page.status_code, page.url.path) == (200, "/accounts/security/")


def test_the_question_carries_proof_state_and_nonce(person: Person) -> None:
    person.enter("alice")
    asked = person.asked[0]
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert min(len(asked["state"]), len(asked["nonce"])) >= 16
    assert (asked["response_type"], asked["scope"]) == ("code", "openid")
    assert (asked["max_age"], asked.get("prompt")) == ("43200", None)


def test_the_page_offers_no_password_and_takes_none(person: Person) -> None:
    page = person.get("/accounts/login/")
    assert "Sign in with Example Bank" in page.text
    assert 'type="password"' not in page.text
    typed = {"login": "dora", "password": "a long password of hers"}
    answer = person.send("/accounts/login/", typed)
    assert answer.status_code == 403
    assert not is_in(person)


@pytest.mark.parametrize("path", ["change", "reset", "set"])
def test_the_pages_about_passwords_are_not_there(person: Person, path: str) -> None:
    assert person.get(f"/accounts/password/{path}/").status_code == 404


@pytest.mark.parametrize("name", ["malice", "carol", "no-alice", "ALICE"])
def test_whom_the_bank_did_not_make_a_customer_stays_out(person: Person, name: str) -> None:
    """Unknown, closed, or nearly somebody: nobody is created and nobody comes in."""
    page = person.enter(name)
    assert page.status_code == 403
    assert "You cannot sign in here" in page.text
    assert not is_in(person)


def test_an_answer_counts_once(person: Person) -> None:
    sent = person.prove(person.begin(), "alice", until="/login/callback/")
    url = sent.headers["Location"]
    assert person.follow(person.get(url)).status_code == 200
    again = person.follow(person.get(url))
    assert "That did not work" in again.text


def test_an_answer_to_another_browser_is_refused(person: Person, server: Server) -> None:
    """State: whoever lures her to an answer of his own signs her in as nobody."""
    sent = person.prove(person.begin(), "alice", until="/login/callback/")
    with Person(server.url) as lured:
        lured.begin()
        lured.follow(lured.get(sent.headers["Location"]))
        assert not is_in(lured)


def test_a_code_put_into_another_answer_is_refused(person: Person, server: Server) -> None:
    """PKCE, and the nonce behind it."""
    sent = person.prove(person.begin(), "alice", until="/login/callback/")
    stolen = parse_qs(urlsplit(sent.headers["Location"]).query)["code"][0]
    with Person(server.url) as thief:
        thief.begin()
        state = thief.asked[0]["state"]
        thief.follow(thief.get(f"/accounts/oidc/bank/login/callback/?code={stolen}&state={state}"))
        assert not is_in(thief)


def test_what_weighs_much_asks_the_provider_again(person: Person, server: Server) -> None:
    """Check 46: even if she came in through a sign-in that the provider remembered."""
    person.enter("alice")
    make_old(server)
    page = person.follow(person.get("/accounts/email/"))
    assert page.url.path == "/accounts/bank/again/"
    provider = person.follow(person.post(page, -1))
    assert (person.asked[-1]["prompt"], person.asked[-1]["max_age"]) == ("login", "0")
    back = person.prove(provider, "alice")
    assert (back.status_code, back.url.path) == (200, "/accounts/email/")


def test_staff_of_such_a_bank_take_the_second_step_here_too(person: Person) -> None:
    """Check 61."""
    page = person.enter("erin", to="/admin/")
    assert page.url.path == "/accounts/2fa/authenticate/"
    assert not is_in(person)
    inside = person.follow(person.send("/accounts/2fa/authenticate/", {"code": code()}))
    assert (inside.status_code, inside.url.path) == (200, "/admin/")


def test_proving_to_be_somebody_else_changes_nothing(person: Person, server: Server) -> None:
    person.enter("alice")
    make_old(server)
    page = person.follow(person.get("/accounts/email/"))
    refused = person.prove(person.follow(person.post(page, -1)), "dora")
    assert (refused.status_code, refused.url.port) == (403, urlsplit(server.url).port)
    assert "You cannot sign in here" in refused.text


def make_old(server: Server) -> None:
    """Dates every sign-in back by ten minutes, as time would."""
    command(server, _OLDER)


_OLDER = """
from django.contrib.sessions.models import Session
from django.contrib.sessions.backends.db import SessionStore
for row in Session.objects.all():
    store = SessionStore(row.session_key)
    for record in store.get("account_authentication_methods", []):
        record["at"] -= 600
    store.modified = True
    store.save()
"""
