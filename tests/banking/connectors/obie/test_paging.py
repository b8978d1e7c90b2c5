"""Pages: every one of them once, never elsewhere, never without end, and none of it twice."""

import httpx
import pytest

from banking.asking import paging
from banking.connector import AccountRecord, TransactionRecord, Unreadable
from tests.banking.connectors.obie.bank import (
    BASE,
    SINCE,
    Bank,
    Json,
    account,
    balance,
    listing,
    talking,
    transaction,
)

HOSTILE = [
    # What Prism's mock of the standard's own file says.
    "http://example.com",
    "https://elsewhere.test/open-banking/v3.1/aisp/accounts",
    "https://bank.test.elsewhere.test/open-banking/v3.1/aisp/accounts",
    "//elsewhere.test/open-banking/v3.1/aisp/accounts",
    "http://bank.test/open-banking/v3.1/aisp/accounts",
    "https://bank.test:8443/open-banking/v3.1/aisp/accounts",
    "https://user:password@bank.test/open-banking/v3.1/aisp/accounts",
    "https://bank.test/open-banking/v3.1/pisp/domestic-payments",
    "https://bank.test/open-banking/v3.1/aisp/../pisp/domestic-payments",
    "https://bank.test/open-banking/v3.1/aisp/%2e%2e/pisp",
    "file:///etc/passwd",
]


def book(*pages: Json) -> Bank:
    """A bank whose pages of transactions follow one another whatever is asked."""
    left = list(pages)

    def page(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=left.pop(0) if len(left) > 1 else left[0])

    return Bank({"GET /accounts/a-1/transactions": page, "GET /next": page})


def ids(bank: Bank) -> list[str]:
    with talking(bank) as connector:
        read = connector.transactions("a-1", since=SINCE)
        return [each.bank_id for each in read if isinstance(each, TransactionRecord)]


def page(*names: str, following: str | None = None) -> Json:
    listed = [transaction(TransactionId=name) for name in names]
    return listing("Transaction", *listed, following=following)


@pytest.mark.parametrize(
    "href",
    [
        f"{BASE}/next?page=2",
        "HTTPS://BANK.test:443/open-banking/v3.1/aisp/next?page=2",
        "/open-banking/v3.1/aisp/next?page=2",
    ],
)
def test_it_follows_a_link_of_the_banks_own(href: str) -> None:
    bank = book(page("a", following=href), page("b"))

    assert ids(bank) == ["a", "b"]
    assert str(bank.asked[-1].url) == f"{BASE}/next?page=2"


@pytest.mark.parametrize("href", HOSTILE)
def test_it_never_follows_a_link_to_elsewhere(href: str) -> None:
    bank = book(page("a", following=href))

    with pytest.raises(Unreadable, match=r"not under its own address$"):
        ids(bank)

    assert len(bank.asked) == 1


def test_it_stops_at_a_page_that_comes_again() -> None:
    bank = book(page("a", following=f"{BASE}/next"))

    with pytest.raises(Unreadable, match=r"repeat themselves$"):
        ids(bank)

    assert len(bank.asked) == 2


def test_it_stops_at_pages_without_end() -> None:
    def another(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params.get("page", "1")) + 1
        return httpx.Response(200, json=page("a", following=f"{BASE}/next?page={number}"))

    bank = Bank({"GET /accounts/a-1/transactions": another, "GET /next": another})

    with pytest.raises(Unreadable, match=r"do not end$"):
        ids(bank)

    assert len(bank.asked) == paging.MOST_PAGES


@pytest.mark.parametrize(
    "last", [page("a"), page("a", following=""), {"Data": {"Transaction": []}}]
)
def test_the_last_page_names_no_next(last: Json) -> None:
    bank = book(last)

    ids(bank)

    assert len(bank.asked) == 1


@pytest.mark.parametrize("data", [{}, {"Transactions": []}, {"Transaction": {}}])
def test_a_body_without_the_list_is_no_empty_list(data: Json) -> None:
    with pytest.raises(Unreadable, match="UK Open Banking"):
        ids(book({"Data": data}))


def test_what_slips_onto_the_next_page_is_one_movement() -> None:
    """Without ids of the bank's, and while two new ones arrive (Read/Write profile, Pagination)."""
    old = [
        transaction(TransactionId=None, TransactionInformation=text)
        for text in ("rent", "coffee", "coffee", "books", "train")
    ]
    bank = book(
        listing("Transaction", *old[:4], following=f"{BASE}/next"),
        listing("Transaction", *old[2:]),
    )

    read = ids(bank)

    assert len(read) == len(set(read)) == len(old)


def test_a_movement_with_an_id_has_it_on_both_pages() -> None:
    bank = book(page("a", "b", following=f"{BASE}/next"), page("c", "b"))

    assert set(ids(bank)) == {"a", "b", "c"}


def test_an_account_on_two_pages_counts_once() -> None:
    pages = [
        listing("Account", account(), following=f"{BASE}/next"),
        listing("Account", account(Nickname="Renamed meanwhile")),
    ]

    def page(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=pages.pop(0))

    booked = balance("InterimBooked", "1.00")
    bank = Bank(
        {
            "GET /accounts": page,
            "GET /next": page,
            "GET /accounts/a-1/balances": listing("Balance", booked),
        }
    )

    with talking(bank) as connector:
        [read] = connector.accounts()

    assert isinstance(read, AccountRecord)
    assert read.name == "Renamed meanwhile"
