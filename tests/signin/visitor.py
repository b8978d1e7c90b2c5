"""What a person does on the pages of signing in, and what her phone computes."""

import base64
import hashlib
import hmac
import re
import struct
import time
from typing import Any

from django.test import Client

from tests.consent.oauth.linking import Browser

PASSWORD = "a long password of her own"
LOGIN, SECOND, AGAIN = (
    "/accounts/login/",
    "/accounts/2fa/authenticate/",
    "/accounts/reauthenticate/",
)
SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
SESSION = "__Host-session"


def visitor(address: str = "192.0.2.1") -> Browser:
    """A browser at an address of the internet; nobody is signed in."""
    return Browser(REMOTE_ADDR=address)


def enter(browser: Client, name: str = "alice", password: str = PASSWORD, *, to: str = "") -> Any:
    """Sends the sign-in form."""
    return browser.post(LOGIN, {"login": name, "password": password, "next": to})


def signed_in(name: str = "alice", address: str = "192.0.2.1") -> Browser:
    """A browser in which the person signed in through the page."""
    browser = visitor(address)
    assert enter(browser, name).status_code == 302
    return browser


def is_in(browser: Client) -> bool:
    """Whether the security page is hers to see."""
    return bool(browser.get("/accounts/security/").status_code == 200)


def code(seed: str = SEED, *, at_s: float | None = None) -> str:
    """What an authenticator app shows. Source: RFC 6238, RFC 4226 section 5.3."""
    counter = struct.pack(">Q", int(time.time() if at_s is None else at_s) // 30)
    digest = hmac.new(base64.b32decode(seed), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    value = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{value % 10**6:06}"


def text(answer: Any) -> str:
    """The page's words, without its tags."""
    page = str(answer.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))
