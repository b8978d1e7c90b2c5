"""What each way of saying no becomes in our error tree."""

from typing import Any

import httpx
import pytest

from banking.connector import (
    ConnectorError,
    NeedsCustomer,
    RateLimited,
    Refused,
    Unreachable,
    Unreadable,
)
from tests.banking.connectors.berlin_group.bank import Bankside, account, bank_of, moved, read

PROBLEM = {"type": "https://bank.test/p", "code": "CONSENT_EXPIRED", "title": "secret words"}


def said(*codes: str) -> dict[str, Any]:
    """A body of NextGenPSD2's own kind."""
    return {
        "tppMessages": [{"category": "ERROR", "code": code, "text": "secret"} for code in codes]
    }


def failing(reply: httpx.Response) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        read(Bankside({"/accounts": reply}))
    return caught.value


@pytest.mark.parametrize(
    ("status", "body", "error", "message"),
    [
        (401, said("CONSENT_EXPIRED"), NeedsCustomer, "401 CONSENT_EXPIRED"),
        (401, said("CONSENT_INVALID"), NeedsCustomer, "401 CONSENT_INVALID"),
        (403, said("CONSENT_UNKNOWN"), NeedsCustomer, "403 CONSENT_UNKNOWN"),
        (400, said("CONSENT_UNKNOWN"), NeedsCustomer, "400 CONSENT_UNKNOWN"),
        (401, said("TOKEN_EXPIRED"), NeedsCustomer, "401 TOKEN_EXPIRED"),
        (401, said("PSU_CREDENTIALS_INVALID"), NeedsCustomer, "401 PSU_CREDENTIALS_INVALID"),
        (403, said("SERVICE_BLOCKED"), NeedsCustomer, "403 SERVICE_BLOCKED"),
        (401, {}, NeedsCustomer, "401"),
        (401, PROBLEM, NeedsCustomer, "401 CONSENT_EXPIRED"),
        (
            403,
            {"code": "secret", "additionalErrors": [{"code": "CONSENT_UNKNOWN"}]},
            NeedsCustomer,
            "403 CONSENT_UNKNOWN",
        ),
        # Nothing that the customer could mend.
        (401, said("CERTIFICATE_EXPIRED"), Refused, "401 CERTIFICATE_EXPIRED"),
        (401, said("SIGNATURE_MISSING"), Refused, "401 SIGNATURE_MISSING"),
        (401, said("ROLE_INVALID"), Refused, "401 ROLE_INVALID"),
        (400, said("FORMAT_ERROR"), Refused, "400 FORMAT_ERROR"),
        (400, said("SESSIONS_NOT_SUPPORTED"), Refused, "400 SESSIONS_NOT_SUPPORTED"),
        (406, said("REQUESTED_FORMATS_INVALID"), Refused, "406 REQUESTED_FORMATS_INVALID"),
        (409, said("STATUS_INVALID"), Refused, "409 STATUS_INVALID"),
        (400, said("A_BANKS_OWN_WORD", "FORMAT_ERROR"), Refused, "400 FORMAT_ERROR"),
        (404, said("RESOURCE_UNKNOWN"), Refused, "404 RESOURCE_UNKNOWN"),
        (408, {}, Unreachable, "408"),
        (500, said("INTERNAL_SERVER_ERROR"), Unreachable, "500 INTERNAL_SERVER_ERROR"),
        (503, said("SERVICE_UNAVAILABLE"), Unreachable, "503 SERVICE_UNAVAILABLE"),
        (302, {}, Unreadable, "302"),
        (204, {}, Unreadable, "204"),
    ],
)
def test_an_answer_becomes_an_error(
    status: int, body: dict[str, Any], error: type[ConnectorError], message: str
) -> None:
    raised = failing(httpx.Response(status, json=body))

    assert (type(raised), str(raised)) == (error, f"The bank answered {message}")


@pytest.mark.parametrize("body", [b"", b"<html>secret</html>", b"[1]", b'{"tppMessages": 1}', b"["])
def test_a_body_that_is_none_of_the_standards_leaves_the_status(body: bytes) -> None:
    raised = failing(httpx.Response(403, content=body))

    assert (type(raised), str(raised)) == (Refused, "The bank answered 403")


@pytest.mark.parametrize(
    ("reply", "wait_s", "is_of_link"),
    [
        (httpx.Response(429, json=said("ACCESS_EXCEEDED")), None, True),
        (
            httpx.Response(429, json=said("ACCESS_EXCEEDED"), headers={"Retry-After": "90"}),
            90,
            True,
        ),
        # Without the code it may be about everything that we ask the bank.
        (httpx.Response(429, headers={"Retry-After": "5"}), 5, False),
        (httpx.Response(429), None, False),
    ],
)
def test_too_many_requests_are_waited_for(
    reply: httpx.Response,
    wait_s: int | None,
    is_of_link: bool,  # noqa: FBT001 - a case
) -> None:
    raised = failing(reply)

    assert isinstance(raised, RateLimited)
    assert (raised.retry_after_s, raised.is_of_link) == (wait_s, is_of_link)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (404, said("RESOURCE_UNKNOWN"), Unreadable),
        (403, said("RESOURCE_UNKNOWN"), Unreadable),
        (404, {}, Unreadable),
        (403, {}, Refused),
        (401, said("CONSENT_EXPIRED"), NeedsCustomer),
    ],
)
def test_one_accounts_movements_may_be_gone(
    status: int, body: dict[str, Any], error: type[ConnectorError]
) -> None:
    reply = httpx.Response(status, json=body)

    with pytest.raises(error):
        moved(bank_of([account()], more={"accounts/r-1/transactions": reply}))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 406])
def test_a_bank_without_a_list_of_cards_is_a_bank_without_cards(status: int) -> None:
    bank = bank_of([account()], more={"card-accounts": httpx.Response(status)})

    assert len(read(bank)) == 1


@pytest.mark.parametrize(
    ("status", "error"), [(429, RateLimited), (408, Unreachable), (503, Unreachable)]
)
def test_trouble_with_the_list_of_cards_is_trouble(
    status: int, error: type[ConnectorError]
) -> None:
    with pytest.raises(error):
        read(bank_of([account()], more={"card-accounts": httpx.Response(status)}))
