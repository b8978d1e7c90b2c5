"""All that changed since a cursor: every page, or none of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec

from banking.connector import Unreachable, Unreadable
from banking.connectors.plaid import errors, wire

PAGE_SIZE = 500
MOST_PAGES = 200
MOST_RESTARTS = 3
# What our column holds; Plaid promises at most 256.
_LONGEST_CURSOR = 512

Read = Callable[[str], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """By account and movement the last thing that was said of it: its JSON, or None: removed."""

    by_account: Mapping[str, Mapping[str, msgspec.Raw | None]]
    next_cursor: str


def changes(read: Read, cursor: str) -> Changes:
    """Everything since the cursor; since the beginning for an empty one.

    Raises:
        Unreachable: The bank's data changed again and again while its pages were read.
        Unreadable: A page breaks the standard, comes again, or is one too many.

    Source: Plaid API, /transactions/sync: pages count together, and from the first cursor again
    where anything changed meanwhile.
    """
    for _ in range(MOST_RESTARTS + 1):
        try:
            return _all_pages(read, cursor)
        except errors.PlaidError as error:
            if error.code != errors.MUTATED:
                problem = error.meaning
                break
            problem = Unreachable("Plaid's data changes faster than it can be read")
    # Not raised above: the context would name what was asked for.
    raise problem


def _all_pages(read: Read, first: str) -> Changes:
    found: dict[str, dict[str, msgspec.Raw | None]] = {}
    seen = {first}
    cursor = first
    for _ in range(MOST_PAGES):
        page = wire.decoded(read(cursor), wire.Page)
        _apply(page, found)
        if not page.has_more:
            # Empty: nothing is ready yet, which takes back nothing that we know.
            return Changes(by_account=found, next_cursor=_checked(page.next_cursor) or first)
        cursor = _checked(page.next_cursor)
        if cursor in seen:
            message = "Plaid's pages repeat themselves"
            raise Unreadable(message)
        seen.add(cursor)
    message = "Plaid's pages do not end"
    raise Unreadable(message)


def _apply(page: wire.Page, found: dict[str, dict[str, msgspec.Raw | None]]) -> None:
    for raw in (*page.added, *page.modified):
        owner = wire.decoded(raw, wire.Owner)
        # A copy: the raw message would keep the whole page in memory.
        found.setdefault(owner.account_id, {})[owner.transaction_id] = raw.copy()
    for owner in page.removed:
        found.setdefault(owner.account_id, {})[owner.transaction_id] = None


def _checked(cursor: str) -> str:
    if len(cursor) <= _LONGEST_CURSOR and (cursor.isprintable() or not cursor):
        return cursor
    message = "Plaid gives a cursor that is none"
    raise Unreadable(message)
