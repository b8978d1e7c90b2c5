"""OFX transactions in our terms, with their corrections."""

from collections import Counter
from collections.abc import Iterator

from banking import categories
from banking.asking import values
from banking.asking.tree import Element
from banking.connector import Removed, TransactionRecord, TransactionStatus, Unreadable
from banking.connectors.ofx import figures, mapping, wire
from banking.facts import Category

# Source: OFX 2.1.1, 11.4.4.3; the other types tell how something was paid, not what for.
_CATEGORIES = {
    "INT": Category.INTEREST,
    "DIV": Category.INTEREST,
    "FEE": Category.FEES,
    "SRVCHG": Category.FEES,
    "ATM": Category.CASH,
    "CASH": Category.CASH,
    "XFER": Category.TRANSFER,
    "DIRECTDEP": Category.INCOME,
}
# What banks write that have no ids.
_NO_IDS = frozenset({"", "0"})


def movements(statement: Element) -> Iterator[TransactionRecord | Removed]:
    """What the statement's list says was posted or taken back, each movement once.

    Raises:
        Unreadable: One of them breaks the standard.

    """
    code = mapping.currency(statement)
    removed: dict[str, Removed] = {}
    records: dict[str, TransactionRecord] = {}
    alike: Counter[str] = Counter()
    for listed in wire.transactions(statement):
        if _is_deletion(listed):
            removed[listed.corrects] = Removed(bank_id=listed.corrects)
            continue
        record = _record(listed, code, alike)
        records[record.bank_id] = record
    yield from removed.values()
    yield from records.values()


def _is_deletion(listed: wire.Transaction) -> bool:
    """Source: OFX 2.1.1, 11.4.4.2, CORRECTFITID and CORRECTACTION."""
    if listed.correction not in {"", "REPLACE", "DELETE"}:
        message = "The bank corrects a transaction in a way that OFX has not"
        raise Unreadable(message)
    if bool(listed.corrects) != bool(listed.correction):
        message = "The bank corrects a transaction without saying which or how"
        raise Unreadable(message)
    return listed.correction == "DELETE"


def _record(listed: wire.Transaction, code: str, alike: Counter[str]) -> TransactionRecord:
    if listed.currency not in {"", code}:
        message = "The bank gives a transaction in another currency than its account's"
        raise Unreadable(message)
    bank_id = _id(listed, alike)
    posted_at = figures.moment(listed.posted)
    return TransactionRecord(
        bank_id=bank_id,
        status=TransactionStatus.POSTED,
        # Source: OFX 2.1.1, 3.2.9.2: signed as the customer sees it; a card's purchase is negative.
        amount=values.money(figures.amount(listed.amount), code),
        happened_at=figures.moment(listed.used) if listed.used else posted_at,
        posted_at=posted_at,
        description=values.line(_description(listed), values.LONGEST_DESCRIPTION),
        merchant=values.line(listed.name, values.LONGEST_MERCHANT),
        category=_category(listed),
        bank_category=values.line(listed.industry or listed.kind, values.LONGEST_CATEGORY),
        # A correction under the old id takes its place as it is.
        replaces=listed.corrects if listed.corrects != bank_id else "",
    )


def _id(listed: wire.Transaction, alike: Counter[str]) -> str:
    """The bank's own; where it has none, one of what never changes, counted among its likes."""
    if listed.id not in _NO_IDS:
        return values.identifier(listed.id)
    parts = (listed.posted[:8], listed.amount, listed.kind, listed.name, listed.memo)
    same = values.derived_id(*parts)
    alike[same] += 1
    return values.derived_id(*parts, alike[same])


def _description(listed: wire.Transaction) -> str:
    """Many banks begin the memo with the name."""
    if listed.memo.startswith(listed.name):
        return listed.memo
    return f"{listed.name} {listed.memo}"


def _category(listed: wire.Transaction) -> Category:
    """Source: OFX 2.1.1, 11.4.4, SIC: in practice the card networks' merchant category codes."""
    if listed.industry:
        return categories.of_words(listed.industry.zfill(4))
    return _CATEGORIES.get(listed.kind, Category.OTHER)
