"""Pages of a listing: an offset, a limit, and where the next page is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from banking.sandbox.amounts import JsonObject

Item = TypeVar("Item")

DEFAULT_LIMIT = 100
MOST = 500
LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The part of a listing that was asked for."""

    offset: int
    limit: int

    def of(self, items: Sequence[Item]) -> Sequence[Item]:
        return items[self.offset : self.offset + self.limit]


def window(query: dict[str, str]) -> Window | None:
    """Read `limit` and `offset`, or None if they make no sense."""
    limit = _number(query.get("limit", str(DEFAULT_LIMIT)))
    offset = _number(query.get("offset", "0"))
    if limit is None or offset is None or not 1 <= limit <= MOST:
        return None
    return Window(offset=offset, limit=limit)


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else None


def references(asked: Window, total: int, url: str, query: dict[str, str]) -> JsonObject:
    """Write FDX's `page` and `links`; both name the next page only if there is one."""
    following = asked.offset + asked.limit
    if following >= total:
        return {"page": {"totalElements": total}, "links": {}}
    href = f"{url}?{urlencode({**query, 'offset': str(following), 'limit': str(asked.limit)})}"
    return {
        "page": {"nextOffset": str(following), "totalElements": total},
        "links": {"next": {"href": href}},
    }
