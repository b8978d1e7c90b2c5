"""Nobody reads another customer's data."""

import pytest

from banking.sandbox.accounts import ACCOUNTS
from tests.banking.sandbox.visitor import ALICE, BOB, CHARLIE, DANA, TurnableClock, Visitor

EVERYBODY = [ALICE, BOB, CHARLIE, DANA]
UNKNOWN = {"code": 701, "message": "There is no such account."}


@pytest.mark.parametrize("number", EVERYBODY)
def test_a_customer_sees_their_own_accounts_only(visitor: Visitor, number: str) -> None:
    listing = visitor.read("v6/accounts", number)

    seen = {account["accountId"] for account in listing["accounts"]}
    assert seen == {one.account_id for one in ACCOUNTS if number in one.holders}


@pytest.mark.parametrize("number", EVERYBODY)
def test_another_customers_account_is_as_unknown_as_none(visitor: Visitor, number: str) -> None:
    others = [one.account_id for one in ACCOUNTS if number not in one.holders]
    for account_id in [*others, "no-such-account"]:
        for path in (f"v6/accounts/{account_id}", f"v5/accounts/{account_id}/transactions"):
            reply = visitor.get(path, number)
            assert (reply.status_code, reply.json()) == (404, UNKNOWN)


def test_it_refuses_a_request_without_a_token(visitor: Visitor) -> None:
    reply = visitor.http.get("/fdx/v6/accounts")

    assert (reply.status_code, reply.json()["code"]) == (401, 603)
    assert reply.headers["www-authenticate"] == 'Bearer error="invalid_token"'


def test_it_refuses_a_token_that_has_expired(visitor: Visitor, clock: TurnableClock) -> None:
    headers = {"Authorization": f"Bearer {visitor.token(ALICE)}"}
    clock.advance(seconds=600)

    reply = visitor.http.get("/fdx/v6/accounts", headers=headers)

    assert (reply.status_code, reply.json()["code"]) == (401, 603)


def test_the_interaction_id_comes_back(visitor: Visitor) -> None:
    reply = visitor.http.get("/fdx/v6/accounts", headers={"x-fapi-interaction-id": "b3c1"})

    assert reply.headers["x-fapi-interaction-id"] == "b3c1"
