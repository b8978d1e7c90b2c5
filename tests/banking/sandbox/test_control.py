"""What tests and demos may ask of the bank."""

from decimal import Decimal

import pytest

from tests.banking.sandbox.visitor import CLIENT, Visitor

ADDED = {"account_id": "bob-card", "amount": "-1.00", "description": "Flower stall"}


def test_the_directory_lists_customers_and_accounts(visitor: Visitor) -> None:
    listing = visitor.http.get("/sandbox/customers", auth=CLIENT).json()

    assert listing["customers"][1] == {
        "customer_number": "100002",
        "name": "Bob Keller",
        "user_name": "bob",
        "accounts": [
            {"id": "joint-household", "name": "Household"},
            {"id": "bob-current", "name": "Current"},
            {"id": "bob-card", "name": "Cashback Card"},
        ],
    }


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "customers"),
        ("GET", "faults"),
        ("POST", "faults"),
        ("DELETE", "faults"),
        ("POST", "transactions"),
    ],
)
def test_it_obeys_the_service_client_only(visitor: Visitor, method: str, path: str) -> None:
    reply = visitor.http.request(method, f"/sandbox/{path}", auth=("sayso", "wrong"))

    assert (reply.status_code, reply.json()["code"]) == (401, 603)


def test_an_added_transaction_changes_the_balance(visitor: Visitor) -> None:
    before = visitor.read("v6/accounts/joint-household")

    added = visitor.add("joint-household", "-12.34").json()

    after = visitor.read("v6/accounts/joint-household")
    newest = visitor.get("v6/accounts/joint-household/transactions", limit=1).json()
    assert newest["transactions"] == [added]
    assert (added["amount"], added["debitCreditMemo"], added["status"]) == (
        12.34,
        "DEBIT",
        "POSTED",
    )
    for field in ("currentBalance", "availableBalance"):
        assert after[field] == before[field] - Decimal("12.34")


def test_an_added_pending_transaction_is_held(visitor: Visitor) -> None:
    before = visitor.read("v6/accounts/joint-household")

    visitor.add("joint-household", "-12.34", "PENDING")

    after = visitor.read("v6/accounts/joint-household")
    held = before["availableBalance"] - Decimal("12.34")
    assert after == {**before, "availableBalance": held}


def test_deleting_faults_ends_them_all(visitor: Visitor) -> None:
    visitor.misbehave("unavailable")
    visitor.misbehave("slow", times=1)

    reply = visitor.http.delete("/sandbox/faults", auth=CLIENT)

    assert reply.status_code == 204
    assert visitor.http.get("/sandbox/faults", auth=CLIENT).json() == {"faults": []}
    assert visitor.get("v6/accounts").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "earthquake"},
        {"kind": ["slow"]},
        {"kind": "slow", "seconds": -1},
        {"kind": "slow", "seconds": "5"},
        {"kind": "slow", "seconds": None},
        {"kind": "slow", "times": 0},
        {"kind": "slow", "times": True},
        {"kind": "slow", "customer_number": "1"},
        {"kind": "slow", "customer_number": ["100001"]},
        {"kind": "slow", "path": None},
        {"kind": "slow", "until": "noon"},
        [],
    ],
    ids=str,
)
def test_it_refuses_a_fault_it_does_not_understand(visitor: Visitor, body: object) -> None:
    reply = visitor.http.post("/sandbox/faults", json=body, auth=CLIENT)

    assert (reply.status_code, reply.json()["code"]) == (400, 703)
    assert reply.json()["message"].endswith(".")
    assert visitor.http.get("/sandbox/faults", auth=CLIENT).json() == {"faults": []}


@pytest.mark.parametrize(
    "changed",
    [
        {"account_id": "nobodys"},
        {"account_id": ["bob-card"]},
        {"amount": -1.0},
        {"amount": "1.234"},
        {"amount": "0.00"},
        {"amount": "NaN"},
        {"description": ""},
        {"description": None},
        {"status": "REJECTED"},
        {"status": ["POSTED"]},
        {"currency": "EUR"},
    ],
    ids=str,
)
def test_it_refuses_a_transaction_that_makes_no_sense(
    visitor: Visitor, changed: dict[str, object]
) -> None:
    before = visitor.read("v6/accounts/bob-card/transactions", "100002")

    reply = visitor.http.post("/sandbox/transactions", json={**ADDED, **changed}, auth=CLIENT)

    assert (reply.status_code, reply.json()["code"]) == (400, 703)
    assert visitor.read("v6/accounts/bob-card/transactions", "100002") == before


@pytest.mark.parametrize("raw_body", [b"", b"\xff", b"{", b"[" * 60_000], ids=len)
def test_it_refuses_what_is_no_json(visitor: Visitor, raw_body: bytes) -> None:
    reply = visitor.http.post("/sandbox/transactions", content=raw_body, auth=CLIENT)

    assert reply.json() == {"code": 703, "message": "Send one JSON object."}
