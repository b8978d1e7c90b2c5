"""Following a listing's pages: only on the bank's own origin, never in circles, never forever."""

from collections.abc import Callable, Iterator
from urllib.parse import unquote

import httpx
import msgspec

from banking.connector import Unreadable
from banking.connectors.fdx import wire

MOST_PAGES = 200


def items(
    get: Callable[[httpx.URL], bytes], first: httpx.URL, base: httpx.URL, kind: type[wire.Listing]
) -> Iterator[msgspec.Raw]:
    """Everything that is listed, page by page; ``get`` asks for one.

    Raises:
        Unreadable: A page breaks the standard, points elsewhere, comes again, or is one too many.

    """
    seen: set[httpx.URL] = set()
    url: httpx.URL | None = first
    while url is not None:
        if url in seen:
            message = "The bank's pages repeat themselves"
            raise Unreadable(message)
        if len(seen) == MOST_PAGES:
            message = "The bank's pages do not end"
            raise Unreadable(message)
        seen.add(url)
        page = wire.decoded(get(url), kind)
        yield from page.items
        url = _following(page, first, base)


def _following(page: wire.Listing, first: httpx.URL, base: httpx.URL) -> httpx.URL | None:
    """The next page's address, by its cursor if there is one: that cannot lead elsewhere."""
    # A link to elsewhere is no slip to pass over, even where a cursor makes it needless.
    linked = _linked(_href(page.links), first, base)
    cursors = page.page or wire.Page()
    if cursors.next_page_key not in {None, ""}:
        return first.copy_set_param("pageKey", cursors.next_page_key)
    if cursors.next_offset not in {None, ""}:
        return first.copy_set_param("offset", cursors.next_offset)
    return linked


def _href(links: wire.Links | list[wire.Link] | None) -> str | None:
    match links:
        case wire.Links(next=wire.Link(href=href)):
            return href
        case list():
            return next((link.href for link in links if link.rel == "next"), None)
        case _:
            return None


def _linked(href: str | None, first: httpx.URL, base: httpx.URL) -> httpx.URL | None:
    if not href:
        return None
    if _is_short(href, base):
        href = base.path.rstrip("/") + href
    try:
        url = first.join(href)
    except (httpx.InvalidURL, ValueError):
        url = None
    if url is None or not _is_ours(url, base):
        message = "The bank's next page is not under its own address"
        raise Unreadable(message)
    return url


def _is_short(href: str, base: httpx.URL) -> bool:
    """FDX's own examples leave the base path out: ``/accounts/1111/transactions?offset=2``."""
    is_rooted = href.startswith("/") and not href.startswith("//")
    return is_rooted and not href.startswith(base.path.rstrip("/") + "/")


def _is_ours(url: httpx.URL, base: httpx.URL) -> bool:
    """Same scheme, host and port, under the base path, without credentials of its own."""
    origin, ours = ((each.scheme, each.host, each.port) for each in (url, base))
    # Decoded twice, as a proxy in front of the bank may: no segment may climb.
    path = unquote(url.path).replace("\\", "/")
    return (
        origin == ours
        and not url.userinfo
        and path.startswith(base.path.rstrip("/") + "/")
        and not {".", ".."} & set(path.split("/"))
    )
