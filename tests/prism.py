"""Prism, a program that nobody here wrote: a bank made of a standard's file, or a judge by it.

As a mock it answers with what the file says an answer looks like. As a proxy it stands between a
connector and a bank, and marks each request or answer that breaks the file.
"""

import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from assistant.simulator.processes import Processes, is_listening

_ROOT = Path(__file__).resolve().parents[1]
# Below those that the system gives to outgoing connections.
_PORTS = range(20_000, 32_768)
_PRISM = "tests/node/node_modules/@stoplight/prism-cli"


@contextmanager
def mock(document: Path, folder: Path, *options: str) -> Iterator[str]:
    """A bank that knows nothing but the file; its address, below which the file's paths lie.

    Shape: ``folder`` takes the log. The base path of the file's ``servers`` is left out.
    """
    with _running(folder, "mock", str(document), *options) as url:
        yield url


@contextmanager
def proxy(document: Path, upstream: str, folder: Path) -> "Iterator[Judge]":
    """The network to the bank at ``upstream``, judged by the file.

    Shape: ``upstream`` holds the bank's base path, as the file's paths begin after it.
    """
    with _running(folder, "proxy", str(document), upstream) as url, Judge(upstream, url) as judge:
        yield judge


@contextmanager
def _running(folder: Path, *arguments: str) -> Iterator[str]:
    node = shutil.which("node")
    if not node or not (_ROOT / _PRISM).is_dir():
        pytest.fail("Prism is missing: install Node 20 or newer, then `make env`.")
    name, port = arguments[0], _port()
    with Processes({}, folder / "prism") as processes:
        command = [node, f"{_PRISM}/dist/index.js", *arguments, "--port", str(port)]
        processes.start(name, command)
        # Its own word: on a busy machine the port may be somebody else's by now.
        log = folder / "prism" / f"{name}.log"
        processes.wait_for(lambda: "Prism is listening" in log.read_text(encoding="utf-8"), name)
        yield f"http://127.0.0.1:{port}"


def _port() -> int:
    """A free port that no outgoing connection is given while Prism takes its seconds to start."""
    return next(port for port in iter(lambda: secrets.choice(_PORTS), 0) if not is_listening(port))


class Judge(httpx.HTTPTransport):
    """What a connector takes for the network: all that is for the bank goes through Prism.

    The connector knows the bank's own address only, and so the bank's links to its pages fit.

    Shape: ``asked`` holds the methods and paths that went through, ``violations`` the same with
    what Prism found. What is not below ``upstream`` (a token endpoint) goes its own way.
    """

    def __init__(self, upstream: str, url: str) -> None:
        super().__init__()
        self._upstream, self._url = upstream, url
        self.asked: list[str] = []
        self.violations: list[tuple[str, str]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        if not url.startswith(f"{self._upstream}/"):
            return super().handle_request(request)
        path = url.removeprefix(self._upstream)
        request.url = httpx.URL(self._url + path)
        request.headers["Host"] = request.url.netloc.decode()
        response = super().handle_request(request)
        asked = f"{request.method} {path.partition('?')[0]}"
        self.asked.append(asked)
        self.violations += [(asked, each) for each in _said(response)]
        return response


def _said(response: httpx.Response) -> list[str]:
    """What Prism found; an answer of its own, instead of the bank's, is a finding as well."""
    found = json.loads(response.headers.get("sl-violations", "[]"))
    said = [f"{'.'.join(each['location'])}: {each['message']}" for each in found]
    is_own = response.headers.get("Content-Type", "").startswith("application/problem+json")
    return [*said, f"Prism answered {response.status_code}"] if is_own else said
