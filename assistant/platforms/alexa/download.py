"""A certificate chain over HTTPS, bounded in time and size."""

import time
from collections.abc import Iterator

import httpx

from assistant.platform import Unverified
from assistant.platforms.alexa.reasons import Why

LIMIT_S = 2.0
LIMIT_BYTES = 64 * 1024


def fetch(url: str, *, transport: httpx.BaseTransport | None = None) -> bytes:
    """The file at an address that was checked before.

    Redirects are not followed: the address was checked, its target was not.

    Args:
        url: A checked address.
        transport: Another way to the host, for tests.

    Raises:
        Unverified: There is no such file, or not within the limits.

    """
    ends_at = time.monotonic() + LIMIT_S
    try:
        with (
            httpx.Client(transport=transport, timeout=LIMIT_S, follow_redirects=False) as client,
            client.stream("GET", url, headers={"Accept-Encoding": "identity"}) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise Unverified(Why.FETCH_STATUS)
            return _bounded(response.iter_raw(), ends_at)
    except httpx.HTTPError as error:
        raise Unverified(Why.FETCH_NETWORK) from error


def _bounded(pieces: Iterator[bytes], ends_at: float) -> bytes:
    """Everything, unless it is too much: httpx's own timeout starts again with each piece."""
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) > LIMIT_BYTES:
            raise Unverified(Why.FETCH_SIZE)
        if time.monotonic() > ends_at:
            raise Unverified(Why.FETCH_TIME)
    return bytes(content)
