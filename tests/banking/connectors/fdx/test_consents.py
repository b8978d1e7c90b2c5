"""What a sign-in asks for, whose consent it ends in, and what the bank says of that consent."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from banking.connector import Bank, ConnectorError, Refused, Unreachable, Unreadable
from banking.connectors.fdx import sign_in
from banking.standard import Granted, NotGranted
from tests.banking.asking.bank import (
    BANK,
    CODE,
    KEPT,
    LIMITS,
    TOKEN,
    VISIT,
    Answer,
    Server,
    granting,
    id_claims,
    query,
    with_options,
)
from tests.banking.asking.signer import rsa_signer

PLAIN = {"verifier": KEPT["verifier"]}
CONSENT = "/fdx/v6/consents/consent-1"
ENDING = {"id": "consent-1", "status": "ACTIVE", "expirationTime": "2027-07-03T22:08:10.375Z"}
SCOPE = "offline_access fdx:accountbasic:read fdx:accountdetailed:read fdx:transactions:read"
HELD = {"access_token": TOKEN, "refresh_token": "refresh-nobody-may-see", "consent": "consent-1"}
HELD |= {"expires_at": "2999-01-01T00:00:00+00:00"}


def scope(bank: Bank) -> str:
    transport = httpx.MockTransport(Server({}).reply)
    return query(sign_in.begin(bank, VISIT, transport=transport).url)["scope"]


def finish(
    server: Server,
    consent: Answer | None = None,
    kept: Mapping[str, str] = PLAIN,
    credentials: Mapping[str, str] | None = None,
) -> Granted:
    whole = Server({**server.answers, CONSENT: consent or httpx.Response(200, json=ENDING)})
    return sign_in.finish(
        BANK,
        replace(VISIT, credentials=credentials or {}),
        returned={"code": CODE, "state": VISIT.state},
        kept=kept,
        transport=httpx.MockTransport(whole.reply),
    )


def end(server: Server, credentials: Mapping[str, str] = HELD, **options: str) -> None:
    transport = httpx.MockTransport(server.reply)
    sign_in.end(with_options(BANK, **options), credentials, LIMITS, transport=transport)


def test_the_scope_is_what_the_connector_reads() -> None:
    assert scope(replace(BANK, keys_url="")) == SCOPE


def test_a_bank_with_keys_is_asked_who_she_is() -> None:
    assert scope(BANK) == f"openid {SCOPE}"


def test_the_operator_may_say_another_scope() -> None:
    assert scope(with_options(scope="ACCOUNT_DETAILED TRANSACTIONS")) == (
        "ACCOUNT_DETAILED TRANSACTIONS"
    )


@pytest.mark.parametrize(
    ("server", "kept"),
    [
        (granting(None, fdxConsentId="consent-1"), PLAIN),
        (granting(rsa_signer().signed(id_claims(fdxConsentId="consent-1"))), KEPT),
        (
            granting(None, access_token=rsa_signer().signed({"fdxConsentId": "consent-1"})),
            PLAIN,
        ),
    ],
    ids=["beside the tokens", "in the ID token", "in the access token"],
)
def test_the_consents_id_is_found_where_banks_put_it(
    server: Server, kept: Mapping[str, str]
) -> None:
    given = finish(server, kept=kept)

    assert given.reference == given.credentials["consent"] == "consent-1"
    assert given.expires_at == datetime(2027, 7, 3, 22, 8, 10, 375000, UTC)


@pytest.mark.parametrize("named", [{}, {"fdxConsentId": ""}, {"fdxConsentId": 7}], ids=str)
def test_a_bank_that_names_no_consent_is_not_asked_about_one(named: dict[str, Any]) -> None:
    given = finish(granting(None, **named), httpx.ConnectError("not asked"))

    assert (given.reference, given.expires_at) == ("", None)
    assert "consent" not in given.credentials


@pytest.mark.parametrize("name", ["..", "a\nb", "c" * 257], ids=["climbs", "lines", "long"])
def test_a_consents_id_that_cannot_stand_in_a_path_is_none(name: str) -> None:
    with pytest.raises(Unreadable):
        finish(granting(None, fdxConsentId=name))


@pytest.mark.parametrize(
    "answer",
    [
        *(httpx.Response(status) for status in (403, 404, 405, 501, 400, 429, 503)),
        httpx.Response(401),
        httpx.Response(403, json={"code": 602}),
        httpx.Response(500, json=ENDING),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"status": "ACTIVE"}),
        httpx.Response(200, json={"status": "ACTIVE", "expirationTime": "soon"}),
        httpx.ReadTimeout("slow"),
    ],
    ids=[
        *("403", "404", "405", "501", "400", "429", "503", "401", "602", "500 with a consent"),
        *("HTML", "no end", "no moment", "slow"),
    ],
)
def test_her_leave_is_kept_even_if_its_end_cannot_be_told(answer: Answer) -> None:
    given = finish(granting(None, fdxConsentId="consent-1"), answer)

    assert (given.reference, given.expires_at) == ("consent-1", None)


@pytest.mark.parametrize("status", ["EXPIRED", "REVOKED"])
def test_a_consent_that_ended_already_is_not_granted(status: str) -> None:
    answer = httpx.Response(200, json={**ENDING, "status": status})

    with pytest.raises(NotGranted, match=f"^The consent at the bank is {status}$"):
        finish(granting(None, fdxConsentId="consent-1"), answer)


def test_the_same_customer_may_renew_her_link() -> None:
    server = granting(rsa_signer().signed(id_claims()))

    given = finish(server, kept=KEPT, credentials={"subject": "alice"})

    assert given.credentials["subject"] == "alice"


@pytest.mark.parametrize(
    ("server", "kept"),
    [(granting(rsa_signer().signed(id_claims(sub="bob"))), KEPT), (granting(None), PLAIN)],
    ids=["somebody else", "nobody in particular"],
)
def test_nobody_else_may_renew_it(server: Server, kept: Mapping[str, str]) -> None:
    with pytest.raises(NotGranted, match="Another of the bank's customers"):
        finish(server, kept=kept, credentials={"subject": "alice"})


def test_the_end_is_told_with_a_reason() -> None:
    server = Server({f"{CONSENT}/revocation": httpx.Response(204)})

    end(server)

    [request] = server.asked
    assert (request.method, json.loads(request.content)) == (
        "PUT",
        {"reason": "USER_ACTION", "initiator": "DATA_RECIPIENT"},
    )
    assert request.headers["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize("status", [401, 403, 404, 405, 409, 410, 501])
def test_a_consent_that_cannot_be_ended_any_more_is_ended_enough(status: int) -> None:
    server = Server({f"{CONSENT}/revocation": httpx.Response(status)})

    end(server)

    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(503), Unreachable),
        (httpx.Response(400), Refused),
        (httpx.ReadTimeout("slow"), Unreachable),
    ],
    ids=["down", "not taken", "slow"],
)
def test_an_end_that_the_bank_did_not_take_can_be_told_again(
    answer: Answer, error: type[ConnectorError]
) -> None:
    with pytest.raises(error):
        end(Server({f"{CONSENT}/revocation": answer}))


def test_the_refresh_token_is_given_back_as_well() -> None:
    server = Server({f"{CONSENT}/revocation": httpx.Response(405), "/revoke": httpx.Response(200)})

    end(server, revocation_endpoint="https://bank.test/revoke")

    assert server.paths == [f"{CONSENT}/revocation", "/revoke"]
    assert server.form(1) == {"token": "refresh-nobody-may-see"}


def test_of_rotated_tokens_the_newest_is_given_back() -> None:
    server = granting(None, refresh_token="newest")
    more = {f"{CONSENT}/revocation": httpx.Response(405), "/revoke": httpx.Response(200)}
    whole = Server({**server.answers, **more})
    ran_out = HELD | {"expires_at": "2020-01-01T00:00:00+00:00"}

    end(whole, ran_out, revocation_endpoint="https://bank.test/revoke")

    assert whole.paths == ["/token", f"{CONSENT}/revocation", "/revoke"]
    assert whole.form(2) == {"token": "newest"}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(503), Unreachable),
        (httpx.Response(400, json={"error": "unsupported_token_type"}), Refused),
    ],
    ids=["down", "not taken"],
)
def test_a_token_that_is_not_taken_back_can_be_given_again(
    answer: Answer, error: type[ConnectorError]
) -> None:
    credentials = {name: value for name, value in HELD.items() if name != "consent"}

    with pytest.raises(error, match=r"^The revocation endpoint answered"):
        end(
            Server({"/revoke": answer}),
            credentials,
            revocation_endpoint="https://bank.test/revoke",
        )
