"""A bank made of prepared answers, and how to talk to it."""

import json
import re
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread

import httpx
import msgspec

from banking.connector import (
    Access,
    AccountRecord,
    ClosedAccount,
    Secret,
    TimeLimits,
    UnreadableAccount,
)
from banking.connector import Bank as BankAddress
from banking.connectors.fdx.client import FdxConnector, connect

TOKEN = "bearer-token-nobody-may-see"
BASE = "https://bank.test/fdx/v6"
LIMITS = TimeLimits(connect_s=1, read_s=1, total_s=5)
CHECKING = """{"accountCategory": "DEPOSIT_ACCOUNT", "accountType": "CHECKING", "accountId": "a-1",
    "accountNumberDisplay": "****1234", "nickname": "Everyday", "status": "OPEN",
    "currency": {"currencyCode": "USD"}, "currentBalance": 10.00, "availableBalance": 8.50,
    "balanceAsOf": "2026-11-20T18:04:05Z"}"""
COFFEE = """{"transactionId": "t-1", "transactionTimestamp": "2026-11-19T08:00:00Z",
    "postedTimestamp": "2026-11-20T00:00:00Z", "description": "Corner Cafe", "payee": "Cafe",
    "category": "5812", "debitCreditMemo": "DEBIT", "status": "POSTED", "amount": 3.20}"""

Answer = str | httpx.Response | Callable[[httpx.Request], httpx.Response]


@dataclass
class Bank:
    """Answers by path below the base address; keeps what it was asked."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    asked: list[httpx.Request] = field(default_factory=list)

    def reply(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        path = request.url.raw_path.decode().partition("?")[0].removeprefix("/fdx/v6")
        answer = self.answers.get(path, token_answer())
        if isinstance(answer, str):
            return httpx.Response(200, content=answer.encode())
        return answer if isinstance(answer, httpx.Response) else answer(request)


def token_answer() -> httpx.Response:
    return httpx.Response(200, json={"access_token": TOKEN, "token_type": "Bearer"})


def access(
    base_url: str = BASE, *, limits: TimeLimits = LIMITS, is_customer_present: bool = False
) -> Access:
    return Access(
        bank=BankAddress(
            base_url=base_url,
            token_url=base_url.replace("/fdx/v6", "/oauth/token"),
            client_id="sayso",
            client_secret=Secret("service-secret-nobody-may-see"),
        ),
        credentials={"customer_number": Secret("number-nobody-may-see")},
        is_customer_present=is_customer_present,
        limits=limits,
    )


@contextmanager
def talking(bank: Bank, to: Access | None = None) -> Iterator[FdxConnector]:
    with connect(to or access(), transport=httpx.MockTransport(bank.reply)) as connector:
        yield connector


def changed(text: str, **fields: str | None) -> str:
    """The JSON with fields replaced by JSON text, or left out for None; digits stay as written."""
    raw: dict[str, object] = dict(msgspec.json.decode(text, type=dict[str, msgspec.Raw]))
    raw |= {name: msgspec.Raw((value or "").encode()) for name, value in fields.items()}
    kept = {name: value for name, value in raw.items() if fields.get(name, "") is not None}
    return msgspec.json.encode(kept).decode()


def read_accounts(
    *listed: str,
) -> list[AccountRecord | UnreadableAccount | ClosedAccount]:
    """What the connector makes of a listing with these accounts."""
    bank = Bank({"/accounts": f'{{"accounts": [{", ".join(listed)}]}}'})
    with talking(bank) as connector:
        return list(connector.accounts())


def read_account(listed: str) -> AccountRecord:
    [read] = read_accounts(listed)
    assert isinstance(read, AccountRecord), read
    return read


@contextmanager
def loopback(
    speak: Callable[[socket.socket, bytes], None], *, tls: ssl.SSLContext | None = None
) -> Iterator[tuple[str, list[bytes]]]:
    """A server that answers each connection's first request in its own way, and what it heard."""
    heard: list[bytes] = []

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = server.accept()
                with suppress(OSError), connection, _secured(connection, tls) as stream:
                    heard.append(_request(stream))
                    speak(stream, heard[-1])

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=serve, daemon=True)
        thread.start()
        scheme = "http" if tls is None else "https"
        yield f"{scheme}://127.0.0.1:{server.getsockname()[1]}/fdx/v6", heard
        server.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=5)


def _secured(connection: socket.socket, tls: ssl.SSLContext | None) -> socket.socket:
    return connection if tls is None else tls.wrap_socket(connection, server_side=True)


def _request(stream: socket.socket) -> bytes:
    """All of it: closing a connection with something unread would reset it."""
    read = stream.recv(65536)
    while not _is_whole(read) and (more := stream.recv(65536)):
        read += more
    return read


def _is_whole(read: bytes) -> bool:
    head, end, body = read.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    return bool(end) and len(body) >= int(length[1] if length else 0)


def http(status: str, body: bytes = b"", *headers: str) -> bytes:
    """An HTTP answer on the wire."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


HTTP_TOKEN = http("200 OK", json.dumps({"access_token": TOKEN, "token_type": "Bearer"}).encode())
