"""The network itself: slow, endless, broken off, pointing elsewhere; always bounded."""

import dataclasses
import gzip
import socket
import time
import uuid
from collections.abc import Callable, Iterator

import httpcore
import httpx
import pytest

from banking.asking import conversation
from banking.asking.deadline import Deadline, Stream
from banking.connector import ConnectorError, Refused, TimeLimits, Unreachable, Unreadable
from banking.connectors.fdx.client import connect
from tests.banking.connectors.fdx.bank import (
    BASE,
    HTTP_TOKEN,
    LIMITS,
    Bank,
    access,
    http,
    loopback,
    talking,
    token_answer,
)

SHORT = TimeLimits(connect_s=0.5, read_s=0.3, total_s=0.6)


def answered(
    wire: Callable[[socket.socket], None], *, limits: TimeLimits = LIMITS
) -> ConnectorError:
    """The error that an answer on the wire to ``/accounts`` becomes."""

    def speak(connection: socket.socket, request: bytes) -> None:
        wire(connection) if request.startswith(b"GET") else connection.sendall(HTTP_TOKEN)

    with (
        loopback(speak) as (base, _),
        pytest.raises(ConnectorError) as caught,
        connect(access(base, limits=limits)) as connector,
    ):
        connector.accounts()
    return caught.value


def drip(connection: socket.socket, beginning: bytes) -> None:
    connection.sendall(beginning)
    for _ in range(100):
        connection.sendall(b" ")
        time.sleep(0.05)


@pytest.mark.parametrize(
    "beginning",
    [
        b"HTTP/1.1 200 OK\r\nX-Slow:",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n",
        b"HTTP/1.1 503 Busy\r\nContent-Length: 9999\r\n\r\n",
    ],
)
def test_a_bank_that_drips_is_left_at_the_deadline(beginning: bytes) -> None:
    began = time.monotonic()

    raised = answered(lambda connection: drip(connection, beginning), limits=SHORT)

    assert (type(raised), str(raised)) == (Unreachable, "The bank did not answer in time")
    assert time.monotonic() - began < 1.5


def test_nothing_is_read_past_the_deadline_however_soon_it_comes() -> None:
    stream = Stream(httpcore.MockStream([b"already here"]))

    with Deadline(0).holding(), pytest.raises(httpcore.ReadTimeout):
        stream.read(100)


@pytest.mark.parametrize(("read_s", "total_s"), [(0.3, 60), (60, 0.4)])
def test_a_bank_that_says_nothing_is_left_at_the_nearer_limit(
    read_s: float, total_s: float
) -> None:
    """Check 69."""
    limits = TimeLimits(connect_s=0.5, read_s=read_s, total_s=total_s)

    raised = answered(lambda _: time.sleep(1), limits=limits)

    assert (type(raised), str(raised)) == (Unreachable, "The bank did not answer in time")


def test_the_deadline_is_over_the_whole_conversation() -> None:
    bank = Bank({"/accounts": '{"accounts": []}'})

    with talking(bank, access(limits=dataclasses.replace(SHORT, total_s=0.05))) as connector:
        time.sleep(0.06)
        with pytest.raises(Unreachable):
            connector.accounts()

    assert len(bank.asked) == 1


def test_a_bank_that_is_not_there_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    with pytest.raises(Unreachable, match="network"), connect(access(f"http://127.0.0.1:{port}")):
        pass


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"accounts": [', Unreadable),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Unreadable),
        (b"", Unreachable),
        (b"220 mail.bank.test ESMTP\r\n", Unreachable),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000, Unreachable),
        (http("200 OK", gzip.compress(b'{"accounts": []}'), "Content-Encoding: gzip"), Unreadable),
    ],
)
def test_an_answer_that_breaks_http_is_told_apart(sent: bytes, error: type[ConnectorError]) -> None:
    """Check 72."""
    assert type(answered(lambda connection: connection.sendall(sent))) is error


def test_a_redirect_is_not_followed() -> None:
    """Check 72."""
    bank = Bank(
        {
            "/accounts": httpx.Response(
                302, headers={"Location": "http://169.254.169.254/latest/meta-data/"}
            )
        }
    )

    with talking(bank) as connector, pytest.raises(Unreadable, match=r"answered 302$"):
        connector.accounts()

    assert {request.url.host for request in bank.asked} == {"bank.test"}


def test_a_redirected_token_request_takes_no_secret_elsewhere() -> None:
    moved = httpx.Response(307, headers={"Location": "http://169.254.169.254/"})
    bank = Bank({"/oauth/token": moved})

    with pytest.raises(Unreadable), talking(bank):
        pass

    assert [request.url.host for request in bank.asked] == ["bank.test"]


def test_an_answer_without_end_is_left_at_the_limit() -> None:
    sent: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            sent.append(65_536)
            yield b" " * 65_536

    bank = Bank({"/accounts": httpx.Response(200, content=endless())})

    with talking(bank) as connector, pytest.raises(Unreadable, match=r"too large$"):
        connector.accounts()

    assert sum(sent) <= conversation.MOST_BYTES + 65_536


def test_all_answers_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "MOST_BYTES_IN_ALL", 150)
    bank = Bank({"/accounts": '{"accounts": []}'})

    with talking(bank) as connector, pytest.raises(Unreadable, match=r"too large$"):
        [connector.accounts() for _ in range(10)]


@pytest.mark.parametrize(
    "base", ["", "bank.test", "ftp://bank.test/fdx", "https://[::1", "https://"]
)
def test_an_address_that_is_none_is_for_the_operator(base: str) -> None:
    ours = access()
    addresses = dataclasses.replace(ours, bank=dataclasses.replace(ours.bank, base_url=base))

    with pytest.raises(Refused), talking(Bank(), addresses):
        pass


def test_the_environments_proxy_hears_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        loopback(lambda connection, _: connection.sendall(http("200 OK"))) as (proxy, overheard),
        loopback(lambda connection, _: connection.sendall(HTTP_TOKEN)) as (base, heard),
    ):
        monkeypatch.setenv("HTTP_PROXY", proxy)
        with connect(access(base)):
            pass

    assert (len(heard), overheard) == (1, [])


@pytest.mark.parametrize(("is_present", "actor"), [(True, "USER"), (False, "BATCH")])
def test_each_request_says_who_asks(actor: str, *, is_present: bool) -> None:
    bank = Bank({"/accounts": '{"accounts": []}'})

    with talking(bank, access(is_customer_present=is_present)) as connector:
        connector.accounts()
        connector.accounts()

    first, second = (request.headers for request in bank.asked[1:])
    assert first["FDX-API-Actor-Type"] == second["FDX-API-Actor-Type"] == actor
    assert first["x-fapi-interaction-id"] == second["x-fapi-interaction-id"]
    assert uuid.UUID(first["x-fapi-interaction-id"]).version == 4
    assert first["Accept-Encoding"] == "identity"


def test_the_service_credential_is_form_encoded_inside_basic() -> None:
    bank = Bank({"/oauth/token": token_answer()})

    ours = access(BASE)
    spaced = dataclasses.replace(ours, bank=dataclasses.replace(ours.bank, client_id="a:b c"))

    with talking(bank, spaced):
        pass

    [request] = bank.asked
    expected = httpx.BasicAuth("a%3Ab+c", "service-secret-nobody-may-see")
    authorized = next(expected.auth_flow(httpx.Request("GET", BASE)))
    assert request.headers["Authorization"] == authorized.headers["Authorization"]
    assert request.content == b"grant_type=client_credentials&customer_number=number-nobody-may-see"
