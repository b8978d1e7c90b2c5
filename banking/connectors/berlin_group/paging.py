"""NextGenPSD2's pages of movements, only on the bank's own origin."""

from collections.abc import Callable, Iterator

import httpx
import msgspec

from banking.asking import paging
from banking.asking.addresses import linked
from banking.connector import TransactionStatus, Unreadable
from banking.connectors.berlin_group import wire

Listed = tuple[TransactionStatus, msgspec.Raw, wire.Page]


def items(get: Callable[[httpx.URL], bytes], first: httpx.URL, base: httpx.URL) -> Iterator[Listed]:
    """Everything that is listed, with its status and its page; ``get`` asks for one page.

    Raises:
        Unreadable: A page breaks the standard, points elsewhere, comes again, or is one too many.

    """

    def read(url: httpx.URL) -> tuple[list[Listed], httpx.URL | None]:
        page = wire.decoded(get(url), wire.Page)
        report = _report(page)
        listed = [
            *((TransactionStatus.POSTED, each, page) for each in report.booked),
            *((TransactionStatus.PENDING, each, page) for each in report.pending),
        ]
        href = _next(report.links) or _next(page.links)
        return listed, _following(href, first, base) if href else None

    return paging.follow(first, read)


def _following(href: str, first: httpx.URL, base: httpx.URL) -> httpx.URL:
    """The next page's address: of the same list, whatever else the bank has below its own."""
    url = linked(_completed(href, base), first, base)
    if url.path == first.path or url.path.startswith(f"{first.path}/"):
        return url
    message = "The bank's next page is not of the list that was asked for"
    raise Unreadable(message)


def _report(page: wire.Page) -> wire.Report:
    report = page.transactions or page.card_transactions
    if report is None:
        is_download = page.links is not None and page.links.download is not None
        problem = "offers movements as a download only" if is_download else "lists no movements"
        message = f"The bank {problem}"
        raise Unreadable(message)
    return report


def _next(links: wire.Links | None) -> str | None:
    return links.next.href if links and links.next else None


def _completed(href: str, base: httpx.URL) -> str:
    """The link from the base address on: many begin at ``/v1``, the standard's own among them."""
    path = base.path.rstrip("/")
    if not href.startswith("/") or href.startswith(("//", f"{path}/")):
        return href
    parts = path.split("/")
    tails = ("/" + "/".join(parts[start:]) for start in range(2, len(parts)))
    tail = next((each for each in tails if href.startswith(f"{each}/")), "")
    return path.removesuffix(tail) + href
