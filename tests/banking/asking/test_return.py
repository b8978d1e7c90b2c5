"""What the browser brings back: whose answer it is, what it says, and what the code gives."""

import traceback
from dataclasses import replace
from typing import Any

import httpx
import pytest

from banking.asking import signing_in
from banking.asking.signing_in import SignedIn
from banking.asking.tokens import Tokens
from banking.connector import (
    Bank,
    ConnectorError,
    RateLimited,
    Refused,
    Unreachable,
    Unreadable,
)
from banking.standard import NotGranted
from tests.banking.asking.bank import (
    BANK,
    CODE,
    ISSUER,
    KEPT,
    TOKEN,
    VERIFIER,
    VISIT,
    Answer,
    Server,
    conversing,
    granting,
    id_claims,
    with_options,
)
from tests.banking.asking.signer import rsa_signer

PROMISING = with_options(authorization_response_iss_parameter_supported="true")
PLAIN = {"verifier": VERIFIER}
GOOD = {"code": CODE, "state": VISIT.state}


def finish(
    server: Server,
    bank: Bank = BANK,
    returned: dict[str, str] | None = None,
    kept: dict[str, str] | None = None,
) -> SignedIn:
    with conversing(bank, server) as conversation:
        return signing_in.finish(
            conversation, bank, VISIT, GOOD if returned is None else returned, kept or PLAIN
        )


def test_a_code_is_traded_with_its_verifier() -> None:
    server = granting(None, fdxConsentId="consent-1", others=7)

    signed_in = finish(server)

    assert signed_in == SignedIn(
        tokens=Tokens(
            access_token=TOKEN,
            expires_in_s=600,
            refresh_token="refresh-nobody-may-see",
            id_token=None,
            scope="openid accounts",
            others={"fdxConsentId": "consent-1"},
        ),
        claims={},
    )
    assert server.paths == ["/token"]
    assert server.form() == {
        "grant_type": "authorization_code",
        "code": CODE,
        "redirect_uri": VISIT.redirect_url,
        "code_verifier": VERIFIER,
    }


def test_an_id_token_that_is_right_in_all_is_what_openid_adds() -> None:
    signed_in = finish(granting(rsa_signer().signed(id_claims())), kept=KEPT)

    assert signed_in.claims == id_claims()


@pytest.mark.parametrize("bank", [BANK, PROMISING], ids=["no promise", "promise"])
def test_an_answer_with_the_banks_own_name_is_the_banks(bank: Bank) -> None:
    signed_in = finish(granting(None), bank, GOOD | {"iss": ISSUER})

    assert signed_in.tokens.access_token == TOKEN


@pytest.mark.parametrize("bank", [BANK, PROMISING], ids=["no promise", "promise"])
@pytest.mark.parametrize("outcome", [{"code": CODE}, {"error": "access_denied"}], ids=str)
def test_another_banks_answer_sends_its_code_nowhere(bank: Bank, outcome: dict[str, str]) -> None:
    server = granting(None)

    with pytest.raises(NotGranted, match=r"Its iss is wrong: another bank may have answered$"):
        finish(server, bank, {**outcome, "state": VISIT.state, "iss": "https://other.test"})

    assert server.asked == []


def test_a_bank_that_promised_its_name_gives_it() -> None:
    """Source: RFC 9207 2.4."""
    server = granting(None)

    with pytest.raises(NotGranted, match="Its iss is wrong"):
        finish(server, PROMISING, GOOD)

    assert server.asked == []


@pytest.mark.parametrize(
    ("word", "error", "told"),
    [
        ("access_denied", NotGranted, "The bank answered access_denied"),
        ("consent_required", NotGranted, "The bank answered consent_required"),
        ("login_required", NotGranted, "The bank answered login_required"),
        ("temporarily_unavailable", Unreachable, "The bank answered temporarily_unavailable"),
        ("server_error", Unreachable, "The bank answered server_error"),
        ("invalid_scope", Refused, "The bank answered invalid_scope"),
        ("unauthorized_client", Refused, "The bank answered unauthorized_client"),
        ("<b>Alice Moreno</b>", NotGranted, "The bank answered with an error of its own"),
        ("", NotGranted, "The bank answered with an error of its own"),
    ],
)
def test_an_error_is_known_by_the_standards_word(
    word: str, error: type[Exception], told: str
) -> None:
    server = granting(None)
    returned = {"error": word, "error_description": "Alice Moreno", "state": VISIT.state}

    with pytest.raises(error) as caught:
        finish(server, returned=returned)

    assert (type(caught.value), str(caught.value)) == (error, told)
    assert server.asked == []


@pytest.mark.parametrize("code", [None, "", "a\nb", "a\x7fb", "ä", "c" * 4097], ids=ascii)
def test_what_is_no_code_is_not_traded(code: str | None) -> None:
    returned = {"state": VISIT.state} | ({} if code is None else {"code": code})
    server = granting(None)

    with pytest.raises(NotGranted, match=r"holds no code$"):
        finish(server, returned=returned)

    assert server.asked == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(400, json={"error": "invalid_grant"}), NotGranted),
        (httpx.Response(401, json={"error": "invalid_client"}), Refused),
        (httpx.Response(400, json={"error": "unauthorized_client"}), Refused),
        (httpx.Response(429, headers={"Retry-After": "30"}), RateLimited),
        (httpx.Response(502, text="<html>"), Unreachable),
        (httpx.Response(200, text="<html>maintenance</html>"), Unreadable),
        (httpx.Response(200, json={"access_token": "a b", "token_type": "Bearer"}), Unreadable),
        (httpx.Response(200, json={"access_token": "a", "token_type": "MAC"}), Unreadable),
        (httpx.Response(307, headers={"Location": "https://else.test/token"}), Unreadable),
        (httpx.ReadTimeout("slow"), Unreachable),
        (httpx.ConnectError("down"), Unreachable),
    ],
    ids=[
        *("replayed code", "not us", "not for us", "429", "502", "HTML", "no token", "no bearer"),
        *("elsewhere", "slow", "down"),
    ],
)
def test_a_token_endpoint_that_gives_nothing_is_known_for_why(
    answer: Answer, error: type[ConnectorError]
) -> None:
    server = Server({"/token": answer})

    with pytest.raises((ConnectorError, NotGranted)) as caught:
        finish(server)

    assert type(caught.value) is error
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "server",
    [
        Server({"/token": httpx.Response(400, json={"error": "invalid_grant", "more": TOKEN})}),
        granting("no.id.token"),
        Server({"/token": httpx.ReadTimeout(f"{CODE} {VERIFIER}")}),
    ],
    ids=["refused", "forged", "late"],
)
def test_a_failure_and_what_led_to_it_are_scrubbed(server: Server) -> None:
    with pytest.raises((ConnectorError, NotGranted)) as caught:
        finish(server, kept=KEPT)

    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert caught.value.__context__ is None
    unspeakable: list[Any] = [CODE, TOKEN, VERIFIER, VISIT.state, KEPT["nonce"]]
    assert [secret for secret in unspeakable if secret in told] == []


def test_what_was_given_shows_nothing_of_it() -> None:
    signed_in = finish(granting(rsa_signer().signed(id_claims())), kept=KEPT)

    assert repr(signed_in) == ("SignedIn(tokens=Tokens(expires_in_s=600, scope='openid accounts'))")


def test_without_an_issuer_of_the_operators_there_is_nothing_to_compare() -> None:
    bank = replace(BANK, issuer="")

    assert finish(granting(None), bank, GOOD | {"iss": "https://any.test"}).claims == {}
