"""Each bad manner, as a client meets it."""

import time

import httpx
import pytest

from tests.banking.sandbox.visitor import ALICE, BOB, DANA, Visitor


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("rate_limited", 429, 1207),
        ("rate_limited_retry_after", 429, 1207),
        ("unavailable", 503, 503),
        ("error", 500, 500),
        ("expired_consent", 401, 602),
        ("string_codes", 400, "1107-1206"),
    ],
)
def test_a_refusal_has_its_status_and_code(
    visitor: Visitor, kind: str, status: int, code: int | str
) -> None:
    visitor.misbehave(kind)

    reply = visitor.get("v6/accounts")

    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert ("retry-after" in reply.headers) is (kind == "rate_limited_retry_after")


def test_retry_after_says_how_long(visitor: Visitor) -> None:
    visitor.misbehave("rate_limited_retry_after", seconds=7)

    assert visitor.get("v6/accounts").headers["retry-after"] == "7"


def test_error_codes_become_text_along_with_another_fault(visitor: Visitor) -> None:
    visitor.misbehave("error")
    visitor.misbehave("string_codes")

    reply = visitor.get("v6/accounts")

    message = "Something went wrong at the bank."
    assert (reply.status_code, reply.json()) == (500, {"code": "1107-1206", "message": message})


def test_slow_answers_late_but_right(visitor: Visitor) -> None:
    right = visitor.get("v6/accounts").json()
    visitor.misbehave("slow", seconds=0.3)
    started = time.monotonic()

    assert visitor.get("v6/accounts").json() == right
    assert time.monotonic() - started >= 0.3


def test_truncated_ends_before_its_length(visitor: Visitor) -> None:
    visitor.misbehave("truncated")

    with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
        visitor.get("v6/accounts")


def test_html_pretends_to_be_fine(visitor: Visitor) -> None:
    visitor.misbehave("html")

    reply = visitor.get("v6/accounts")

    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_huge_goes_on_beyond_what_anybody_should_read(visitor: Visitor) -> None:
    visitor.misbehave("huge", path="/fdx/v6/accounts")
    headers = {"Authorization": f"Bearer {visitor.token(ALICE)}"}
    read = 0
    with visitor.http.stream("GET", "/fdx/v6/accounts", headers=headers) as reply:
        for chunk in reply.iter_raw():
            read += len(chunk)
            if read > 4_000_000:
                break

    assert read > 4_000_000
    assert visitor.http.get("/fdx/v6/accounts").status_code == 200


@pytest.mark.parametrize(("account_id", "other"), [("dana-main", "EUR"), ("dana-euro", "USD")])
def test_wrong_currency_is_another_one_than_before(
    visitor: Visitor, account_id: str, other: str
) -> None:
    right = visitor.read(f"v5/accounts/{account_id}", DANA)["depositAccount"]
    visitor.misbehave("wrong_currency")

    wrong = visitor.read(f"v5/accounts/{account_id}", DANA)["depositAccount"]

    assert wrong == {**right, "currency": {"currencyCode": other}}


def test_a_repeating_cursor_never_ends(visitor: Visitor) -> None:
    visitor.misbehave("repeating_cursor")
    first = visitor.read("v6/accounts/bob-card/transactions", BOB, limit=50)
    cursor = first["page"]["nextOffset"]

    second = visitor.read("v6/accounts/bob-card/transactions", BOB, limit=50, offset=cursor)

    assert second["page"]["nextOffset"] == cursor


def test_an_off_origin_link_leads_elsewhere(visitor: Visitor) -> None:
    visitor.misbehave("off_origin", origin="http://127.0.0.1:9")

    listing = visitor.read("v6/accounts/bob-card/transactions", BOB, limit=50)

    href = "http://127.0.0.1:9/fdx/v6/next"
    assert listing["links"] == {"next": {"href": href}}
    assert "nextOffset" not in listing["page"]
    assert listing["page"]["next"] == href


def test_lightweight_only_keeps_balances_back(visitor: Visitor) -> None:
    lightweight = visitor.read("v6/accounts")
    visitor.misbehave("lightweight_only")

    listing = visitor.read("v6/accounts", resultType="details")

    assert listing["accounts"] == lightweight["accounts"]
    one = visitor.read("v6/accounts/alice-everyday")
    assert one == lightweight["accounts"][0]


def test_a_fault_happens_as_often_as_asked(visitor: Visitor) -> None:
    visitor.misbehave("unavailable", times=2)

    statuses = [visitor.get("v6/accounts").status_code for _ in range(3)]

    assert statuses == [503, 503, 200]


def test_a_fault_concerns_whom_and_what_it_names(visitor: Visitor) -> None:
    visitor.misbehave("unavailable", customer_number=ALICE, path="/transactions")

    assert visitor.get("v6/accounts/joint-household/transactions", ALICE).status_code == 503
    assert visitor.get("v6/accounts/joint-household/transactions", BOB).status_code == 200
    assert visitor.get("v6/accounts/joint-household", ALICE).status_code == 200
