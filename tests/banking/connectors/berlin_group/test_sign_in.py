"""A consent: asked for, made the customer's at her bank, renewed, and taken back."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from banking.connector import Bank, Refused, Secret, TimeLimits, Unreadable
from banking.connectors.berlin_group.sign_in import BerlinGroupSignIn
from banking.standard import Granted, NotGranted, Visit

LIMITS = TimeLimits(connect_s=1, read_s=1, total_s=5)
NOW = datetime(2026, 11, 20, 18, 4, tzinfo=UTC)
BANK = Bank(
    base_url="https://bank.test/psd2/v1",
    token_url="https://bank.test/oauth/token",
    authorization_url="https://bank.test/oauth/authorize",
    client_id="sayso",
    client_secret=Secret("client-secret"),
    time_zone="Europe/Berlin",
)
VISIT = Visit(
    state="our-state",
    redirect_url="https://us.test/back",
    until=datetime(2027, 5, 19, tzinfo=UTC),
    now=NOW,
    limits=LIMITS,
    customer_address="192.0.2.7",
)
METADATA = "https://login.bank.test/.well-known/oauth-authorization-server"
OAUTH = {"scaOAuth": {"href": METADATA}}
REDIRECT = {"scaRedirect": {"href": "https://bank.test/authorise?id=1"}}
TOKENS = {
    "access_token": "access-1",
    "token_type": "Bearer",
    "refresh_token": "refresh-1",
    "expires_in": 600,
}


@dataclass
class Bankside:
    """A bank whose consents are what a test says."""

    links: dict[str, Any] = field(default_factory=lambda: OAUTH)
    status: str = "valid"
    valid_until: str = "2027-05-19"
    refused: httpx.Response | None = None
    asked: list[httpx.Request] = field(default_factory=list)

    def reply(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        match request.method, request.url.path.removeprefix("/psd2/v1"):
            case "POST", "/oauth/token":
                return httpx.Response(200, json=TOKENS)
            case "GET", "/.well-known/oauth-authorization-server":
                at = "https://login.bank.test/authorize"
                return httpx.Response(200, json={"authorization_endpoint": at})
            case "POST", "/consents" if self.refused is None:
                made = {"consentStatus": "received", "consentId": "c-2", "_links": self.links}
                return httpx.Response(201, json=made)
            case "GET", "/consents/c-2":
                consent = {"consentStatus": self.status, "validUntil": self.valid_until}
                return httpx.Response(200, json=consent)
            case _:
                return self.refused or httpx.Response(204)

    @property
    def sign_in(self) -> BerlinGroupSignIn:
        return BerlinGroupSignIn(httpx.MockTransport(self.reply))

    @property
    def lines(self) -> list[str]:
        return [f"{each.method} {each.url.path}" for each in self.asked]


def linked(bank: Bankside, visit: Visit = VISIT, **returned: str) -> Granted:
    """The whole way, with what the browser brought back."""
    departure = bank.sign_in.begin(BANK, visit)
    answer = {"state": visit.state, "code": "code-1"} | returned
    return bank.sign_in.finish(BANK, visit, returned=answer, kept=departure.kept)


def test_a_consent_is_asked_for_as_the_standard_wants_it() -> None:
    bank = Bankside()

    bank.sign_in.begin(BANK, VISIT)

    [request] = bank.asked
    assert json.loads(request.content) == {
        "access": {"accounts": [], "balances": [], "transactions": []},
        "recurringIndicator": True,
        "validUntil": "2027-05-19",
        "frequencyPerDay": 4,
        "combinedServiceIndicator": False,
    }
    assert request.headers["PSU-IP-Address"] == "192.0.2.7"
    assert request.headers["TPP-Redirect-URI"] == "https://us.test/back?state=our-state"
    assert request.headers["TPP-Nok-Redirect-URI"] == (
        "https://us.test/back?state=our-state&error=access_denied"
    )


def test_the_operator_can_have_all_accounts_asked_for() -> None:
    bank = Bankside()

    bank.sign_in.begin(replace(BANK, options={"consent": "all_accounts"}), VISIT)

    assert json.loads(bank.asked[0].content)["access"] == {"allPsd2": "allAccounts"}


def test_by_oauth_the_scope_names_the_consent() -> None:
    departure = Bankside().sign_in.begin(BANK, VISIT)

    params = httpx.URL(departure.url).params
    assert departure.url.startswith("https://bank.test/oauth/authorize?")
    assert (params["scope"], params["state"]) == ("AIS:c-2", "our-state")
    assert params["code_challenge_method"] == "S256"
    assert departure.kept.keys() == {"consent_id", "verifier"}


def test_the_banks_metadata_tell_where_to_go_if_the_operator_does_not() -> None:
    departure = Bankside().sign_in.begin(replace(BANK, authorization_url=""), VISIT)

    assert departure.url.startswith("https://login.bank.test/authorize?")


def test_by_redirect_she_goes_where_the_bank_says() -> None:
    departure = Bankside(links=REDIRECT).sign_in.begin(BANK, VISIT)

    assert departure.url == "https://bank.test/authorise?id=1"
    assert departure.kept == {"consent_id": "c-2"}


@pytest.mark.parametrize(
    ("links", "error"),
    [
        ({}, Unreadable),
        ({"startAuthorisation": {"href": "/v1/consents/c-2/authorisations"}}, Unreadable),
        ({"scaRedirect": {"href": "http://bank.test/authorise"}}, Refused),
        ({"scaRedirect": {"href": "javascript:alert(1)"}}, Refused),
    ],
)
def test_no_other_way_is_gone(links: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        Bankside(links=links).sign_in.begin(BANK, VISIT)


def test_a_bank_that_makes_no_consent_refuses() -> None:
    body = {"tppMessages": [{"code": "FORMAT_ERROR"}]}
    bank = Bankside(refused=httpx.Response(400, json=body))

    with pytest.raises(Refused, match="FORMAT_ERROR"):
        bank.sign_in.begin(BANK, VISIT)


def test_by_oauth_the_code_becomes_the_links_tokens() -> None:
    bank = Bankside()

    granted = linked(bank)

    assert granted == Granted(
        credentials={
            "consent_id": "c-2",
            "access_token": "access-1",
            "refresh_token": "refresh-1",
            "expires_at": "2026-11-20T18:14:00+00:00",
        },
        reference="c-2",
        # The end of the bank's own last day, which is in Berlin.
        expires_at=datetime(2027, 5, 19, 22, tzinfo=UTC),
    )
    assert bank.asked[-1].headers["Authorization"] == "Bearer access-1"


def test_by_redirect_the_consent_is_all_there_is() -> None:
    granted = linked(Bankside(links=REDIRECT))

    assert granted.credentials == {"consent_id": "c-2"}


def test_a_consent_without_end_has_none() -> None:
    assert linked(Bankside(valid_until="9999-12-31")).expires_at is None


@pytest.mark.parametrize("links", [OAUTH, REDIRECT])
@pytest.mark.parametrize("status", ["received", "rejected", "partiallyAuthorised", "expired"])
def test_a_consent_that_is_not_valid_is_not_granted(links: dict[str, Any], status: str) -> None:
    with pytest.raises(NotGranted):
        linked(Bankside(links=links, status=status))


@pytest.mark.parametrize("links", [OAUTH, REDIRECT])
def test_a_customer_who_says_no_grants_nothing(links: dict[str, Any]) -> None:
    bank = Bankside(links=links)

    with pytest.raises(NotGranted):
        linked(bank, error="access_denied")

    assert bank.lines == ["POST /psd2/v1/consents"]


RENEWED = replace(VISIT, reference="c-1", credentials={"consent_id": "c-1"})


def test_a_renewal_ends_the_old_consent_once_the_new_one_works() -> None:
    bank = Bankside()

    granted = linked(bank, RENEWED)

    assert granted.reference == "c-2"
    assert bank.lines[-2:] == ["GET /psd2/v1/consents/c-2", "DELETE /psd2/v1/consents/c-1"]


def test_a_renewal_that_fails_leaves_the_old_consent_alone() -> None:
    bank = Bankside(status="rejected")

    with pytest.raises(NotGranted):
        linked(bank, RENEWED)

    assert "DELETE /psd2/v1/consents/c-1" not in bank.lines


def test_an_old_consent_that_cannot_be_ended_spoils_no_renewal() -> None:
    bank = Bankside()
    departure = bank.sign_in.begin(BANK, RENEWED)
    bank.refused = httpx.Response(503)

    granted = bank.sign_in.finish(BANK, RENEWED, returned={"code": "c"}, kept=departure.kept)

    assert granted.reference == "c-2"


@pytest.mark.parametrize("status", [204, 200, 404])
def test_the_end_takes_the_consent_back(status: int) -> None:
    bank = Bankside(refused=httpx.Response(status))

    bank.sign_in.end(BANK, {"consent_id": "c-1", "access_token": "access-1"}, LIMITS)

    [request] = bank.asked
    assert (request.method, request.url.path) == ("DELETE", "/psd2/v1/consents/c-1")
    assert request.headers["Authorization"] == "Bearer access-1"


def test_the_end_renews_a_token_that_is_over() -> None:
    bank = Bankside()
    held = {"consent_id": "c-1", "refresh_token": "refresh-0", "expires_at": "2001-01-01T00:00:00Z"}

    bank.sign_in.end(BANK, held, LIMITS)

    assert bank.lines == ["POST /oauth/token", "DELETE /psd2/v1/consents/c-1"]


def test_a_leave_that_has_run_out_needs_no_end() -> None:
    bank = Bankside(
        refused=httpx.Response(403, json={"tppMessages": [{"code": "CONSENT_UNKNOWN"}]})
    )

    bank.sign_in.end(BANK, {"consent_id": "c-1"}, LIMITS)

    assert bank.lines == ["DELETE /psd2/v1/consents/c-1"]


def test_an_end_that_the_bank_does_not_take_is_told() -> None:
    bank = Bankside(refused=httpx.Response(400))

    with pytest.raises(Refused):
        bank.sign_in.end(BANK, {"consent_id": "c-1"}, LIMITS)
