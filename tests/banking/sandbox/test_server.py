"""The bank on its socket, in this process and as a command."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from banking.sandbox.options import Client, Options
from banking.sandbox.server import SecretMissingError, serving
from tests.banking.sandbox.visitor import SECRET, Visitor

ROOT = Path(__file__).parents[3]
START = (
    "import sys; from banking.management.commands.sandbox_bank import Command;"
    "Command().run_from_argv(['manage.py', 'sandbox_bank', *sys.argv[1:]])"
)


@contextmanager
def command(store: Path, secret: str = SECRET) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", START, "--port", "0", "--store", str(store)],
        cwd=ROOT,
        env={**os.environ, "SANDBOX_BANK_SECRET": secret, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def started(process: subprocess.Popen[str]) -> Visitor:
    assert process.stdout is not None
    said, _, url = process.stdout.readline().strip().rpartition(" ")
    assert said == "Sandbox bank listening on"
    return Visitor(httpx.Client(base_url=url, trust_env=False, timeout=10))


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_the_command_serves_until_a_signal_and_ends_well(
    tmp_path: Path, stop: signal.Signals
) -> None:
    with command(tmp_path / "new" / "bank.sqlite3") as process:
        visitor = started(process)
        with visitor.http:
            assert visitor.get("v6/accounts").status_code == 200
            process.send_signal(stop)
            said, complained = process.communicate(timeout=10)

    assert (process.returncode, said, complained) == (0, "", "")


def test_what_was_added_survives_a_restart(tmp_path: Path) -> None:
    with command(tmp_path / "bank.sqlite3") as process, started(process).http as http:
        added = Visitor(http).add("alice-everyday", "5.00").json()
    with command(tmp_path / "bank.sqlite3") as process, started(process).http as http:
        found = Visitor(http).get("v6/accounts/alice-everyday/transactions").json()

    assert added in found["transactions"]


def test_the_command_refuses_to_start_without_a_secret(tmp_path: Path) -> None:
    with command(tmp_path / "bank.sqlite3", secret="") as process:
        said, complained = process.communicate(timeout=10)

    sentence = "The sandbox bank needs a client secret in SANDBOX_BANK_SECRET."
    assert (process.returncode, said, complained) == (1, "", f"CommandError: {sentence}\n")


def test_no_bank_serves_without_a_secret() -> None:
    client = Client(client_id="sayso", secret="", redirect_uri="http://127.0.0.1/")

    with pytest.raises(SecretMissingError), serving(Options(client=client)):
        pass


def test_a_representation_of_the_client_hides_its_secret() -> None:
    client = Client(client_id="sayso", secret=SECRET, redirect_uri="http://127.0.0.1/")

    assert SECRET not in repr(Options(client=client))


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Content-Length: many", 400),
        ("Content-Length: -1", 400),
        ("Content-Length: 65537", 413),
        ("Transfer-Encoding: chunked", 411),
    ],
)
def test_it_refuses_a_body_it_cannot_measure(visitor: Visitor, header: str, status: int) -> None:
    address = urlsplit(str(visitor.http.base_url))
    with socket.create_connection((str(address.hostname), address.port or 0)) as connection:
        connection.sendall(f"POST /oauth/token HTTP/1.1\r\nHost: x\r\n{header}\r\n\r\n".encode())
        reply = connection.makefile("rb").read()

    assert reply.startswith(f"HTTP/1.1 {status} ".encode())


def test_a_connection_serves_many_requests(visitor: Visitor) -> None:
    replies = [visitor.http.get("/nowhere") for _ in range(3)]

    streams = {id(reply.extensions["network_stream"]) for reply in replies}
    assert [reply.status_code for reply in replies] == [404, 404, 404]
    assert len(streams) == 1


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/oauth/token"), ("PUT", "/oauth/authorize")]
)
def test_it_refuses_a_method_it_does_not_support(visitor: Visitor, method: str, path: str) -> None:
    assert visitor.http.request(method, path).status_code == 405
