"""A bank with an OpenID Connect provider of its own, and a customer's browser between the two."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest

from assistant.simulator.processes import Processes, free_port, is_listening
from tests.serving import Server, serving

_ROOT = Path(__file__).resolve().parents[2]
_FORM = re.compile(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
_FIELD = re.compile(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"')
_PEOPLE = """
from allauth.mfa.totp.internal.auth import TOTP
from banking.models import User
for name in ("alice", "no-bob", "carol"):
    User.objects.create_user(name, is_active=name != "carol")
User.objects.create_user("dora", password="a long password of hers")
TOTP.activate(User.objects.create_superuser("erin"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
"""


@contextmanager
def bank(folder: Path, **more: str) -> Iterator[Server]:
    """Our server, told of the provider by its environment alone; and the provider's process."""
    node = shutil.which("node")
    if not node or not (_ROOT / "tests/node/node_modules/oidc-provider").is_dir():
        pytest.fail("oidc-provider is missing: install Node 20 or newer, then `make env`.")
    port = free_port()
    told = {
        "SAYSO_OIDC_ISSUER": f"http://127.0.0.1:{port}",
        "SAYSO_OIDC_CLIENT_ID": "sayso",
        "SAYSO_OIDC_CLIENT_SECRET": "the-bank-gave-us-this",
        "SAYSO_OIDC_NAME": "Example Bank",
    }
    with serving(folder, **told | more) as server, Processes({}, folder / "provider") as others:
        back = f"{server.url}/accounts/oidc/bank/login/callback/"
        others.start("provider", [node, "tests/node/bank_provider.mjs", str(port), back])
        others.wait_for(lambda: is_listening(port), "provider")
        command(server, _PEOPLE)
        yield server


def command(server: Server, source: str) -> None:
    """Runs some lines with our models, where the server's database is."""
    arguments = [sys.executable, "manage.py", "shell", "--verbosity=0", "--command", source]
    subprocess.run(arguments, cwd=_ROOT, env=dict(server.environment), check=True)  # noqa: S603 - our own


class Person:
    """A browser that follows no redirect by itself, and fills in the forms it is shown."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=20)
        self.asked: list[dict[str, str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, url: str) -> httpx.Response:
        return self._http.get(url)

    def post(self, page: httpx.Response, number: int = 0, **typed: str) -> httpx.Response:
        """Sends a form of the page above its footer, with what she types in it."""
        found = _FORM.findall(page.text.partition("<footer")[0])
        action, inside = found[number]
        fields = {name: unescape(value) for name, value in _FIELD.findall(inside)}
        url = urljoin(str(page.url), unescape(action))
        return self._http.post(url, data=fields | typed, headers={"Referer": str(page.url)})

    def send(self, path: str, fields: dict[str, str]) -> httpx.Response:
        """Sends what no form of the page would send."""
        token = {"csrfmiddlewaretoken": self._http.cookies["csrf"]}
        return self._http.post(path, data=fields | token)

    def follow(self, answer: httpx.Response, until: str = "\0") -> httpx.Response:
        """Goes where she is sent, up to an address that holds the words."""
        while answer.is_redirect and until not in answer.headers["Location"]:
            url = urljoin(str(answer.url), answer.headers["Location"])
            if urlsplit(url).path == "/auth":
                self.asked.append({k: v[0] for k, v in parse_qs(urlsplit(url).query).items()})
            answer = self._http.get(url)
        return answer

    def begin(self, to: str = "/accounts/security/") -> httpx.Response:
        """Presses the bank's button; the provider's page."""
        page = self.get(f"/accounts/login/?next={to}")
        button = next(
            n for n, each in enumerate(_FORM.findall(page.text)) if "Sign in with" in each[1]
        )
        return self.follow(self.post(page, button))

    def prove(self, page: httpx.Response, name: str, until: str = "\0") -> httpx.Response:
        """Signs in at the provider, and sends on what else it shows."""
        page = self.follow(self.post(page, login=name, password="x"), until)
        while page.is_success and page.url.port != self._http.base_url.port:
            page = self.follow(self.post(page), until)
        return page

    def enter(self, name: str, to: str = "/accounts/security/") -> httpx.Response:
        """The whole way in."""
        return self.prove(self.begin(to), name)
