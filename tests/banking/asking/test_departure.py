"""What the browser carries to the bank: our question, whole, bound to this visit."""

import json
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest

from banking.asking import signing_in
from banking.connector import Bank, ConnectorError, RateLimited, Refused, Unreachable, Unreadable
from banking.standard import Departure
from tests.banking.asking.bank import BANK, ISSUER, VISIT, Server, conversing, query, with_options

PUSHING = replace(BANK, pushed_url=f"{ISSUER}/par")
PUSHED = httpx.Response(201, json={"request_uri": "urn:bank:1", "expires_in": 60})


def begin(bank: Bank, server: Server | None = None, scope: str = "accounts") -> Departure:
    with conversing(bank, server or Server({})) as conversation:
        return signing_in.begin(conversation, bank, VISIT, scope=scope)


def test_the_question_is_oauths_with_pkce() -> None:
    departure = begin(BANK)

    assert departure.url.startswith("https://bank.test/authorize?")
    assert departure.kept.keys() == {"verifier"}
    assert query(departure.url) == {
        "response_type": "code",
        "client_id": "sayso",
        "redirect_uri": VISIT.redirect_url,
        "scope": "accounts",
        "state": VISIT.state,
        "code_challenge": signing_in.challenge(departure.kept["verifier"]),
        "code_challenge_method": "S256",
    }


def test_the_challenge_is_the_standards() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    # RFC 7636, appendix B.
    assert signing_in.challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_openid_adds_a_nonce_and_her_language() -> None:
    departure = begin(BANK, scope="openid accounts")

    asked = query(departure.url)
    assert asked["nonce"] == departure.kept["nonce"]
    assert asked["ui_locales"] == "es"
    assert "prompt" not in asked


def test_a_refresh_token_takes_her_explicit_consent() -> None:
    """Source: OpenID Connect Core 11."""
    assert query(begin(BANK, scope="openid offline_access").url)["prompt"] == "consent"


def test_no_two_visits_share_a_verifier_or_a_nonce() -> None:
    first, second = (begin(BANK, scope="openid").kept for _ in range(2))

    assert first["verifier"] != second["verifier"]
    assert first["nonce"] != second["nonce"]
    assert len(first["verifier"]) == 64


def test_a_standards_own_parameters_are_added_and_replace_none_of_ours() -> None:
    more = {"claims": {"id_token": {"acr": None}}, "resource": "r", "state": "theirs"}

    with conversing(BANK, Server({})) as conversation:
        departure = signing_in.begin(conversation, BANK, VISIT, scope="accounts", more=more)

    asked = query(departure.url)
    assert json.loads(asked["claims"]) == {"id_token": {"acr": None}}
    assert (asked["resource"], asked["state"]) == ("r", VISIT.state)


def test_the_banks_address_keeps_its_own_parameters() -> None:
    bank = replace(BANK, authorization_url="https://bank.test/authorize?brand=blue")

    url = begin(bank).url

    assert query(url)["brand"] == "blue"
    assert urlsplit(url).path == "/authorize"


def test_a_departure_shows_no_address_and_nothing_kept() -> None:
    departure = begin(BANK, scope="openid")

    assert repr(departure) == "Departure()"


@pytest.mark.parametrize(
    ("bank", "scope"),
    [
        (replace(BANK, keys_url=""), "openid"),
        (replace(BANK, issuer=""), "openid"),
        (replace(BANK, authorization_url=""), "accounts"),
        (replace(BANK, authorization_url="http://bank.test/authorize"), "accounts"),
        (with_options(response_types="token"), "openid"),
        (with_options(response_types="code id_token"), "accounts"),
    ],
    ids=["no keys", "no issuer", "no address", "no TLS", "implicit", "hybrid without openid"],
)
def test_what_the_operator_left_out_sends_nobody_away(bank: Bank, scope: str) -> None:
    with pytest.raises(Refused):
        begin(bank, scope=scope)


def test_a_pushed_question_leaves_only_its_name_to_the_browser() -> None:
    server = Server({"/par": PUSHED})

    departure = begin(PUSHING, server)

    assert query(departure.url) == {"client_id": "sayso", "request_uri": "urn:bank:1"}
    assert server.form() == {
        "response_type": "code",
        "client_id": "sayso",
        "redirect_uri": VISIT.redirect_url,
        "scope": "accounts",
        "state": VISIT.state,
        "code_challenge": signing_in.challenge(departure.kept["verifier"]),
        "code_challenge_method": "S256",
    }
    assert server.asked[0].headers["authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    ("answer", "error", "told"),
    [
        (httpx.Response(400, json={"error": "invalid_request"}), Refused, "400 invalid_request"),
        (httpx.Response(401, json={"error": "invalid_client"}), Refused, "401 invalid_client"),
        (httpx.Response(400, json={"error": "words of theirs"}), Refused, "answered 400"),
        (httpx.Response(429, headers={"Retry-After": "7"}), RateLimited, "answered 429"),
        (httpx.Response(503), Unreachable, "answered 503"),
        (httpx.Response(302, headers={"Location": "https://else.test"}), Unreadable, "302"),
        (httpx.Response(201, text="<html>"), Unreadable, "is no JSON"),
        (httpx.Response(201, json={"request_uri": ""}), Unreadable, "no request_uri"),
        (httpx.Response(201, json={"request_uri": "a\nb"}), Unreadable, "no request_uri"),
        (httpx.Response(201, json={"request_uri": "u" * 2049}), Unreadable, "no request_uri"),
        (httpx.ReadTimeout("slow"), Unreachable, "in time"),
    ],
    ids=[
        *("not taken", "not us", "own words", "too many", "down", "elsewhere", "HTML"),
        *("empty", "two lines", "long", "slow"),
    ],
)
def test_a_bank_that_takes_no_question_is_known_for_what_it_said(
    answer: httpx.Response | Exception, error: type[ConnectorError], told: str
) -> None:
    with pytest.raises(ConnectorError, match=f"{told}$") as caught:
        begin(PUSHING, Server({"/par": answer}))

    assert type(caught.value) is error
