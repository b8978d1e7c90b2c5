"""What each way of Plaid's to say no becomes in our error tree, and what it leaves behind."""

import dataclasses
import logging
import traceback

import pytest

from banking.connector import (
    ConnectorError,
    Counted,
    NeedsCustomer,
    RateLimited,
    Refused,
    Unreachable,
    Unreadable,
)
from banking.connectors.plaid.client import PlaidConnector, connect
from tests.banking.connectors.plaid.link import LONG_AGO, Kept, access, talking
from tests.banking.connectors.plaid.vendor import CARD, SECRET, TOKEN, Vendor

CODED: list[tuple[int, str, type[ConnectorError], str]] = [
    (400, "ITEM_ERROR ITEM_LOGIN_REQUIRED", NeedsCustomer, "ITEM_ERROR ITEM_LOGIN_REQUIRED"),
    (400, "ITEM_ERROR ITEM_LOCKED", NeedsCustomer, "ITEM_ERROR ITEM_LOCKED"),
    (400, "ITEM_ERROR ITEM_NOT_FOUND", NeedsCustomer, "ITEM_ERROR ITEM_NOT_FOUND"),
    (
        400,
        "ITEM_ERROR USER_PERMISSION_REVOKED",
        NeedsCustomer,
        "ITEM_ERROR USER_PERMISSION_REVOKED",
    ),
    (400, "ITEM_ERROR PRODUCT_NOT_READY", Unreachable, "ITEM_ERROR PRODUCT_NOT_READY"),
    (400, "INSTITUTION_ERROR INSTITUTION_DOWN", Unreachable, "INSTITUTION_ERROR INSTITUTION_DOWN"),
    (400, "INSTITUTION_ERROR A_NEW_ONE", Unreachable, "INSTITUTION_ERROR"),
    (500, "API_ERROR INTERNAL_SERVER_ERROR", Unreachable, "API_ERROR INTERNAL_SERVER_ERROR"),
    (400, "INVALID_INPUT INVALID_API_KEYS", Refused, "INVALID_INPUT INVALID_API_KEYS"),
    (400, "INVALID_REQUEST ALICE", Refused, "INVALID_REQUEST"),
    (400, "ALICE SMITH", Refused, ""),
]


@pytest.mark.parametrize(("status", "sent", "error", "said"), CODED)
def test_a_coded_refusal_becomes_an_error(
    vendor: Vendor, status: int, sent: str, error: type[ConnectorError], said: str
) -> None:
    kind, code = sent.split()
    body = {"error_type": kind, "error_code": code, "error_message": "secret"}
    vendor.answers["accounts/get"] = (status, body)

    with pytest.raises(ConnectorError) as caught, talking(vendor) as connector:
        connector.accounts()

    assert type(caught.value) is error
    assert str(caught.value) == f"Plaid answered {status} {said}".rstrip()


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, "", Refused),
        (400, "[" * 50_000, Refused),
        (400, '{"error_code": 7}', Refused),
        (401, "<html>", Refused),
        (502, "<html>", Unreachable),
        (302, "", Unreadable),
        (204, "", Unreadable),
        (200, "<html>", Unreadable),
        (200, '{"accounts": "secret"}', Unreadable),
    ],
)
def test_an_answer_without_a_code_goes_by_its_status(
    vendor: Vendor, status: int, body: str, error: type[ConnectorError]
) -> None:
    vendor.answers["accounts/get"] = (status, body)

    with pytest.raises(ConnectorError) as caught, talking(vendor) as connector:
        connector.accounts()

    assert type(caught.value) is error
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("code", "is_of_link"), [("ACCOUNTS_LIMIT", False), ("INSTITUTION_RATE_LIMIT", True)]
)
def test_too_many_requests_are_told_apart(vendor: Vendor, code: str, is_of_link: bool) -> None:  # noqa: FBT001 - an example's field
    refused = {"error_type": "RATE_LIMIT_EXCEEDED", "error_code": code}
    vendor.answers["accounts/get"] = (429, refused)

    with pytest.raises(RateLimited) as caught, talking(vendor) as connector:
        connector.accounts()

    assert (caught.value.retry_after_s, caught.value.is_of_link) == (None, is_of_link)


