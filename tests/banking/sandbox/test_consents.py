"""What the client may do with a customer's leave: push its question, renew, look, give back."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from banking.sandbox.options import Client, Options
from banking.sandbox.server import serving
from tests.banking.sandbox.test_sign_in import ALICE, ASKED, answered, sign_in, trade
from tests.banking.sandbox.visitor import CLIENT, REDIRECT_URI, SECRET, TurnableClock, Visitor

REASON = {"reason": "USER_ACTION", "initiator": "DATA_RECIPIENT"}


@pytest.fixture
def rotating(clock: TurnableClock) -> Iterator[Visitor]:
    client = Client(client_id="sayso", secret=SECRET, redirect_uri=REDIRECT_URI)
    options = Options(client=client, clock=clock, rotates=True)
    with serving(options) as url, httpx.Client(base_url=url, trust_env=False, timeout=10) as http:
        yield Visitor(http)


def tokens_of(visitor: Visitor) -> dict[str, str]:
    return dict(trade(visitor, code=answered(sign_in(visitor))["code"]).json())


def renewed(visitor: Visitor, refresh_token: str) -> httpx.Response:
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    return visitor.http.post("/oauth/token", data=form, auth=CLIENT)


def bearing(tokens: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}


def status(visitor: Visitor, tokens: dict[str, str]) -> int:
    return visitor.http.get("/fdx/v6/accounts", headers=bearing(tokens)).status_code


def test_a_pushed_question_is_asked_by_its_name(visitor: Visitor) -> None:
    pushed = visitor.http.post("/oauth/par", data=ASKED, auth=CLIENT)
    name = {"client_id": "sayso", "request_uri": pushed.json()["request_uri"]}

    answer = answered(visitor.http.post("/oauth/authorize", params=name, data=ALICE))

    assert (pushed.status_code, pushed.json()["expires_in"]) == (201, 60)
    assert answer["state"] == "a&b"
    assert trade(visitor, code=answer["code"]).status_code == 200


def test_a_pushed_question_runs_out(visitor: Visitor, clock: TurnableClock) -> None:
    pushed = visitor.http.post("/oauth/par", data=ASKED, auth=CLIENT).json()
    clock.advance(seconds=60)

    reply = visitor.http.get(
        "/oauth/authorize", params={"client_id": "sayso", "request_uri": pushed["request_uri"]}
    )

    assert (reply.status_code, "location" in reply.headers) == (400, False)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"redirect_uri": f"{REDIRECT_URI}x"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
    ids=str,
)
def test_a_question_that_would_be_refused_is_not_kept(
    visitor: Visitor, changed: dict[str, str], error: str
) -> None:
    reply = visitor.http.post("/oauth/par", data={**ASKED, **changed}, auth=CLIENT)

    assert (reply.status_code, reply.json()["error"]) == (400, error)


def test_nobody_else_pushes_a_question(visitor: Visitor) -> None:
    assert visitor.http.post("/oauth/par", data=ASKED).status_code == 401


def test_a_consent_says_when_it_ends(visitor: Visitor) -> None:
    tokens = tokens_of(visitor)

    shown = visitor.http.get(
        f"/fdx/v6/consents/{tokens['fdxConsentId']}", headers=bearing(tokens)
    ).json()

    assert shown == {
        "id": tokens["fdxConsentId"],
        "status": "ACTIVE",
        "createdTime": "2026-03-18T12:00:00+00:00",
        "expirationTime": "2026-06-16T12:00:00+00:00",
        "durationType": "TIME_BOUND",
        "durationPeriod": 90,
        "lookbackPeriod": 731,
        "resources": [],
    }


def test_a_consent_is_shown_to_its_own_token_only(visitor: Visitor) -> None:
    hers = tokens_of(visitor)
    of_bob = answered(sign_in(visitor, username="bob", password="bob-at-the-bank"))
    his = trade(visitor, code=of_bob["code"]).json()

    reply = visitor.http.get(f"/fdx/v6/consents/{hers['fdxConsentId']}", headers=bearing(his))

    assert reply.status_code == 404


def test_a_revoked_consent_takes_its_tokens_along_and_no_others(visitor: Visitor) -> None:
    tokens, others = tokens_of(visitor), tokens_of(visitor)

    revoked = visitor.http.put(
        f"/fdx/v6/consents/{tokens['fdxConsentId']}/revocation",
        json=REASON,
        headers=bearing(tokens),
    )

    assert revoked.status_code == 204
    assert status(visitor, tokens) == 401
    assert renewed(visitor, tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert status(visitor, others) == 200


def test_a_revocation_without_a_reason_revokes_nothing(visitor: Visitor) -> None:
    tokens = tokens_of(visitor)
    at = f"/fdx/v6/consents/{tokens['fdxConsentId']}/revocation"

    refused = visitor.http.put(at, json={}, headers=bearing(tokens))

    assert refused.status_code == 400
    assert status(visitor, tokens) == 200


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_a_token_given_back_ends_the_consent(visitor: Visitor, kind: str) -> None:
    tokens = tokens_of(visitor)

    reply = visitor.http.post("/oauth/revoke", data={"token": tokens[kind]}, auth=CLIENT)

    assert reply.status_code == 200
    assert status(visitor, tokens) == 401


def test_a_token_nobody_knows_is_given_back_as_well(visitor: Visitor) -> None:
    tokens = tokens_of(visitor)

    reply = visitor.http.post("/oauth/revoke", data={"token": "made-up"}, auth=CLIENT)

    assert reply.status_code == 200
    assert status(visitor, tokens) == 200


def test_a_rotated_refresh_token_is_replaced(rotating: Visitor) -> None:
    first = tokens_of(rotating)

    second = renewed(rotating, first["refresh_token"]).json()

    assert second["refresh_token"] != first["refresh_token"]
    assert renewed(rotating, second["refresh_token"]).status_code == 200


def test_a_rotated_refresh_token_that_comes_again_ends_everything(rotating: Visitor) -> None:
    first = tokens_of(rotating)
    second = renewed(rotating, first["refresh_token"]).json()

    again = renewed(rotating, first["refresh_token"])

    assert again.json()["error"] == "invalid_grant"
    assert status(rotating, second) == 401
    assert renewed(rotating, second["refresh_token"]).json()["error"] == "invalid_grant"


def test_no_token_outlives_the_consent(rotating: Visitor, clock: TurnableClock) -> None:
    tokens = tokens_of(rotating)
    clock.now = datetime(2026, 6, 16, 11, 55, tzinfo=UTC)
    tokens = renewed(rotating, tokens["refresh_token"]).json()

    clock.advance(minutes=5)

    assert status(rotating, tokens) == 401
    assert renewed(rotating, tokens["refresh_token"]).json()["error"] == "invalid_grant"
