"""Pages and date ranges."""

import httpx
import pytest

from tests.banking.sandbox.visitor import ALICE, Visitor

PATH = "v6/accounts/alice-everyday/transactions"


def test_following_the_cursor_gives_every_transaction_once(visitor: Visitor) -> None:
    whole, offset = [], "0"
    while offset:
        listing = visitor.read(PATH, limit=200, offset=offset)
        whole += [entry["transactionId"] for entry in listing["transactions"]]
        offset = listing["page"].get("nextOffset", "")

    assert len(whole) == len(set(whole)) == listing["page"]["totalElements"] > 400


def test_a_page_has_a_hundred_transactions_unless_told_otherwise(visitor: Visitor) -> None:
    listing = visitor.read(PATH)

    assert len(listing["transactions"]) == 100
    assert listing["page"]["nextOffset"] == "100"


def test_the_link_leads_to_the_next_page(visitor: Visitor) -> None:
    first = visitor.read(PATH, limit=5)
    headers = {"Authorization": f"Bearer {visitor.token(ALICE)}"}

    linked = httpx.get(first["links"]["next"]["href"], headers=headers, trust_env=False)

    second = visitor.get(PATH, limit=5, offset=first["page"]["nextOffset"])
    assert linked.json() == second.json()


def test_the_newest_comes_first_and_nothing_is_older_than_two_years(visitor: Visitor) -> None:
    newest = visitor.read(PATH, limit=500)["transactions"]
    oldest = visitor.read(PATH, limit=500, offset=500)["transactions"]

    stamps = [entry["transactionTimestamp"] for entry in newest + oldest]
    assert stamps == sorted(stamps, reverse=True)
    assert "2024-03-17" <= stamps[-1] < "2024-03-25"


def test_a_range_of_dates_includes_both_days(visitor: Visitor) -> None:
    listing = visitor.read(PATH, startTime="2026-02-01", endTime="2026-02-15")

    days = {entry["postedTimestamp"][:10] for entry in listing["transactions"]}
    assert (min(days), max(days)) == ("2026-02-01", "2026-02-15")


@pytest.mark.parametrize(
    "params",
    [
        {"limit": "0"},
        {"limit": "501"},
        {"limit": "ten"},
        {"offset": "-1"},
        {"offset": "9" * 30},
        {"startTime": "yesterday"},
        {"startTime": "2026-02-02", "endTime": "2026-02-01"},
    ],
    ids=str,
)
def test_it_refuses_a_range_that_makes_no_sense(visitor: Visitor, params: dict[str, str]) -> None:
    reply = visitor.get(PATH, **params)

    assert (reply.status_code, reply.json()["code"]) == (400, 703)


def test_it_refuses_an_unknown_result_type(visitor: Visitor) -> None:
    reply = visitor.get("v6/accounts", resultType="heavy")

    assert reply.status_code == 400
    assert reply.json() == {"code": 703, "message": "resultType is lightweight or details."}
