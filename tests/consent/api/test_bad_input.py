"""Whatever is sent, the answer is a refusal that can be read, and never a breakdown."""

import json
from typing import Any

import pytest
import time_machine

from tests.consent.api import app
from tests.consent.api.conftest import LATER
from tests.consent.api.test_changing import choice
from tests.people import Cast

_NO_CHOICE = "This is none of the choices."


@pytest.mark.parametrize(
    ("wrong", "pointer", "detail"),
    [
        ({"days": 31}, "#/days", _NO_CHOICE),
        ({"days": "30"}, "#/days", _NO_CHOICE),
        ({"days": True}, "#/days", _NO_CHOICE),
        ({"days": 2**63}, "#/days", _NO_CHOICE),
        ({"scopes": "balances"}, "#/scopes", 'Expected a list of items but got type "str".'),
        ({"scopes": ["balance\0"]}, "#/scopes/0", _NO_CHOICE),
        ({"accounts": [7]}, "#/accounts/0", "Not a valid string."),
        ({"accounts": ["a\0"]}, "#/accounts/0", "Null characters are not allowed."),
        ({"privacy": None}, "#/privacy", "This field may not be null."),
        (
            {"privacy": app.EXACT | {"says_merchants": "yes"}},
            "#/privacy/says_merchants",
            "Must be a valid boolean.",
        ),
        ({"privacy": app.EXACT | {"amounts": ["exact"]}}, "#/privacy/amounts", _NO_CHOICE),
        ({"state": "live"}, "#/state", "It is not known what this is for."),
        ({"a/b~c": 1}, "#/a~1b~0c", "It is not known what this is for."),
        (
            {"privacy": app.EXACT | {"volume": 11}},
            "#/privacy/volume",
            "It is not known what this is for.",
        ),
    ],
)
def test_a_wrong_value_is_pointed_at(
    cast: Cast, wrong: dict[str, Any], pointer: str, detail: str
) -> None:
    consent = app.consent_of(cast.alice)
    answer = app.of(cast.alice).change(consent, choice(cast, **wrong))
    told = (answer.status_code, answer.json()["errors"])
    assert told == (400, [{"pointer": pointer, "detail": detail}])


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff",
        b'{"code": "\\ud800"}',
        b'{"code": NaN}',
        b"[" * 60_000,
        b'{"code": ' + b"1" * 60_000 + b"}",
    ],
)
def test_what_is_no_json_is_not_read(cast: Cast, body: bytes) -> None:
    alice = app.of(cast.alice)
    answer = _raw(alice, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize("body", [b"[]", b'"4071"', b"null", b"7"])
def test_json_that_is_no_object_is_refused(cast: Cast, body: bytes) -> None:
    assert _raw(app.of(cast.alice), body).status_code == 400


def test_a_body_beyond_the_limit_is_not_read(cast: Cast) -> None:
    answer = _raw(app.of(cast.alice), json.dumps({"code": "4" * 70_000}).encode())
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_form_is_no_json(cast: Cast) -> None:
    answer = _raw(app.of(cast.alice), b"code=4071", "application/x-www-form-urlencoded")
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def _raw(alice: app.App, body: bytes, content_type: str = "application/json") -> Any:
    headers = {"X-Session-Token": alice.token}
    return alice.client.generic(
        "PUT", "/api/v1/voice-code/", body, content_type, headers=headers, secure=True
    )


@pytest.mark.parametrize(
    "query",
    [
        "cursor=x",
        "cursor=%00",
        "cursor=cD0yMDI2",  # a year
        "cursor=cD0wMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAw",  # before all time
        "cursor=cD0yMDI2LTAyLTMwVDAwOjAwOjAwWg==",  # the 30th of February
        "since=yesterday",
        "since=9999-12-31T23:59:59-14:00",
        "until=%00",
        "consent=a%00",
        "account=" + "a" * 23,
        "amount=7",
    ],
)
def test_a_filter_that_cannot_be_is_refused(cast: Cast, query: str) -> None:
    answer = app.of(cast.alice).get(f"disclosures/?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


@pytest.mark.parametrize("path", ["", "nothing", "consents", "consents/a%00b/", "receipts/1/"])
def test_an_address_that_is_not_there_is_told_in_json(cast: Cast, path: str) -> None:
    answer = app.of(cast.alice).get(path or "/api/v1/")
    assert (answer.status_code, answer.json()) == (404, app.NOT_HERS)


@pytest.mark.parametrize("path", ["nothing/", "consents/%0A/end/", "links/%C3%A4/approve/"])
def test_what_is_sent_to_an_address_that_is_not_there_is_told_so_too(cast: Cast, path: str) -> None:
    client = app.of(cast.alice).client
    client.handler.enforce_csrf_checks = True
    answer = client.post(f"/api/v1/{path}", secure=True)
    assert (answer.status_code, answer.json()) == (404, app.NOT_HERS)


def test_a_method_that_is_not_there_is_told_with_those_that_are(cast: Cast) -> None:
    answer = app.of(cast.alice).send("DELETE", "consents/")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_a_browser_that_wants_a_page_gets_json(cast: Cast) -> None:
    answer = app.of(cast.alice).send("GET", "consents/", Accept="text/html")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


def test_head_and_options_are_answered(cast: Cast) -> None:
    alice = app.of(cast.alice)
    told = [alice.send(method, "consents/") for method in ("HEAD", "OPTIONS")]
    assert [(each.status_code, each.content) for each in told] == [(200, b""), (204, b"")]


def test_the_eleventh_request_of_a_second_waits(cast: Cast, clock: time_machine.Traveller) -> None:
    alice, bob = app.of(cast.alice), app.of(cast.bob)
    clock.move_to(LATER, tick=False)
    told = [alice.get("accounts/") for _ in range(11)]
    assert [each.status_code for each in told] == [200] * 10 + [429]
    assert (told[10].json()["code"], told[10]["Retry-After"]) == ("throttled", "1")
    assert bob.get("accounts/").status_code == 200
