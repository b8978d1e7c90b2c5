"""A bank's addresses: what the operator entered, what lies below it, what leads elsewhere."""

from urllib.parse import quote, unquote

import httpx

from banking.connector import Refused, Unreadable

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def url(text: str) -> httpx.URL:
    """An address from the operator's settings; without TLS only on this machine.

    Raises:
        Refused: It is none.

    """
    try:
        read = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        read = httpx.URL()
    if read.host and (read.scheme == "https" or _is_local(read)):
        return read
    message = "The bank's address is none that begins with https"
    raise Refused(message)


def _is_local(read: httpx.URL) -> bool:
    return read.scheme == "http" and read.host in _LOOPBACK


def below(base: httpx.URL, *segments: str) -> httpx.URL:
    """The address below the base; a segment cannot climb or hide a slash."""
    path = "/".join(quote(segment, safe="") for segment in segments)
    return base.copy_with(raw_path=f"{base.raw_path.decode().rstrip('/')}/{path}".encode())


def linked(href: str, current: httpx.URL, base: httpx.URL) -> httpx.URL:
    """Where a link of the bank's leads, seen from the page it stands on.

    A token must not follow it anywhere else than below the bank's own base address.

    Raises:
        Unreadable: It leads elsewhere, or is no address.

    """
    try:
        read = current.join(href)
    except (httpx.InvalidURL, ValueError):
        read = None
    if read is None or not _is_ours(read, base):
        message = "The bank's next page is not under its own address"
        raise Unreadable(message)
    return read


def _is_ours(read: httpx.URL, base: httpx.URL) -> bool:
    """Same scheme, host and port, under the base path, without credentials of its own."""
    origin, ours = ((each.scheme, each.host, each.port) for each in (read, base))
    # Decoded twice, as a proxy in front of the bank may: no segment may climb.
    path = unquote(read.path).replace("\\", "/")
    return (
        origin == ours
        and not read.userinfo
        and path.startswith(base.path.rstrip("/") + "/")
        and not {".", ".."} & set(path.split("/"))
    )
