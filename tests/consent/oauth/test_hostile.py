"""Requests as nobody means them: none evades the throttle, and none is an error of ours."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from oauth2_provider.models import Grant

from tests.consent.oauth import linking
from tests.consent.oauth.linking import REVOKE, TOKEN, browser, choices, post, redemption, request
from tests.people import SECRET, Cast

Guess = tuple[dict[str, str], dict[str, str]]


def basic(text: str, scheme: str = "Basic") -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"{scheme} {base64.b64encode(text.encode()).decode()}"}


def in_header(number: int, secret: str) -> Guess:
    """The client's id in another spelling each time."""
    letters = [f"%{ord(c):02x}" if number >> i & 1 else c for i, c in enumerate("alexa")]
    form = redemption("x", client_id=None, client_secret=None)
    return form, basic(f"{''.join(letters)}:{secret}")


@pytest.mark.parametrize(
    "guess",
    [
        lambda n, secret: (redemption("x", client_secret=secret), basic(f"{n}:x")),
        lambda n, secret: (redemption("x", client_secret=secret), basic(f"{n}:x", "basic")),
        in_header,
    ],
)
def test_no_way_of_writing_it_evades_the_throttle(
    cast: Cast, guess: Callable[[int, str], Guess]
) -> None:
    """Check 31: after ten guesses the right secret is not even looked at."""
    for number in range(12):
        form, headers = guess(number, "a-guess")
        post(TOKEN, form, **headers)
    form, headers = guess(13, SECRET)
    assert post(TOKEN, form, **headers).status_code in (401, 429)


@pytest.mark.parametrize("path", [TOKEN, REVOKE])
@pytest.mark.parametrize("client", ["al\0exa", ""])
@pytest.mark.parametrize("headers", [{}, basic("%00:x"), {"HTTP_AUTHORIZATION": "Basic ä"}])
def test_who_names_no_client_is_none(
    cast: Cast, path: str, client: str, headers: dict[str, str]
) -> None:
    form = {"grant_type": "authorization_code", "code": "x", "token": "x", "client_id": client}
    assert post(path, form, **headers).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": "A" * 200},
        {"code_challenge": "é" * 43},
        {"nonce": "n" * 300},
        {"nonce": "\0"},
        {"client_id": "a\0"},
        {"resource": "nonsense"},
        {"resource": "https://bank.test/mcp"},
    ],
)
def test_no_parameter_is_an_error_of_ours(cast: Cast, changes: dict[str, str]) -> None:
    answer = browser(cast.alice).post(request(**changes), choices(cast.everyday))
    assert answer.status_code < 500
    if "code=" in answer.headers.get("Location", ""):
        assert post(TOKEN, redemption(linking.returned(answer)["code"])).status_code < 500


def test_a_resource_is_kept_with_its_code(cast: Cast) -> None:
    uri = "https://bank.test/mcp"
    answer = browser(cast.alice).post(request(resource=uri), choices(cast.everyday))
    assert Grant.objects.get(code=linking.returned(answer)["code"]).resource == [uri]


def test_the_form_cannot_bring_its_own_proof(cast: Cast) -> None:
    """Checks 23 and 36."""
    form = choices(cast.everyday, code_challenge="A" * 43)
    answer: Any = browser(cast.alice).post(request(), form)
    assert (answer.status_code, Grant.objects.count()) == (400, 0)


def test_nothing_is_asked_for_twice(cast: Cast) -> None:
    asked = f"{request()}&code_challenge={'B' * 43}"
    assert browser(cast.alice).get(asked).status_code == 400
