"""Guessing a client's secret is slow: each address has a few tries a minute per client."""

import base64
import binascii
from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

TRIES, WINDOW_S = 10, 60


def _key(request: HttpRequest) -> str:
    """Client and address together, so that a guesser locks out nobody but himself."""
    address = get_adapter(request).get_client_ip(request)
    subject = f"{_claimed_client(request)} {address}"
    return f"oauth-failures:{sha256(subject.encode()).hexdigest()}"


def _claimed_client(request: HttpRequest) -> str:
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(credentials, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return str(request.POST.get("client_id", ""))


def is_exhausted(request: HttpRequest) -> bool:
    """Whether the address has used up its tries at this client."""
    return int(cache.get(_key(request), 0)) >= TRIES


def count_failure(request: HttpRequest) -> None:
    """Takes one try away, for the rest of the window."""
    key = _key(request)
    if not cache.add(key, 1, WINDOW_S):
        cache.incr(key)
