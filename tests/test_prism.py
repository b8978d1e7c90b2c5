"""The judge itself: Prism finds what is wrong, and says nothing of what is right."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from tests import prism, specs

pytestmark = pytest.mark.specs

ID = {"x-fapi-interaction-id": "93bac548-d2de-4546-b106-880a5018460d"}
ASKED = {"Authorization": "Bearer a-token"}


class _Accounts(BaseHTTPRequestHandler):
    """A bank whose answer depends on the path: one good one, one that breaks the standard."""

    def do_GET(self) -> None:
        listed: object = {} if "broken" in self.path else []
        body = json.dumps({"Data": {"Account": listed}}).encode()
        self.send_response(200)
        for name, value in {"Content-Type": "application/json; charset=utf-8", **ID}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Keep quiet."""


@contextmanager
def serving() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Accounts) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/aisp"
        server.shutdown()


def test_a_judge_marks_what_breaks_the_standard(tmp_path: Path) -> None:
    document = specs.document(specs.ACCOUNT_INFO["4.0.0"])
    with (
        serving() as bank,
        prism.proxy(document, bank, tmp_path) as judge,
        httpx.Client(transport=judge) as client,
    ):
        client.get(f"{bank}/accounts", headers=ASKED)
        good = list(judge.violations)
        client.get(f"{bank}/accounts/broken", headers=ASKED)
        client.get(f"{bank}/accounts")
        client.get(f"{bank}/nowhere", headers=ASKED)

    assert good == []
    assert judge.asked == ["GET /accounts", "GET /accounts/broken", "GET /accounts", "GET /nowhere"]
    assert judge.violations == [
        (
            "GET /accounts/broken",
            "response.body.Data.Account: Response body property Data.Account must be array",
        ),
        ("GET /accounts", "request: Invalid security scheme used"),
        (
            "GET /accounts",
            "request.header: Request header must have required property 'authorization'",
        ),
        ("GET /nowhere", "request: Selected route not found"),
    ]
