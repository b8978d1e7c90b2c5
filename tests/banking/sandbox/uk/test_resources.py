"""What a given consent reads, in the words of both versions."""

import uuid

import pytest

from tests.banking.sandbox.uk.client import UkClient
from tests.banking.sandbox.visitor import ALICE, CLIENT

CARD = "alice-travel-card"


@pytest.fixture
def token(client: UkClient) -> str:
    return client.given(client.consent())


def test_accounts_are_named_in_the_versions_words(client: UkClient, token: str) -> None:
    read = client.ask("GET", "accounts", token).json()

    kinds = {
        "v3.1": ("AccountSubType", ["CurrentAccount", "Savings", "CreditCard", "CurrentAccount"]),
        "v4.0": ("AccountTypeCode", ["CACC", "SVGS", "CARD", "CACC"]),
    }
    key, expected = kinds[client.version]
    assert [each[key] for each in read["Data"]["Account"]] == expected
    assert read["Meta"] == {"TotalPages": 1}
    assert list(read["Links"]) == ["Self"]


def test_amounts_have_no_sign_and_a_debt_is_a_debit(client: UkClient, token: str) -> None:
    [booked, available] = client.ask("GET", f"accounts/{CARD}/balances", token).json()["Data"][
        "Balance"
    ]

    fdx = client.visitor.read(f"v6/accounts/{CARD}")
    assert booked["CreditDebitIndicator"] == "Debit"
    assert booked["Amount"] == {"Amount": str(fdx["currentBalance"]), "Currency": "USD"}
    assert available["CreditDebitIndicator"] == "Credit"
    assert available["Amount"]["Amount"] == str(fdx["availableCredit"])
    assert available["CreditLine"] == [
        {
            "Included": True,
            "Type": "Credit",
            "Amount": {"Amount": str(fdx["creditLine"]), "Currency": "USD"},
        }
    ]


def test_a_statement_tells_what_fdx_tells(client: UkClient, token: str) -> None:
    [read] = client.ask("GET", f"accounts/{CARD}/statements", token).json()["Data"]["Statement"]

    fdx = client.visitor.read(f"v6/accounts/{CARD}")
    amounts = {each["Type"]: each["Amount"]["Amount"] for each in read["StatementAmount"]}
    dates = {each["Type"]: each["DateTime"] for each in read["StatementDateTime"]}
    assert amounts == {
        "UK.OBIE.ClosingBalance": str(fdx["lastStmtBalance"]),
        "UK.OBIE.MinimumPaymentDue": str(fdx["minimumPaymentAmount"]),
        "UK.OBIE.CreditLimit": str(fdx["creditLine"]),
    }
    assert dates["UK.OBIE.PaymentDue"] == f"{fdx['nextPaymentDate']}T00:00:00+00:00"
    assert read["EndDateTime"] == f"{fdx['lastStmtDate']}T00:00:00+00:00"


def test_an_account_without_statements_has_an_empty_list(client: UkClient, token: str) -> None:
    read = client.ask("GET", "accounts/alice-everyday/statements", token).json()

    assert read["Data"] == {"Statement": []}


def test_pages_follow_one_another_to_the_last(client: UkClient, token: str) -> None:
    at: str | None = f"/open-banking/{client.version}/aisp/accounts/alice-everyday/transactions"
    headers, pages = {"Authorization": f"Bearer {token}"}, []
    while at:
        pages.append(client.visitor.http.get(at, headers=headers).json())
        at = pages[-1]["Links"].get("Next")

    counts = [len(page["Data"]["Transaction"]) for page in pages]
    ids = [each["TransactionId"] for page in pages for each in page["Data"]["Transaction"]]
    assert {page["Meta"]["TotalPages"] for page in pages} == {len(pages)}
    assert counts[:-1] == [100] * (len(pages) - 1)
    assert len(ids) == len(set(ids)) == sum(counts)


def test_filters_keep_to_their_days_on_every_page(client: UkClient, token: str) -> None:
    days = {
        "fromBookingDateTime": "2026-03-01T00:00:00Z",
        "toBookingDateTime": "2026-03-07T23:59:59",
    }

    read = client.ask("GET", "accounts/joint-household/transactions", token, params=days).json()

    booked = [each["BookingDateTime"][:10] for each in read["Data"]["Transaction"]]
    assert booked
    assert all("2026-03-01" <= day <= "2026-03-07" for day in booked)


@pytest.mark.parametrize(
    "query", [{"fromBookingDateTime": "soon"}, {"page": "x"}, [("page", "1"), ("page", "2")]]
)
def test_a_question_that_makes_no_sense_is_refused(
    client: UkClient, token: str, query: object
) -> None:
    answer = client.ask("GET", "accounts/alice-everyday/transactions", token, params=query)

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("accounts/charlie-daily", 400),
        ("accounts/nobodys/balances", 400),
        ("accounts/alice-everyday/direct-debits", 404),
        ("balances", 404),
    ],
)
def test_what_is_not_hers_or_not_offered_is_refused(
    client: UkClient, token: str, path: str, status: int
) -> None:
    assert client.ask("GET", path, token).status_code == status


def test_a_consent_reads_what_it_permits(client: UkClient) -> None:
    token = client.given(client.consent("ReadAccountsBasic", "ReadBalances"))
    paths = ["accounts", *(f"accounts/{CARD}/{name}" for name in ("balances", "statements"))]

    answers = [client.ask("GET", path, token).status_code for path in paths]

    assert answers == [200, 200, 403]


def test_a_token_without_a_consent_reads_nothing(client: UkClient) -> None:
    tokens = [None, "made-up", client.own_token(), client.visitor.token(ALICE)]

    answers = [client.ask("GET", "accounts", token) for token in tokens]

    # 3.1, Read/Write profile, 401: without any error response.
    assert [(each.status_code, each.content) for each in answers] == [(401, b"")] * 4


def test_nothing_can_be_changed(client: UkClient, token: str) -> None:
    assert client.ask("DELETE", "accounts", token).status_code == 405


def test_every_answer_names_its_interaction(client: UkClient, token: str) -> None:
    named = client.visitor.http.get(
        f"/open-banking/{client.version}/aisp/accounts",
        headers={"Authorization": f"Bearer {token}", "x-fapi-interaction-id": "mine"},
    )
    unnamed = client.ask("GET", "nowhere", token)

    assert named.headers.get_list("x-fapi-interaction-id") == ["mine"]
    assert str(uuid.UUID(unnamed.headers["x-fapi-interaction-id"]))


@pytest.mark.parametrize(
    ("kind", "status", "codes"),
    [
        ("rate_limited_retry_after", 429, None),
        ("expired_consent", 401, None),
        ("unavailable", 503, {"v3.1": "UK.OBIE.UnexpectedError", "v4.0": "U000"}),
    ],
)
def test_a_fault_speaks_this_standard(
    client: UkClient, token: str, kind: str, status: int, codes: dict[str, str] | None
) -> None:
    fault = {"kind": kind, "path": "/open-banking/", "seconds": 3}
    client.visitor.http.post("/sandbox/faults", json=fault, auth=CLIENT).raise_for_status()

    answer = client.ask("GET", "accounts", token)

    assert answer.status_code == status
    assert answer.headers.get("Retry-After") == ("3" if status == 429 else None)
    if codes is None:
        assert answer.content == b""
    else:
        assert answer.json()["Errors"][0]["ErrorCode"] == codes[client.version]
