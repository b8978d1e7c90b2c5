"""Following a listing's pages: never in circles, never forever."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import httpx

from banking.connector import Unreadable

MOST_PAGES = 200
Item = TypeVar("Item")


def follow(
    first: httpx.URL, read: Callable[[httpx.URL], tuple[list[Item], httpx.URL | None]]
) -> Iterator[Item]:
    """Everything that is listed; ``read`` gives one page's items and the next page's address.

    Raises:
        Unreadable: A page comes again, or is one too many.

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
        items, url = read(url)
        yield from items