def test_after_a_limit_the_next_refresh_has_everything(vendor: Vendor) -> None:
    vendor.add()
    kept = Kept()
    vendor.limited = 1
    with pytest.raises(RateLimited):
        kept.refresh(vendor)

    kept.refresh(vendor)

    assert (list(kept.movements), kept.cursor) == (["t-1"], "at-1")


def test_a_broken_item_is_not_read_from_copies(vendor: Vendor) -> None:
    """Plaid goes on to give its last copy; as an answer it would be older than it looks."""
    vendor.item = {"error": {"error_type": "ITEM_ERROR", "error_code": "ITEM_LOGIN_REQUIRED"}}

    with (
        pytest.raises(NeedsCustomer, match=r"^Plaid reports ITEM_ERROR ITEM_LOGIN_REQUIRED$"),
        talking(vendor) as connector,
    ):
        connector.accounts()

    assert vendor.paths() == ["item/get"]


@pytest.mark.parametrize(
    ("code", "error"), [("ITEM_LOGIN_REQUIRED", NeedsCustomer), ("INVALID_FIELD", Refused)]
)
def test_other_refusals_of_liabilities_count(
    vendor: Vendor, code: str, error: type[ConnectorError]
) -> None:
    vendor.accounts = [CARD]
    vendor.answers["liabilities/get"] = (400, {"error_type": "ITEM_ERROR", "error_code": code})

    with pytest.raises(error), talking(vendor) as connector:
        connector.accounts()


def test_each_request_counts_as_what_it_is(vendor: Vendor) -> None:
    spent: list[Counted | None] = []
    vendor.accounts = [CARD]

    def spend(counted: Counted | None = None, *, bank_id: str = "") -> None:
        spent.append(counted)

    with connect(dataclasses.replace(access(vendor), spend=spend)) as connector:
        connector.accounts()
        list(connector.transactions("c-1", since=LONG_AGO))

    kinds = [Counted.ACCOUNTS, Counted.ACCOUNTS, Counted.BALANCES, Counted.TRANSACTIONS]
    assert (vendor.paths(), spent) == (
        ["item/get", "accounts/get", "liabilities/get", "transactions/sync"],
        kinds,
    )


def test_our_credentials_stand_in_headers_only(vendor: Vendor) -> None:
    with talking(vendor) as connector:
        connector.accounts()

    [first, _] = vendor.asked
    names = ("plaid-client-id", "plaid-secret", "plaid-version", "content-type")
    assert [first.headers[name] for name in names] == [
        "client-1",
        SECRET,
        "2020-09-14",
        "application/json",
    ]
    assert first.body == {"access_token": TOKEN}


def read_all(connector: PlaidConnector) -> None:
    connector.accounts()
    list(connector.transactions("c-1", since=LONG_AGO))


FAILURES: list[tuple[int, object]] = [
    (400, {"error_type": "ITEM_ERROR", "error_code": "ITEM_LOGIN_REQUIRED", "x": "secret-body"}),
    (400, {"error_type": "secret-body", "error_code": "secret-body"}),
    (200, {"accounts": "secret-body", "added": "secret-body"}),
    (200, "secret-body"),
]


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("path", ["accounts/get", "transactions/sync", "liabilities/get"])
def test_an_exception_and_what_led_to_it_are_scrubbed(
    vendor: Vendor, path: str, failure: tuple[int, object], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    vendor.accounts, vendor.answers = [CARD], {path: failure}
    with talking(vendor, "cursor-x") as connector, pytest.raises(ConnectorError) as caught:
        read_all(connector)

    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + caplog.text
    assert [each for each in (TOKEN, SECRET, "secret-body", "cursor-x") if each in told] == []


def test_a_link_without_its_token_is_for_the_operator(vendor: Vendor) -> None:
    nobody = dataclasses.replace(access(vendor), credentials={})

    with pytest.raises(Refused, match=r"access_token$"), connect(nobody):
        pass

    assert vendor.asked == []
