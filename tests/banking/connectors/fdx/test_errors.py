"""What each way of saying no becomes in our error tree."""

from datetime import date

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
from tests.banking.connectors.fdx.bank import CHECKING, Bank, talking


def failing(path: str, reply: httpx.Response) -> ConnectorError:
    """The error that such an answer at that path becomes."""
    bank = Bank({"/accounts/a-1": CHECKING, path: reply})
    with pytest.raises(ConnectorError) as caught, talking(bank) as connector:
        connector.accounts() if path == "/accounts" else list(
            connector.transactions("a-1", since=date(2026, 11, 1))
        )
    return caught.value


@pytest.mark.parametrize(
    ("status", "body", "error", "said"),
    [
        (401, b"", NeedsCustomer, "401"),
        (401, b'{"code": 602}', NeedsCustomer, "401, FDX code 602"),
        (403, b'{"code": 603, "message": "m"}', NeedsCustomer, "403, FDX code 603"),
        (403, b'{"code": "602"}', NeedsCustomer, "403, FDX code 602"),
        (403, b"", Refused, "403"),
        (429, b"", RateLimited, "429"),
        (400, b'{"code": 1207}', RateLimited, "400, FDX code 1207"),
        (500, b'{"code": 500}', Unreachable, "500, FDX code 500"),
        (502, b"<html>top secret</html>", Unreachable, "502"),
        (503, b'{"code": "503"}', Unreachable, "503, FDX code 503"),
        (400, b'{"code": 504}', Unreachable, "400, FDX code 504"),
        # FDX's own code 401 is a bad parameter, unlike HTTP's.
        (400, b'{"code": 401}', Refused, "400, FDX code 401"),
        (400, b'{"code": 703}', Refused, "400, FDX code 703"),
        (400, b'{"code": "1107-1206"}', Refused, "400, FDX code 1107-1206"),
        (400, b'{"code": "1107-1207"}', RateLimited, "400, FDX code 1107-1207"),
        (403, b'[{"code": 706}, {"code": "602"}]', NeedsCustomer, "403, FDX code 706-602"),
        (400, b'{"code": "secret 602"}', Refused, "400"),
        (400, b'{"code": true}', Refused, "400"),
        (400, b"[" * 50_000, Refused, "400"),
        (404, b"", Refused, "404"),
        (302, b"", Unreadable, "302"),
        (204, b"", Unreadable, "204"),
    ],
)
def test_an_answer_becomes_an_error(
    status: int, body: bytes, error: type[ConnectorError], said: str
) -> None:
    raised = failing("/accounts", httpx.Response(status, content=body))

    assert (type(raised), str(raised)) == (error, f"The bank answered {said}")


@pytest.mark.parametrize("body", [b'{"code": 701}', b'{"code": "705"}', b'{"code": 601}', b""])
def test_an_account_that_is_gone_is_unreadable(body: bytes) -> None:
    raised = failing("/accounts/a-1/transactions", httpx.Response(404, content=body))

    assert type(raised) is Unreadable


def test_a_range_that_is_refused_is_our_mistake() -> None:
    raised = failing("/accounts/a-1/transactions", httpx.Response(400, json={"code": 703}))

    assert type(raised) is Refused


@pytest.mark.parametrize(
    ("status", "body", "error", "said"),
    [
        (401, b'{"error": "invalid_client"}', Refused, "401 invalid_client"),
        (400, b'{"error": "invalid_client"}', Refused, "400 invalid_client"),
        (401, b"", Refused, "401"),
        (400, b'{"error": "invalid_grant"}', NeedsCustomer, "400 invalid_grant"),
        (400, b'{"error": "secret", "error_description": "secret"}', Refused, "400"),
        (429, b"", RateLimited, "429"),
        (503, b"<html>", Unreachable, "503"),
        (302, b"", Unreadable, "302"),
    ],
)
def test_a_token_endpoints_answer_is_about_us(
    status: int, body: bytes, error: type[ConnectorError], said: str
) -> None:
    raised = failing("/oauth/token", httpx.Response(status, content=body))

    assert (type(raised), str(raised)) == (error, f"The token endpoint answered {said}")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html></html>",
        "{}",
        '{"access_token": "t"}',
        '{"access_token": "t", "token_type": "mac"}',
        '{"access_token": "t\\r\\nX-Evil: 1", "token_type": "Bearer"}',
    ],
)
def test_what_is_no_token_is_unreadable_and_never_sent(body: str) -> None:
    bank = Bank({"/oauth/token": body})

    with pytest.raises(Unreadable), talking(bank):
        pass

    assert len(bank.asked) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": " 0 "}, 0),
        ({"Retry-After": "99999999999999999999"}, 86_400),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "²"}, None),
        ({"Retry-After": "soon"}, None),
        (
            {
                "Date": "Fri, 20 Nov 2026 18:04:00 GMT",
                "Retry-After": "Fri, 20 Nov 2026 18:06:00 GMT",
            },
            120,
        ),
        ({"Retry-After": "Fri, 20 Nov 2020 18:06:00 GMT"}, 0),
        ({"Retry-After": "Fri, 20 Nov 2999 18:06:00 GMT"}, 86_400),
    ],
)
def test_it_keeps_the_banks_wish_for_when_to_come_back(
    headers: dict[str, str], seconds: int | None
) -> None:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]

    raised = failing("/accounts", httpx.Response(429, headers=raw))

    assert isinstance(raised, RateLimited)
    assert raised.retry_after_s == seconds


@pytest.mark.parametrize(
    "body", ["", "<html></html>", "{}", '{"accounts": [', '{"accounts": null}']
)
def test_a_good_status_over_a_bad_body_is_unreadable(body: str) -> None:
    assert type(failing("/accounts", httpx.Response(200, text=body))) is Unreadable
