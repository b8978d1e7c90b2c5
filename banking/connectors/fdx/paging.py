"""FDX's pages: by cursor or by link, only on the bank's own origin."""

from collections.abc import Callable, Iterator

import httpx
import msgspec

from banking.asking import paging
from banking.asking.addresses import linked
from banking.connectors.fdx import wire


def items(
    get: Callable[[httpx.URL], bytes], first: httpx.URL, base: httpx.URL, kind: type[wire.Listing]
) -> Iterator[msgspec.Raw]:
    """Everything that is listed, page by page; ``get`` asks for one.

    Raises:
        Unreadable: A page breaks the standard, points elsewhere, comes again, or is one too many.

    """

    def read(url: httpx.URL) -> tuple[list[msgspec.Raw], httpx.URL | None]:
        page = wire.decoded(get(url), kind)
        return page.items, _following(page, first, base)

    return paging.follow(first, read)


def _following(page: wire.Listing, first: httpx.URL, base: httpx.URL) -> httpx.URL | None:
    """The next page's address, by its cursor if there is one: that cannot lead elsewhere."""
    # A link to elsewhere is no slip to pass over, even where a cursor makes it needless.
    href = _href(page.links)
    link = linked(_completed(href, base), first, base) if href else None
    cursors = page.page or wire.Page()
    if cursors.next_page_key not in {None, ""}:
        return first.copy_set_param("pageKey", cursors.next_page_key)
    if cursors.next_offset not in {None, ""}:
        return first.copy_set_param("offset", cursors.next_offset)
    return link


def _href(links: wire.Links | list[wire.Link] | None) -> str | None:
    match links:
        case wire.Links(next=wire.Link(href=href)):
            return href
        case list():
            return next((link.href for link in links if link.rel == "next"), None)
        case _:
            return None


def _completed(href: str, base: httpx.URL) -> str:
    """FDX's own examples leave the base path out: ``/accounts/1111/transactions?offset=2``."""
    path = base.path.rstrip("/")
    is_rooted = href.startswith("/") and not href.startswith("//")
    return path + href if is_rooted and not href.startswith(path + "/") else href
