"""A server of our own, and clients made with libraries that nobody here wrote."""

import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest

from assistant.simulator.story import Visitor
from tests.foreign import teller as tellers
from tests.foreign.authlib_client import AuthlibClient
from tests.foreign.client import CALLBACK, Client, Registration
from tests.foreign.openid_client import OpenidClient
from tests.foreign.program import ROOT, Program
from tests.serving import Server, serving

Teller = Callable[..., Any]
Connect = Callable[..., Client]


class Customer(Visitor):
    """A customer in her browser, who may also say no, or only look."""

    def deny(self, url: str) -> str:
        """The address to which she is sent back."""
        self._open(url)
        return self._submit({"answer": "deny"}).headers["Location"]

    def look(self, url: str) -> httpx.Response:
        """What the page answers, with no redirect followed."""
        return self._http.get(urljoin(self._url, url))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The served bank."""
    with serving(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture(scope="session")
def teller(server: Server) -> Iterator[Teller]:
    """Does at the bank what is asked for by name."""
    command = (sys.executable, "-c", tellers.START)
    log = server.log.with_name("teller.log")
    with Program(*command, environment=server.environment, log=log) as program:
        program.ask("open_account", username="alice")
        yield program.ask


@pytest.fixture(scope="module")
def alice(server: Server, teller: Teller) -> Iterator[Customer]:
    """Alice, signed in."""
    with Customer(server.url) as customer:
        customer.sign_in("alice", "alice's long password")
        yield customer


@pytest.fixture(scope="session")
def openid_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program in which all clients of openid-client live."""
    node = shutil.which("node")
    if not node:
        pytest.fail("Node is missing: install Node 20 or newer, then `make env`.")
    script, log = "tests/node/openid_client.mjs", tmp_path_factory.mktemp("node") / "log"
    if not (ROOT / "tests/node/node_modules").is_dir():
        pytest.fail("openid-client is missing: say `make env`.")
    with Program(node, script, environment=os.environ, log=log) as program:
        yield program


@pytest.fixture
def connect_openid(server: Server, teller: Teller, openid_client: Program) -> Connect:
    """Makes clients with openid-client."""

    def connect(method: str = "client_secret_basic", guess: str = "") -> Client:
        registration = _registered(server, teller, method, guess)
        return OpenidClient(registration=registration, program=openid_client)

    return connect


@pytest.fixture
def connect_authlib(server: Server, teller: Teller) -> Connect:
    """Makes clients with Authlib."""

    def connect(method: str = "client_secret_basic", guess: str = "") -> Client:
        return AuthlibClient(registration=_registered(server, teller, method, guess))

    return connect


@pytest.fixture(params=["connect_openid", "connect_authlib"], ids=["openid-client", "Authlib"])
def connect(request: pytest.FixtureRequest) -> Connect:
    """Makes clients with each library."""
    made: Connect = request.getfixturevalue(request.param)
    return made


def _registered(server: Server, teller: Teller, method: str, guess: str) -> Registration:
    """An assistant of its own for each client; it sends its secret, or what it guesses."""
    client_id = f"client {secrets.token_hex(8)}"
    secret = "" if method == "none" else secrets.token_urlsafe(24)
    teller("register", client_id=client_id, secret=secret, redirect_uri=CALLBACK)
    return Registration(issuer=server.url, id=client_id, secret=guess or secret, method=method)
