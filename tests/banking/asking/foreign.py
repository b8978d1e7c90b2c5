"""A bank's authorization server that nobody here wrote, and a customer's browser on its pages."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
import pytest

from assistant.simulator.processes import Processes, free_port, is_listening
from tests.banking.asking.signer import KEY_ID, Signer

BACK = "https://sayso.test/banks/callback"
_ROOT = Path(__file__).resolve().parents[3]
_FORM = re.compile(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
_HIDDEN = re.compile(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"')


@contextmanager
def authorization_server(folder: Path, ours: Signer) -> Iterator[str]:
    """Its issuer; it knows our public key."""
    node = shutil.which("node")
    if not node or not (_ROOT / "tests/node/node_modules/oidc-provider").is_dir():
        pytest.fail("oidc-provider is missing: install Node 20 or newer, then `make env`.")
    port = free_port()
    public = json.dumps(ours.public | {"kid": KEY_ID, "use": "sig"})
    with Processes({}, folder) as others:
        program = [node, "tests/node/bank_sign_in.mjs", str(port), BACK, public]
        others.start("bank", program)
        others.wait_for(lambda: is_listening(port), "bank")
        yield f"http://127.0.0.1:{port}"


def browsed(url: str, name: str, *, cancels: bool = False) -> dict[str, str]:
    """What the browser brings back to us once somebody has signed in and allowed it, or not."""
    with httpx.Client(timeout=20, trust_env=False) as browser:
        answer = _followed(browser, browser.get(url))
        typed = {"login": name, "password": "x"}
        while not _is_back(answer):
            assert answer.is_success, answer.text
            action, inside = _FORM.findall(answer.text)[0]
            if cancels:
                [action] = re.findall(r'href="([^"]*abort)"', answer.text)
                answer = _followed(browser, browser.get(urljoin(str(answer.url), action)))
                continue
            fields = {each: unescape(value) for each, value in _HIDDEN.findall(inside)}
            target = urljoin(str(answer.url), unescape(action))
            answer = _followed(browser, browser.post(target, data=fields | typed))
    back = urlsplit(answer.headers["Location"])
    return dict(parse_qsl(back.query or back.fragment))


def _followed(browser: httpx.Client, answer: httpx.Response) -> httpx.Response:
    while answer.is_redirect and not _is_back(answer):
        answer = browser.get(urljoin(str(answer.url), answer.headers["Location"]))
    return answer


def _is_back(answer: httpx.Response) -> bool:
    return str(answer.headers.get("Location", "")).startswith(BACK)
