"""The sandbox bank's NextGenPSD2: its consents, what they read, and how often."""

import uuid
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from banking.sandbox.accounts import ACCOUNTS
from banking.sandbox.berlin import wire
from banking.sandbox.grants import s256
from tests.banking.sandbox.visitor import CLIENT, REDIRECT_URI, TurnableClock, Visitor

VERIFIER = "v" * 43
CONSENT = {
    "access": {"accounts": [], "balances": [], "transactions": []},
    "recurringIndicator": True,
    "validUntil": "2026-09-14",
    "frequencyPerDay": 4,
    "combinedServiceIndicator": False,
}
HERE = {"PSU-IP-Address": "192.0.2.7"}


class European:
    """A client of the bank's European interface, for one customer."""

    def __init__(self, visitor: Visitor, name: str = "dana") -> None:
        self.http = visitor.http
        self.consent_id = self.created()
        self.token = ""
        self.sign_in(name)

    def created(self, **changed: Any) -> str:
        reply = self.ask("POST", "consents", json=CONSENT | changed, headers=HERE)
        return str(reply.raise_for_status().json()["consentId"])

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"X-Request-ID": str(uuid.uuid4())} | more.pop("headers", {})
        return self.http.request(method, f"/psd2/v1/{path}", headers=headers, **more)

    def sign_in(self, name: str) -> None:
        """Go through the bank's own page, as a browser would."""
        query = {
            "response_type": "code",
            "client_id": CLIENT[0],
            "redirect_uri": REDIRECT_URI,
            "scope": f"AIS:{self.consent_id}",
            "code_challenge": s256(VERIFIER),
            "code_challenge_method": "S256",
        }
        typed = {"username": name, "password": f"{name}-at-the-bank", "decision": "allow"}
        back = self.http.post("/oauth/authorize", params=query, data=typed)
        form = {
            "grant_type": "authorization_code",
            "code": httpx.URL(back.headers["Location"]).params["code"],
            "redirect_uri": REDIRECT_URI,
            "code_verifier": VERIFIER,
        }
        self.token = str(
            self.http.post("/oauth/token", data=form, auth=CLIENT).json()["access_token"]
        )

    def get(self, path: str, **more: Any) -> httpx.Response:
        headers = {"Consent-ID": self.consent_id, "Authorization": f"Bearer {self.token}"}
        return self.ask("GET", path, headers=headers | more.pop("headers", {}), **more)

    def status(self) -> str:
        return str(self.ask("GET", f"consents/{self.consent_id}/status").json()["consentStatus"])


