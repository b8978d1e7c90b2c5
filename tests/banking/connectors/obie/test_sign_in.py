"""The consent, and what becomes of it: made, said yes to, said yes to again, taken back."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from banking.connector import ConnectorError, Refused, Unreachable, Unreadable
from banking.connectors.obie.consents import PERMISSIONS
from banking.connectors.obie.sign_in import ObieSignIn
from banking.standard import Departure, Granted, NotGranted, Visit
from tests.banking.connectors.obie.bank import ADDRESS, LIMITS, Bank, Json

NOW = datetime(2026, 11, 20, 18, 4, tzinfo=UTC)
UNTIL = NOW + timedelta(days=90)
SERVICE = {"access_token": "client-token", "token_type": "Bearer"}
HERS = {"access_token": "hers", "token_type": "Bearer", "expires_in": 300, "refresh_token": "r"}
BACK = {"code": "a-code", "state": "a-state"}


def consent(status: str, consent_id: str = "c-1", ends: datetime | None = UNTIL) -> Json:
    until = {"ExpirationDateTime": ends.isoformat()} if ends else {}
    return {"Data": {"ConsentId": consent_id, "Status": status, **until}, "Risk": {}}


def token(request: httpx.Request) -> httpx.Response:
    is_ours = b"client_credentials" in request.content
    return httpx.Response(200, json=SERVICE if is_ours else HERS)


def bank(**answers: Any) -> Bank:
    """One with the consent that a renewal finds, and with a new one for who asks."""
    made = httpx.Response(201, json=consent("AwaitingAuthorisation", "c-new"))
    return Bank(
        {
            "POST /oauth/token": token,
            "POST /account-access-consents": made,
            "DELETE /account-access-consents/c-1": httpx.Response(204),
            **{f"{name} /account-access-consents/c-1": each for name, each in answers.items()},
        }
    )


def at(those: Bank) -> ObieSignIn:
    return ObieSignIn(transport=httpx.MockTransport(those.reply))


def visit(reference: str = "", customer_address: str = "") -> Visit:
    return Visit(
        state="a-state",
        redirect_url="https://us.test/back",
        until=UNTIL,
        now=NOW,
        limits=LIMITS,
        reference=reference,
        customer_address=customer_address,
    )


def finished(those: Bank, departure: Departure, reference: str = "") -> Granted:
    return at(those).finish(ADDRESS, visit(reference), returned=BACK, kept=departure.kept)


def done(those: Bank) -> list[str]:
    path = "/open-banking/v3.1/aisp"
    return [f"{each.method} {each.url.path.removeprefix(path)}" for each in those.asked]


def test_a_consent_is_made_before_she_goes() -> None:
    those = bank()

    departure = at(those).begin(ADDRESS, visit(customer_address="203.0.113.7"))

    ours, made = those.asked
    assert parse_qs(ours.content.decode()) == {
        "grant_type": ["client_credentials"],
        "scope": ["accounts"],
    }
    assert made.headers["Authorization"] == "Bearer client-token"
    assert made.headers["x-fapi-customer-ip-address"] == "203.0.113.7"
    assert made.headers["Content-Type"] == "application/json"
    assert json.loads(made.content) == {
        "Data": {
            "Permissions": list(PERMISSIONS),
            "ExpirationDateTime": "2027-02-18T18:04:00+00:00",
        },
        "Risk": {},
    }
    assert (departure.kept["consent_id"], departure.kept["consent_ends"]) == (
        "c-new",
        UNTIL.isoformat(),
    )


def test_she_goes_with_the_consents_id() -> None:
    departure = at(bank()).begin(ADDRESS, visit())

    asked = parse_qs(urlsplit(departure.url).query)
    intent = {"value": "c-new", "essential": True}
    acr = ["urn:openbanking:psd2:sca", "urn:openbanking:psd2:ca"]
    assert asked["scope"] == ["accounts"]
    assert json.loads(asked["claims"][0]) == {
        "userinfo": {"openbanking_intent_id": intent},
        "id_token": {
            "openbanking_intent_id": intent,
            "acr": {"essential": True, "values": acr},
        },
    }


def test_her_yes_becomes_the_links_credentials() -> None:
    those = bank()
    departure = at(those).begin(ADDRESS, visit())

    granted = finished(those, departure)

    assert granted == Granted(
        credentials={
            "access_token": "hers",
            "refresh_token": "r",
            "expires_at": (NOW + timedelta(seconds=300)).isoformat(),
            "consent_id": "c-new",
            "signed_in_at": NOW.isoformat(),
        },
        reference="c-new",
        expires_at=UNTIL,
    )


@pytest.mark.parametrize("status", ["Authorised", "AUTH", "CANC"])
@pytest.mark.parametrize("ends", [None, NOW + timedelta(days=31)])
def test_a_renewal_keeps_the_consent(status: str, ends: datetime | None) -> None:
    those = bank(GET=consent(status, ends=ends))

    departure = at(those).begin(ADDRESS, visit("c-1"))
    granted = finished(those, departure, "c-1")

    assert (granted.reference, granted.expires_at) == ("c-1", ends)
    assert done(those) == [
        "POST /oauth/token",
        "GET /account-access-consents/c-1",
        "POST /oauth/token",
    ]


@pytest.mark.parametrize(
    "found",
    [
        consent("Authorised", ends=NOW + timedelta(days=29)),
        consent("EXPD"),
        consent("Revoked"),
        consent("RJCT"),
        httpx.Response(400),
    ],
    ids=["ends soon", "expired", "revoked", "rejected", "unknown"],
)
def test_a_consent_that_cannot_go_on_is_replaced_and_taken_back(
    found: Json | httpx.Response,
) -> None:
    those = bank(GET=found)

    departure = at(those).begin(ADDRESS, visit("c-1"))
    granted = finished(those, departure, "c-1")

    assert granted.reference == "c-new"
    assert "POST /account-access-consents" in done(those)
    assert done(those)[-1] == "DELETE /account-access-consents/c-1"


def test_what_she_gave_counts_though_the_old_one_stays() -> None:
    those = bank(GET=consent("EXPD"), DELETE=httpx.Response(503))

    granted = finished(those, at(those).begin(ADDRESS, visit("c-1")), "c-1")

    assert granted.reference == "c-new"


@pytest.mark.parametrize("returned", [{"error": "access_denied", "state": "a-state"}, {}])
def test_no_is_no(returned: dict[str, str]) -> None:
    those = bank()
    departure = at(those).begin(ADDRESS, visit())

    with pytest.raises(NotGranted):
        at(those).finish(ADDRESS, visit(), returned=returned, kept=departure.kept)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        # Nobody but us is asking: neither is the customer's to mend.
        (httpx.Response(401), Refused),
        (httpx.Response(403, json={"Errors": [{"ErrorCode": "U028"}]}), Refused),
        (httpx.Response(400, json={"Errors": [{"ErrorCode": "U002"}]}), Refused),
        (httpx.Response(503), Unreachable),
        (httpx.Response(201, json={"Data": {}}), Unreadable),
        (httpx.Response(201, json=consent("AWAU", "..")), Unreadable),
    ],
)
def test_a_bank_that_makes_no_consent_is_not_gone_to(
    answer: httpx.Response, error: type[ConnectorError]
) -> None:
    those = Bank({"POST /oauth/token": token, "POST /account-access-consents": answer})

    with pytest.raises(ConnectorError) as caught:
        at(those).begin(ADDRESS, visit())

    assert type(caught.value) is error


@pytest.mark.parametrize("status", [204, 200, 400, 403, 404])
def test_the_leaves_end_is_told_to_the_bank(status: int) -> None:
    those = bank(DELETE=httpx.Response(status))

    at(those).end(ADDRESS, {"consent_id": "c-1", "access_token": "hers"}, LIMITS)

    assert done(those) == ["POST /oauth/token", "DELETE /account-access-consents/c-1"]
    assert those.asked[-1].headers["Authorization"] == "Bearer client-token"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(503), Unreachable),
        (httpx.Response(400, json={"Errors": [{"ErrorCode": "U007"}]}), Refused),
    ],
)
def test_an_end_that_was_not_heard_is_known(
    answer: httpx.Response, error: type[ConnectorError]
) -> None:
    those = bank(DELETE=answer)

    with pytest.raises(error):
        at(those).end(ADDRESS, {"consent_id": "c-1"}, LIMITS)


def test_a_link_without_a_consent_ends_without_the_bank() -> None:
    those = bank()

    at(those).end(ADDRESS, {"access_token": "hers"}, LIMITS)

    assert those.asked == []
