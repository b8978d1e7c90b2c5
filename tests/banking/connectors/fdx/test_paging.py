"""Pages: every one of them once, never elsewhere, never without end."""

import json
import socket
from collections.abc import Callable

import httpx
import pytest

from banking.asking import paging
from banking.connector import AccountRecord, Unreadable
from banking.connectors.fdx.client import connect
from tests.banking.connectors.fdx.bank import (
    BASE,
    CHECKING,
    HTTP_TOKEN,
    Bank,
    access,
    changed,
    http,
    loopback,
    talking,
)

HOSTILE = [
    "https://elsewhere.test/fdx/v6/accounts",
    "https://bank.test.elsewhere.test/fdx/v6/accounts",
    "//elsewhere.test/fdx/v6/accounts",
    "http://bank.test/fdx/v6/accounts",
    "https://bank.test:8443/fdx/v6/accounts",
    "https://user:password@bank.test/fdx/v6/accounts",
    "https://bank.test\\@elsewhere.test/fdx/v6/accounts",
    "https://bank.test/fdx/v6evil/accounts",
    "https://bank.test/fdx/v6/../../admin",
    "https://bank.test/fdx/v6/%2e%2e/admin",
    "https://bank.test/fdx/v6/%252e%252e/admin",
    "https://bank.test/fdx/v6/..%5cadmin",
    "https://[::1",
    "file:///etc/passwd",
]


def book(*pages: str) -> Bank:
    """A bank whose pages follow one another whatever is asked; the last one stays."""
    left = list(pages)

    def page(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text=left.pop(0) if len(left) > 1 else left[0])

    return Bank({"/accounts": page, "/accounts/next": page})


def page(account_id: str, **fields: object) -> str:
    account = changed(CHECKING, accountId=f'"{account_id}"')
    return json.dumps({**fields, "accounts": [json.loads(account)]})


def ids(bank: Bank) -> list[str]:
    with talking(bank) as connector:
        return [each.bank_id for each in connector.accounts() if isinstance(each, AccountRecord)]


@pytest.mark.parametrize(
    ("fields", "query"),
    [
        ({"page": {"nextOffset": "2"}}, {"offset": "2"}),
        ({"page": {"nextOffset": 2}}, {"offset": "2"}),
        ({"page": {"nextPageKey": "k=&"}}, {"pageKey": "k=&"}),
        ({"page": {"nextPageKey": "k", "nextOffset": "2"}}, {"pageKey": "k"}),
    ],
)
def test_it_follows_a_cursor(fields: dict[str, object], query: dict[str, str]) -> None:
    bank = book(page("a", **fields), page("b"))

    assert ids(bank) == ["a", "b"]
    asked = dict(bank.asked[-1].url.params)
    assert asked == {"resultType": "details", "limit": "100"} | query


@pytest.mark.parametrize(
    "href",
    [
        f"{BASE}/accounts/next?offset=2",
        "HTTPS://BANK.test:443/fdx/v6/accounts/next?offset=2",
        "/fdx/v6/accounts/next?offset=2",
        # FDX's own examples leave the base path out.
        "/accounts/next?offset=2",
    ],
)
@pytest.mark.parametrize("is_listed", [False, True])
def test_it_follows_a_link_of_the_banks_own(href: str, *, is_listed: bool) -> None:
    link = {"href": href, "rel": "next"}
    bank = book(page("a", links=[link] if is_listed else {"next": link}), page("b"))

    assert ids(bank) == ["a", "b"]
    assert str(bank.asked[-1].url) == f"{BASE}/accounts/next?offset=2"


@pytest.mark.parametrize("href", HOSTILE)
@pytest.mark.parametrize("cursor", [{}, {"nextOffset": "2"}])
def test_it_never_follows_a_link_to_elsewhere(href: str, cursor: dict[str, str]) -> None:
    bank = book(page("a", page=cursor, links={"next": {"href": href}}))

    with pytest.raises(Unreadable, match=r"not under its own address$"):
        ids(bank)

    assert [request.url.path for request in bank.asked] == ["/oauth/token", "/fdx/v6/accounts"]


def test_no_other_host_hears_the_token() -> None:
    def answering(other: str) -> Callable[[socket.socket, bytes], None]:
        def speak(connection: socket.socket, request: bytes) -> None:
            listed = page("a", links={"next": {"href": f"{other}/accounts"}}).encode()
            connection.sendall(http("200 OK", listed) if b"GET" in request else HTTP_TOKEN)

        return speak

    with (
        loopback(lambda connection, _: connection.sendall(http("200 OK"))) as (other, overheard),
        loopback(answering(other)) as (base, heard),
        connect(access(base)) as connector,
        pytest.raises(Unreadable),
    ):
        connector.accounts()

    assert (len(heard), overheard) == (2, [])


@pytest.mark.parametrize(
    "fields",
    [
        {"page": {"nextOffset": "B47D80MVP23T"}},
        {"links": {"next": {"href": f"{BASE}/accounts/next"}}},
    ],
)
def test_it_stops_at_a_cursor_that_comes_again(fields: dict[str, object]) -> None:
    bank = book(page("a", **fields))

    with pytest.raises(Unreadable, match=r"repeat themselves$"):
        ids(bank)

    assert len(bank.asked) == 3


def test_it_stops_at_pages_without_end() -> None:
    def another(request: httpx.Request) -> httpx.Response:
        offset = int(request.url.params.get("offset", "0")) + 1
        return httpx.Response(200, text=page("a", page={"nextOffset": str(offset)}))

    bank = Bank({"/accounts": another})

    with pytest.raises(Unreadable, match=r"do not end$"):
        ids(bank)

    assert len(bank.asked) == 1 + paging.MOST_PAGES


@pytest.mark.parametrize("fields", [{}, {"page": {"nextOffset": ""}}, {"links": {}}, {"links": []}])
def test_the_last_page_names_no_next(fields: dict[str, object]) -> None:
    assert ids(book(page("a", **fields))) == ["a"]