def code(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["tppMessages"][0]["code"]


@pytest.fixture
def dana(visitor: Visitor) -> European:
    return European(visitor)


def test_accounts_and_cards_are_listed_apart(dana: European) -> None:
    accounts = dana.get("accounts").json()["accounts"]
    cards = dana.get("card-accounts").json()["cardAccounts"]

    assert [each["displayName"] for each in accounts] == ["Main", "Euro Account", "House Fund"]
    assert [each["displayName"] for each in cards] == ["Tokyo Card"]
    assert "balances" not in accounts[0]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_each_iban_is_one_and_ends_in_the_digits_that_are_displayed(account: Any) -> None:
    written = wire.iban(account)

    # ISO 13616: the country and the check digits to the end, letters as numbers.
    moved = "".join(str(int(char, 36)) for char in written[4:] + written[:4])
    assert int(moved) % 97 == 1
    assert written.endswith(account.number_display.lstrip("*"))


def test_a_card_is_owed_in_positive_amounts(dana: European, visitor: Visitor) -> None:
    visitor.add("dana-tokyo-card", "-700")

    [card] = dana.get("card-accounts").json()["cardAccounts"]
    at = f"card-accounts/{card['resourceId']}"
    query = {"bookingStatus": "booked", "dateFrom": "2026-03-18"}
    page = dana.get(f"{at}/transactions", params=query).json()

    assert card["debitAccounting"] is True
    assert page["cardTransactions"]["booked"][0]["transactionAmount"] == {
        "currency": "JPY",
        "amount": "700",
    }


def test_what_is_pending_is_in_a_list_of_its_own(dana: European, visitor: Visitor) -> None:
    visitor.add("dana-euro", "-7.25", status="PENDING")

    account = dana.get("accounts").json()["accounts"][1]
    at = f"accounts/{account['resourceId']}/transactions"
    page = dana.get(at, params={"bookingStatus": "both", "dateFrom": "2026-03-18"}).json()

    [pending] = page["transactions"]["pending"]
    assert pending["transactionAmount"] == {"currency": "EUR", "amount": "-7.25"}
    assert "bookingDate" not in pending


def test_pages_together_are_the_whole_list(dana: European) -> None:
    account = dana.get("accounts").json()["accounts"][0]
    at = f"accounts/{account['resourceId']}/transactions"
    query = {"bookingStatus": "booked", "dateFrom": "2026-01-01"}
    whole = dana.get(at, params=query | {"itemsPerPage": "500"}).json()["transactions"]["booked"]

    read, href = [], f"/v1/{at}?bookingStatus=booked&dateFrom=2026-01-01&itemsPerPage=20"
    while href:
        page = dana.get(href.removeprefix("/v1/")).json()["transactions"]
        read += page["booked"]
        href = page["_links"].get("next", {}).get("href", "")

    assert len(whole) > 20
    assert read == whole


@pytest.mark.parametrize(
    "query",
    [
        {"bookingStatus": "both"},
        {"bookingStatus": "none", "dateFrom": "2026-03-01"},
        {"bookingStatus": "both", "dateFrom": "yesterday"},
        {"bookingStatus": "both", "dateFrom": "2026-03-01", "pageIndex": "-1"},
    ],
)
def test_a_listing_wants_a_status_and_a_first_day(dana: European, query: dict[str, str]) -> None:
    account = dana.get("accounts").json()["accounts"][0]

    reply = dana.get(f"accounts/{account['resourceId']}/transactions", params=query)

    assert code(reply) == (400, "FORMAT_ERROR")


def test_a_consent_that_nobody_made_hers_reads_nothing(dana: European) -> None:
    dana.consent_id = dana.created()

    assert code(dana.get("accounts")) == (403, "CONSENT_UNKNOWN")


def test_another_customers_consent_is_unknown(visitor: Visitor, dana: European) -> None:
    bob = European(visitor, "bob")
    bob.consent_id = dana.consent_id

    assert code(bob.get("accounts")) == (403, "CONSENT_UNKNOWN")


def test_another_consents_ids_lead_nowhere(dana: European) -> None:
    account = dana.get("accounts").json()["accounts"][0]
    dana.consent_id = dana.created()
    dana.sign_in("dana")

    assert code(dana.get(f"accounts/{account['resourceId']}/balances")) == (404, "RESOURCE_UNKNOWN")


def test_a_new_consent_ends_the_one_before(dana: European) -> None:
    before = dana.consent_id
    dana.consent_id = dana.created()
    dana.sign_in("dana")
    after = dana.status()

    dana.consent_id = before

    assert (dana.status(), after) == ("expired", "valid")


def test_a_consent_ends_after_its_last_day(dana: European, clock: TurnableClock) -> None:
    clock.now = datetime(2026, 9, 14, 23, 59, tzinfo=UTC)
    on_the_day = dana.status()

    clock.now = datetime(2026, 9, 15, tzinfo=UTC)

    assert (on_the_day, dana.status()) == ("valid", "expired")


def test_the_client_can_end_a_consent(dana: European) -> None:
    reply = dana.ask("DELETE", f"consents/{dana.consent_id}")

    assert reply.status_code == httpx.codes.NO_CONTENT
    assert dana.status() == "terminatedByTpp"
    assert code(dana.get("accounts")) == (401, "CONSENT_INVALID")


def test_four_times_a_day_is_what_nobody_asked_for_herself(
    dana: European, clock: TurnableClock
) -> None:
    unattended = [dana.get("accounts").status_code for _ in range(5)]
    attended = dana.get("accounts", headers=HERE).status_code
    clock.advance(hours=24, seconds=1)
    dana.token = ""
    dana.sign_in("dana")

    assert (unattended, attended) == ([200, 200, 200, 200, 429], 200)
    assert dana.get("accounts").status_code == httpx.codes.OK


@pytest.mark.parametrize(
    ("method", "path", "headers", "refused"),
    [
        ("GET", "accounts", {"X-Request-ID": "one"}, (400, "FORMAT_ERROR")),
        ("GET", "accounts", {}, (401, "TOKEN_INVALID")),
        ("POST", "consents", {}, (400, "FORMAT_ERROR")),
        ("PUT", "accounts", {}, (405, "SERVICE_INVALID")),
        ("GET", "payments", {}, (404, "RESOURCE_UNKNOWN")),
        ("GET", "consents/unknown", {}, (403, "CONSENT_UNKNOWN")),
    ],
)
def test_what_makes_no_sense_is_refused_in_the_standards_words(
    dana: European, method: str, path: str, headers: dict[str, str], refused: tuple[int, str]
) -> None:
    assert code(dana.ask(method, path, headers=headers)) == refused
