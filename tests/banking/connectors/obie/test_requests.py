"""What a request to the bank carries, and what it is counted as."""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from banking.connector import Counted, NeedsCustomer
from banking.connectors import standard_of, ways_in
from banking.standard import Each, Limit
from tests.banking.connectors.obie.bank import (
    ADDRESS,
    BASE,
    SINCE,
    TOKEN,
    Bank,
    access,
    account,
    balance,
    listing,
    talking,
    transaction,
)

ID = "93bac548-d2de-4546-b106-880a5018460d"
LATER = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
EARLIER = (datetime.now(UTC) - timedelta(hours=1)).isoformat()


def whole_bank() -> Bank:
    """A card, with pages."""
    return Bank(
        {
            "GET /accounts": listing("Account", account(AccountSubType="CreditCard")),
            "GET /accounts/a-1/balances": listing(
                "Balance", balance("InterimBooked", "1.00", "Debit")
            ),
            "GET /accounts/a-1/statements": listing("Statement"),
            "GET /accounts/a-1/transactions": listing(
                "Transaction", transaction(), following=f"{BASE}/next"
            ),
            "GET /next": listing("Transaction", transaction(TransactionId="t-2")),
            "POST /oauth/token": {
                "access_token": "another",
                "token_type": "Bearer",
                "expires_in": 300,
                "refresh_token": "rotated",
            },
        }
    )


def sent(bank: Bank, name: str) -> set[str | None]:
    return {each.headers.get(name) for each in bank.asked}


def test_all_requests_of_a_refresh_belong_together() -> None:
    bank = whole_bank()
    to = dataclasses.replace(access(), interaction_id=ID)

    with talking(bank, to) as connector:
        connector.accounts()
        list(connector.transactions("a-1", since=SINCE))

    assert len(bank.asked) == 5
    assert sent(bank, "x-fapi-interaction-id") == {ID}
    assert sent(bank, "Authorization") == {f"Bearer {TOKEN}"}
    assert sent(bank, "Accept") == {"application/json"}


def test_without_an_id_they_get_one_of_their_own() -> None:
    bank = whole_bank()

    with talking(bank) as connector:
        connector.accounts()

    [made_up] = sent(bank, "x-fapi-interaction-id")
    assert made_up
    assert len(made_up) == len(ID)


@pytest.mark.parametrize("address", ["", "203.0.113.7"])
def test_only_an_address_says_that_she_is_there(address: str) -> None:
    bank = whole_bank()
    to = dataclasses.replace(access(), customer_address=address, is_customer_present=True)

    with talking(bank, to) as connector:
        connector.accounts()

    assert sent(bank, "x-fapi-customer-ip-address") == {address or None}


@pytest.mark.parametrize(
    ("held", "date"),
    [
        ({}, None),
        ({"signed_in_at": "2026-11-09T07:08:09+00:00"}, "Mon, 09 Nov 2026 07:08:09 GMT"),
    ],
)
def test_it_tells_when_she_signed_in(held: Mapping[str, str], date: str | None) -> None:
    bank = whole_bank()

    with talking(bank, access(ADDRESS, **held)) as connector:
        connector.accounts()

    assert sent(bank, "x-fapi-auth-date") == {date}


def test_movements_are_asked_for_since_a_day() -> None:
    bank = whole_bank()

    with talking(bank) as connector:
        list(connector.transactions("a-1", since=SINCE))

    assert dict(bank.asked[0].url.params) == {"fromBookingDateTime": "2026-11-01T00:00:00Z"}


def test_a_listing_counts_once_and_statements_as_no_kind() -> None:
    spent: list[tuple[Counted | None, str]] = []

    def spend(counted: Counted | None = None, *, bank_id: str = "") -> None:
        spent.append((counted, bank_id))

    with talking(whole_bank(), dataclasses.replace(access(), spend=spend)) as connector:
        connector.accounts()
        list(connector.transactions("a-1", since=SINCE))

    assert spent == [
        (Counted.ACCOUNTS, ""),
        (Counted.BALANCES, "a-1"),
        (None, "a-1"),
        (Counted.TRANSACTIONS, "a-1"),
        (None, "a-1"),
    ]


def test_an_ended_token_is_made_new_and_kept_before_anything_is_asked() -> None:
    bank, kept = whole_bank(), []
    held = access(expires_at=EARLIER, refresh_token="old", consent_id="c-1")

    def keep(credentials: Mapping[str, str]) -> None:
        kept.append((len(bank.asked), dict(credentials)))

    with talking(bank, dataclasses.replace(held, keep=keep)) as connector:
        connector.accounts()

    [(asked_before, credentials)] = kept
    assert asked_before == 1
    assert datetime.fromisoformat(credentials.pop("expires_at")) > datetime.now(UTC)
    assert credentials == {
        "access_token": "another",
        "refresh_token": "rotated",
        "consent_id": "c-1",
    }
    renewal, *others = bank.asked
    assert renewal.content == b"grant_type=refresh_token&refresh_token=old"
    assert {each.headers["Authorization"] for each in others} == {"Bearer another"}


def test_a_good_token_is_left_as_it_is() -> None:
    bank = whole_bank()

    with talking(bank, access(expires_at=LATER, refresh_token="old")) as connector:
        connector.accounts()

    assert {each.method for each in bank.asked} == {"GET"}


@pytest.mark.parametrize("refresh_token", ["", "used"])
def test_a_leave_that_ran_out_is_hers_to_give_again(refresh_token: str) -> None:
    refusal = httpx.Response(400, json={"error": "invalid_grant"})
    held = {"refresh_token": refresh_token} if refresh_token else {}
    bank = Bank({"POST /oauth/token": refusal})

    with pytest.raises(NeedsCustomer), talking(bank, access(ADDRESS, expires_at=EARLIER, **held)):
        pass


def test_the_standard_offers_a_sign_in_and_four_unattended_reads_a_day() -> None:
    standard = standard_of("obie")

    assert ways_in("obie") == {"sign_in"}
    assert standard.limits == tuple(
        Limit(requests=4, window_s=86400, each=each, counted=counted, is_unattended_only=True)
        for counted, each in [
            (Counted.ACCOUNTS, Each.LINK),
            (Counted.BALANCES, Each.ACCOUNT),
            (Counted.TRANSACTIONS, Each.ACCOUNT),
        ]
    )
