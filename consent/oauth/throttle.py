"""Guessing a client's secret is slow: each address has a few tries a minute per client."""

import base64
from contextlib import suppress
from hashlib import sha256
from urllib.parse import unquote_plus

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

TRIES, WINDOW_S = 10, 60


def claimed_client(request: HttpRequest) -> str | None:
    """The one client a request says it is from; None if it says so twice, or unreadably.

    Source: RFC 6749 section 2.3: not more than one way of authentication in a request.
    """
    in_body = str(request.POST.get("client_id", ""))
    header = request.headers.get("Authorization")
    client = in_body if header is None else _in_header(header)
    is_doubled = header is not None and (
        "client_secret" in request.POST or in_body not in {"", client}
    )
    return None if client is None or is_doubled or "\0" in client else client


def _in_header(authorization: str) -> str | None:
    """The client's id as the toolkit will read it, and only where it will."""
    scheme, _, credentials = authorization.partition(" ")
    try:
        client, colon, _ = base64.b64decode(credentials, validate=True).decode().partition(":")
    except ValueError:
        return None
    return unquote_plus(client) if scheme == "Basic" and colon else None


def _key(request: HttpRequest, client: str) -> str:
    """Client and address together, so that a guesser locks out nobody but himself."""
    address = get_adapter(request).get_client_ip(request)
    return f"oauth-failures:{sha256(f'{client} {address}'.encode()).hexdigest()}"


def is_exhausted(request: HttpRequest, client: str) -> bool:
    """Whether the address has used up its tries at this client."""
    return int(cache.get(_key(request, client), 0)) >= TRIES


def count_failure(request: HttpRequest, client: str) -> None:
    """Takes one try away, for the rest of the window."""
    key = _key(request, client)
    if not cache.add(key, 1, WINDOW_S):
        with suppress(ValueError):  # the window ended just now
            cache.incr(key)
