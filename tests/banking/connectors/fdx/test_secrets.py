"""What a failure leaves behind holds no secret, no id, no body."""

import dataclasses
import logging
import traceback

import httpx
import pytest

from banking.asking.conversation import Reply
from banking.connector import ConnectorError, Refused
from tests.banking.connectors.fdx.bank import TOKEN, Answer, Bank, access, talking

UNSPEAKABLE = (
    TOKEN,
    "service-secret-nobody-may-see",
    "number-nobody-may-see",
    "body-nobody-may-see",
    "resultType",
)


def broken(request: httpx.Request) -> httpx.Response:
    message = f"{request.url} {request.headers.raw!r} {request.content!r}"
    raise httpx.ConnectError(message, request=request)


def late(request: httpx.Request) -> httpx.Response:
    message = f"{request.url} {request.headers.raw!r} {request.content!r}"
    raise httpx.ReadTimeout(message, request=request)


FAILURES: list[Answer] = [
    broken,
    late,
    httpx.Response(400, json={"code": 703, "message": "body-nobody-may-see"}),
    httpx.Response(401, json={"error": "body-nobody-may-see"}),
    httpx.Response(200, text="body-nobody-may-see"),
    httpx.Response(200, text='{"accounts": "body-nobody-may-see"}'),
    httpx.Response(302, headers={"Location": "https://body-nobody-may-see.test"}),
]


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("path", ["/accounts", "/oauth/token"])
def test_an_exception_and_what_led_to_it_are_scrubbed(
    failure: Answer, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    with pytest.raises(ConnectorError) as caught, talking(Bank({path: failure})) as connector:
        connector.accounts()

    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + caplog.text
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None
    assert [secret for secret in UNSPEAKABLE if secret in told] == []


def test_the_connector_and_its_access_show_no_secret() -> None:
    with talking(Bank()) as connector:
        told = f"{connector!r} {connector} {access()!r} {access()}"

    assert [secret for secret in UNSPEAKABLE if secret in told] == []


def test_a_reply_shows_its_status_only() -> None:
    reply = Reply(status=200, headers=httpx.Headers({"a": TOKEN}), body=TOKEN.encode())

    assert repr(reply) == "Reply(status=200)"


def test_a_link_without_its_number_is_for_the_operator() -> None:
    bank = Bank()
    nobody = dataclasses.replace(access(), credentials={})

    with pytest.raises(Refused, match=r"customer_number$"), talking(bank, nobody):
        pass

    assert bank.asked == []
