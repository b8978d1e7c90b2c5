"""How an Item comes about, is renewed and is given back."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from banking.connector import NeedsCustomer, Refused, Unreachable, Unreadable
from banking.connectors.plaid.sign_in import HostedLink
from banking.standard import Departure, Granted, NotGranted, Visit
from tests.banking.connectors.plaid.link import LIMITS, bank_of
from tests.banking.connectors.plaid.vendor import TOKEN, Json, Vendor

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
CREATED: Json = {
    "client_name": "Sayso",
    "language": "es",
    "country_codes": ["US"],
    "user": {"client_user_id": hashlib.sha256(b"state-1").hexdigest()},
    "hosted_link": {
        "completion_redirect_uri": "https://sayso.test/back?state=state-1",
        "url_lifetime_seconds": 1800,
    },
}


def visit(credentials: Mapping[str, str] | None = None, language: str = "es-MX") -> Visit:
    return Visit(
        state="state-1",
        redirect_url="https://sayso.test/back",
        until=NOW,
        now=NOW,
        limits=LIMITS,
        credentials=credentials or {},
        language=language,
    )


def session(**fields: object) -> Json:
    return {"link_session_id": "s-1", "finished_at": "2026-11-21T09:01:00Z", **fields}


def added(public_token: str) -> Json:
    return {"item_add_results": [{"public_token": public_token}]}


def finish(vendor: Vendor, credentials: Mapping[str, str] | None = None) -> Granted:
    return HostedLink().finish(
        bank_of(vendor), visit(credentials), returned={}, kept={"link_token": "link-one"}
    )


def test_she_departs_to_plaids_own_page(vendor: Vendor) -> None:
    departure = HostedLink().begin(bank_of(vendor), visit())

    [asked] = vendor.asked
    assert departure == Departure(
        url="https://secure.plaid.test/hl/one", kept={"link_token": "link-one"}
    )
    assert (asked.path, asked.body) == (
        "link/token/create",
        CREATED
        | {
            "products": ["transactions"],
            "required_if_supported_products": ["liabilities"],
            "transactions": {"days_requested": 730},
        },
    )


def test_the_operators_words_are_sent(vendor: Vendor) -> None:
    options = {
        "client_name": "A bank with a name that is longer than thirty characters",
        "country_codes": "US, CA",
        "products": "transactions",
        "products_if_supported": "",
        "webhook": "https://sayso.test/events",
    }

    HostedLink().begin(bank_of(vendor, options), visit(language="tlh"))

    body = vendor.asked[0].body
    assert body["client_name"] == "A bank with a name that is lon"
    assert (body["country_codes"], body["products"]) == (["US", "CA"], ["transactions"])
    assert (body["webhook"], body["language"]) == ("https://sayso.test/events", "en")
    assert "required_if_supported_products" not in body


def test_a_renewal_asks_for_her_item_and_for_no_product(vendor: Vendor) -> None:
    HostedLink().begin(bank_of(vendor, {"webhook": "https://x.test"}), visit({"access_token": "a"}))

    body = vendor.asked[0].body
    assert body["access_token"] == "a"
    assert body.keys() == {*CREATED, "access_token"}


def test_a_client_without_hosted_link_is_told(vendor: Vendor) -> None:
    vendor.answers["link/token/create"] = (200, {"link_token": "link-one"})

    with pytest.raises(Unreadable, match="Hosted Link is not enabled"):
        HostedLink().begin(bank_of(vendor), visit())


def test_a_page_without_tls_is_not_visited(vendor: Vendor) -> None:
    made = {"link_token": "link-one", "hosted_link_url": "http://secure.plaid.test/hl/one"}
    vendor.answers["link/token/create"] = (200, made)

    with pytest.raises(Refused):
        HostedLink().begin(bank_of(vendor), visit())


def test_she_comes_back_with_an_item(vendor: Vendor) -> None:
    vendor.sessions = [session(results=added("public-1"))]
    vendor.item = {"consent_expiration_time": "2027-02-01T00:00:00Z"}

    granted = finish(vendor)

    assert granted == Granted(
        credentials={"access_token": TOKEN},
        reference="i-1",
        expires_at=datetime(2027, 2, 1, tzinfo=UTC),
    )
    assert [(each.path, each.body) for each in vendor.asked] == [
        ("link/token/get", {"link_token": "link-one"}),
        ("item/public_token/exchange", {"public_token": "public-1"}),
        ("item/get", {"access_token": TOKEN}),
    ]


@pytest.mark.parametrize(
    ("sessions", "public_token"),
    [
        ([session(on_success={"public_token": "older-client"})], "older-client"),
        (
            [
                session(exit={"error": None}, results=None),
                session(results=added("second-try")),
            ],
            "second-try",
        ),
        (
            [
                session(finished_at="2026-11-21T09:00:00Z", results=added("first")),
                session(finished_at="2026-11-21T09:05:00Z", results=added("latest")),
            ],
            "latest",
        ),
    ],
)
def test_of_her_sessions_the_latest_with_an_item_counts(
    vendor: Vendor, sessions: list[Json], public_token: str
) -> None:
    vendor.sessions = sessions

    finish(vendor)

    assert vendor.asked[1].body == {"public_token": public_token}


@pytest.mark.parametrize(
    "sessions",
    [
        [],
        [session(exit={"error": None})],
        [session(finished_at=None)],
        [session(results={"item_add_results": []})],
    ],
)
def test_without_an_item_nothing_is_granted(vendor: Vendor, sessions: list[Json]) -> None:
    vendor.sessions = sessions

    with pytest.raises(NotGranted):
        finish(vendor)

    assert vendor.paths() == ["link/token/get"]


def test_a_token_is_not_lost_for_a_date(vendor: Vendor) -> None:
    vendor.sessions = [session(results=added("public-1"))]
    vendor.answers["item/get"] = (500, "")

    granted = finish(vendor)

    assert granted == Granted(credentials={"access_token": TOKEN}, reference="i-1")


def test_a_renewal_keeps_the_token_and_exchanges_none(vendor: Vendor) -> None:
    vendor.sessions = [session(results=added("of no use"))]
    vendor.item = {"consent_expiration_time": "2027-02-01T00:00:00Z"}

    granted = finish(vendor, {"access_token": TOKEN})

    assert granted == Granted(
        credentials={"access_token": TOKEN},
        reference="i-1",
        expires_at=datetime(2027, 2, 1, tzinfo=UTC),
    )
    assert vendor.paths() == ["link/token/get", "item/get"]


@pytest.mark.parametrize(
    "sessions",
    [[], [session(exit={"error": None})], [session(on_exit={})], [session(finished_at=None)]],
)
def test_a_renewal_that_she_left_is_none(vendor: Vendor, sessions: list[Json]) -> None:
    vendor.sessions = sessions

    with pytest.raises(NotGranted):
        finish(vendor, {"access_token": TOKEN})


def test_a_renewal_after_which_the_item_is_still_broken_is_none(vendor: Vendor) -> None:
    vendor.sessions = [session()]
    vendor.item = {"error": {"error_type": "ITEM_ERROR", "error_code": "ITEM_LOGIN_REQUIRED"}}

    with pytest.raises(NotGranted):
        finish(vendor, {"access_token": TOKEN})


def test_the_end_removes_the_item(vendor: Vendor) -> None:
    HostedLink().end(bank_of(vendor), {"access_token": TOKEN}, LIMITS)

    assert [(each.path, each.body) for each in vendor.asked] == [
        ("item/remove", {"access_token": TOKEN})
    ]


def test_an_item_that_is_gone_is_gone(vendor: Vendor) -> None:
    gone = {"error_type": "ITEM_ERROR", "error_code": "ITEM_NOT_FOUND"}
    vendor.answers["item/remove"] = (400, gone)

    HostedLink().end(bank_of(vendor), {"access_token": TOKEN}, LIMITS)

    assert vendor.paths() == ["item/remove"]


@pytest.mark.parametrize(("status", "error"), [(500, Unreachable), (400, Refused)])
def test_an_end_that_plaid_did_not_hear_is_told(
    vendor: Vendor, status: int, error: type[Exception]
) -> None:
    vendor.answers["item/remove"] = (status, "")

    with pytest.raises(error):
        HostedLink().end(bank_of(vendor), {"access_token": TOKEN}, LIMITS)


def test_an_item_that_cannot_be_renewed_is_told(vendor: Vendor) -> None:
    gone = {"error_type": "ITEM_ERROR", "error_code": "ITEM_NOT_FOUND"}
    vendor.answers["link/token/create"] = (400, gone)

    with pytest.raises(NeedsCustomer):
        HostedLink().begin(bank_of(vendor), visit({"access_token": TOKEN}))
