"""UK Open Banking's pages: by ``Links.Next``, only below the bank's own address."""

from collections.abc import Callable, Iterator, Sequence

import httpx
import msgspec

from banking.asking import paging
from banking.asking.addresses import linked
from banking.connectors.obie import wire


def items(
    get: Callable[[httpx.URL], bytes], first: httpx.URL, base: httpx.URL, name: str
) -> Iterator[msgspec.Raw]:
    """Everything that is listed under the name, page by page; ``get`` asks for one.

    Raises:
        Unreadable: A page breaks the standard, points elsewhere, comes again, or is one too many.

    Source: 4.0, Read/Write profile, Pagination; 3.1.11 has the same.
    """
    before: Sequence[bytes] = ()

    def read(url: httpx.URL) -> tuple[list[msgspec.Raw], httpx.URL | None]:
        nonlocal before
        page = wire.decoded(get(url), wire.Page)
        listed = wire.listed(page, name)
        texts = [bytes(raw) for raw in listed]
        again = _again(before, texts)
        before = texts
        href = page.links.next if page.links else None
        return listed[again:], linked(href, url, base) if href else None

    return paging.follow(first, read)


def _again(before: Sequence[bytes], listed: Sequence[bytes]) -> int:
    """How many items at the page's start are the end of the page before it.

    What arrives while we read pushes items over to the next page. By their ids they would be known
    as the same, but items need have none, and then look like a second movement that is alike.
    """
    most = min(len(before), len(listed))
    return next((n for n in range(most, 0, -1) if before[-n:] == listed[:n]), 0)
