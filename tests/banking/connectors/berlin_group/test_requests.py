"""What goes to the bank with each request, and what is kept when a token is renewed."""

import traceback
import uuid

import httpx
import pytest

from banking.connector import Bank, NeedsCustomer, Refused, Secret
from tests.banking.connectors.berlin_group.bank import (
    BASE,
    TOKEN,
    Bankside,
    access,
    account,
    bank_of,
    read,
)

REFRESH = "8f14e45f-ceea-467f-a9b5-1b1f5a1d3c9e"
STALE = {
    "consent_id": Secret("consent-1"),
    "access_token": Secret("old-token"),
    "refresh_token": Secret("old-refresh"),
    "expires_at": Secret("2001-01-01T00:00:00+00:00"),
}
BANK = Bank(
    base_url=BASE,
    token_url="https://bank.test/oauth/token",
    client_id="sayso",
    client_secret=Secret("client-secret"),
)
GIVEN = {"access_token": "new-token", "token_type": "Bearer", "refresh_token": "new-refresh"}


def test_each_request_carries_the_consent_and_the_token() -> None:
    bank = bank_of([account()])

    read(bank)

    assert {each.headers["Consent-ID"] for each in bank.asked} == {"consent-1"}
    assert {each.headers["Authorization"] for each in bank.asked} == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize("interaction_id", ["", REFRESH])
def test_each_request_has_an_id_of_its_own(interaction_id: str) -> None:
    bank = bank_of([account()])

    read(bank, access(interaction_id=interaction_id))

    ids = [uuid.UUID(each.headers["X-Request-ID"]) for each in bank.asked]
    assert len(ids) == len(set(ids)) > 1


def test_a_requests_id_can_be_found_from_the_refreshs() -> None:
    bank = bank_of([account()])

    read(bank, access(interaction_id=REFRESH))

    assert bank.asked[0].headers["X-Request-ID"] == str(uuid.uuid5(uuid.UUID(REFRESH), "1"))


@pytest.mark.parametrize("address", ["", "192.0.2.7"])
@pytest.mark.parametrize("is_customer_present", [False, True])
def test_a_customer_is_named_only_by_an_address_of_hers(
    address: str,
    is_customer_present: bool,  # noqa: FBT001 - a case
) -> None:
    bank = bank_of([account()])

    read(bank, access(customer_address=address, is_customer_present=is_customer_present))

    assert {each.headers.get("PSU-IP-Address") for each in bank.asked} == {address or None}


def test_a_consent_without_oauth_needs_no_token() -> None:
    bank = bank_of([account()])

    read(bank, access(credentials={"consent_id": Secret("consent-1")}))

    assert {each.headers.get("Authorization") for each in bank.asked} == {None}


def test_a_link_without_a_consent_asks_nothing() -> None:
    bank = bank_of([account()])

    with pytest.raises(Refused, match="consent_id"):
        read(bank, access(credentials={}))

    assert bank.asked == []


def with_tokens(answer: httpx.Response) -> Bankside:
    return Bankside(
        {
            "/oauth/token": answer,
            "/accounts": lambda _: httpx.Response(200, json={"accounts": []}),
        }
    )


def test_renewed_tokens_are_kept_before_anything_is_asked_with_them() -> None:
    bank = with_tokens(httpx.Response(200, json=GIVEN))
    kept: list[tuple[dict[str, str], int]] = []

    read(
        bank,
        access(
            bank=BANK,
            credentials=STALE,
            keep=lambda credentials: kept.append((dict(credentials), len(bank.asked))),
        ),
    )

    assert kept == [
        (
            {
                "consent_id": "consent-1",
                "access_token": "new-token",
                "refresh_token": "new-refresh",
            },
            1,
        )
    ]
    assert [each.headers["Authorization"][:6] for each in bank.asked] == [
        "Basic ",
        "Bearer",
        "Bearer",
    ]
    assert bank.asked[1].headers["Authorization"] == "Bearer new-token"


def test_a_refresh_token_that_is_over_needs_the_customer() -> None:
    bank = with_tokens(httpx.Response(400, json={"error": "invalid_grant"}))

    with pytest.raises(NeedsCustomer):
        read(bank, access(bank=BANK, credentials=STALE))


def test_no_secret_is_in_what_is_raised() -> None:
    body = {"tppMessages": [{"code": "FORMAT_ERROR", "text": f"{TOKEN} consent-1"}]}
    bank = Bankside({"/accounts": httpx.Response(400, json=body)})

    with pytest.raises(Refused) as caught:
        read(bank)

    raised = "".join(traceback.format_exception(caught.value, chain=True))
    assert caught.value.__context__ is None
    assert TOKEN not in raised
