"""Pages, periods and budgets of a listing: followed to their end, and never elsewhere."""

from collections.abc import Callable
from datetime import date
from typing import Any

import httpx
import pytest

from banking.connector import Counted, RateLimited, Refused, Unreadable
from tests.banking.connectors.berlin_group.bank import (
    BASE,
    SINCE,
    Bankside,
    access,
    account,
    bank_of,
    card,
    moved,
    report,
    talking,
)

LIST = "accounts/r-1/transactions"


def paid(name: str) -> dict[str, Any]:
    amount = {"currency": "EUR", "amount": "-1"}
    return {"transactionId": name, "bookingDate": "2026-11-18", "transactionAmount": amount}


def paged(next_href: str) -> Bankside:
    """A bank whose first page names the next, and whose second is the last."""

    def answer(request: httpx.Request) -> httpx.Response:
        if "page" in request.url.params:
            return httpx.Response(200, json=report(booked=[paid("t-2")]))
        links = {"next": {"href": next_href}}
        return httpx.Response(200, json=report(booked=[paid("t-1")], links=links))

    return bank_of([account()], more={LIST: answer})


@pytest.mark.parametrize(
    "href",
    [
        f"{BASE}/{LIST}?page=2",
        f"/psd2/v1/{LIST}?page=2",
        # As in the standard's own examples, and shorter still.
        f"/v1/{LIST}?page=2",
        f"/{LIST}?page=2",
        "?page=2",
    ],
)
def test_the_next_page_is_read_however_it_is_written(href: str) -> None:
    assert [each.bank_id for each in moved(paged(href))] == ["t-1", "t-2"]


@pytest.mark.parametrize(
    "href",
    [
        f"https://elsewhere.test/psd2/v1/{LIST}?page=2",
        f"http://bank.test/psd2/v1/{LIST}?page=2",
        f"https://bank.test:444/psd2/v1/{LIST}?page=2",
        f"https://bank.test@elsewhere.test/psd2/v1/{LIST}?page=2",
        f"//elsewhere.test/psd2/v1/{LIST}?page=2",
        "/psd2/v1/../v2/accounts?page=2",
        # Below the base address, and still no page of this list.
        "/psd2/v1/accounts/r-2/transactions?page=2",
        "/v1/payments/sepa-credit-transfers/1234?page=2",
    ],
)
def test_a_next_page_elsewhere_is_never_asked_for(href: str) -> None:
    bank = paged(href)

    with pytest.raises(Unreadable, match="next page"):
        moved(bank)

    assert bank.paths == ["/accounts", "/card-accounts", f"/{LIST}"]


def test_pages_in_a_circle_end() -> None:
    links = {"next": {"href": f"/v1/{LIST}?bookingStatus=both&dateFrom={SINCE}"}}
    bank = bank_of([account()], more={LIST: report(booked=[paid("t-1")], links=links)})

    with pytest.raises(Unreadable, match="repeat themselves"):
        moved(bank)


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        ({"_links": {"download": {"href": "https://bank.test/d"}}}, "as a download only"),
        ({}, "lists no movements"),
    ],
)
def test_what_is_no_list_is_no_empty_list(page: dict[str, Any], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        moved(bank_of([account()], more={LIST: page}))


def refusing(before: date) -> Callable[[httpx.Request], httpx.Response]:
    """A bank that tells nothing of what is older."""

    def answer(request: httpx.Request) -> httpx.Response:
        if date.fromisoformat(request.url.params["dateFrom"]) < before:
            return httpx.Response(400, json={"tppMessages": [{"code": "PERIOD_INVALID"}]})
        return httpx.Response(200, json=report(booked=[paid("t-1")]))

    return answer


def test_a_bank_that_tells_of_ninety_days_only_is_asked_for_those() -> None:
    bank = bank_of([account()], more={LIST: refusing(date(2026, 8, 23))})

    with talking(bank) as connector:
        [record] = connector.accounts()
        listed = list(connector.transactions(record.bank_id, since=date(2024, 11, 1)))

    assert [each.bank_id for each in listed] == ["t-1"]
    assert bank.asked[-1].url.params["dateFrom"] == "2026-08-23"


def test_a_bank_that_tells_of_less_refuses() -> None:
    bank = bank_of([account()], more={LIST: refusing(date(2026, 11, 10))})

    with pytest.raises(Refused, match="PERIOD_INVALID"):
        moved(bank)


@pytest.mark.parametrize(
    ("options", "status"), [({}, "both"), ({"booking_status": "booked"}, "booked")]
)
def test_the_operator_says_what_the_bank_lists(options: dict[str, str], status: str) -> None:
    bank = bank_of([account()], more={LIST: report(booked=[])})

    moved(bank, options)

    assert dict(bank.asked[-1].url.params) == {"bookingStatus": status, "dateFrom": "2026-11-01"}


def test_cards_are_never_asked_for_all() -> None:
    page: dict[str, Any] = {"cardTransactions": {"booked": [], "_links": {}}}
    bank = bank_of([], [card()], more={"card-accounts/c-1/transactions": page})

    moved(bank, {"booking_status": "all"})

    assert bank.asked[-1].url.params["bookingStatus"] == "both"


def test_a_status_that_is_none_is_the_operators_mistake() -> None:
    with pytest.raises(Refused, match="booking_status"):
        moved(bank_of([account()]), {"booking_status": "everything"})


def spent(options: dict[str, str]) -> list[tuple[Counted | None, bool]]:
    """What a refresh of two pages and a card list counts, and whether it is one account's."""
    counted: list[tuple[Counted | None, bool]] = []

    def spend(kind: Counted | None = None, *, bank_id: str = "") -> None:
        counted.append((kind, bool(bank_id)))

    to = access(options=options, spend=spend)
    with talking(paged("?page=2"), to) as connector:
        [record] = connector.accounts()
        list(connector.transactions(record.bank_id, since=SINCE))
    return counted


BEFORE = [(Counted.ACCOUNTS, False), (Counted.BALANCES, True), (Counted.TRANSACTIONS, True)]


def test_further_pages_belong_to_the_first() -> None:
    assert spent({}) == [*BEFORE, (None, True)]


def test_the_operator_can_have_each_page_counted() -> None:
    assert spent({"counted_pages": "each"}) == [*BEFORE, (Counted.TRANSACTIONS, True)]


def test_a_spent_budget_asks_nothing() -> None:
    def spend(kind: Counted | None = None, *, bank_id: str = "") -> None:
        if kind is Counted.TRANSACTIONS:
            assert bank_id
            message = "spent"
            raise RateLimited(message, retry_after_s=60, is_of_link=True)

    bank = bank_of([account()])
    with talking(bank, access(spend=spend)) as connector, pytest.raises(RateLimited):
        list(connector.transactions(connector.accounts()[0].bank_id, since=SINCE))

    assert bank.paths == ["/accounts", "/card-accounts"]
