"""camt.053 entries in our terms: one movement each, or one for each part of a batch."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from banking.asking import values
from banking.asking.tree import Element
from banking.connector import TransactionRecord, TransactionStatus, Unreadable
from banking.connectors.camt053 import mapping, wire
from banking.connectors.camt053.categories import category
from banking.money import Money

_BOOKED = "BOOK"
# Source: ISO 20022, ExternalEntryStatus1Code. A file never takes back what did not come about.
_NOT_BOOKED = frozenset({"PDNG", "INFO", "FUTR"})
_NOBODY = wire.Detail(
    ids=(),
    amount=None,
    instructed=None,
    creditor="",
    debtor="",
    text="",
    purpose="",
    happened="",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What becomes one movement: an entry, or what one detail of it moved."""

    entry: wire.Entry
    detail: wire.Detail
    amount: Money


def movements(statement: Element) -> Iterator[TransactionRecord]:
    """What the statement says was booked.

    Raises:
        Unreadable: One of the entries breaks the standard.

    """
    code = mapping.currency(statement)
    alike: Counter[str] = Counter()
    for entry in wire.entries(statement):
        if entry.status in _NOT_BOOKED:
            continue
        if entry.status != _BOOKED:
            message = "The bank gives an entry a status that camt.053 has not"
            raise Unreadable(message)
        for part in _parts(entry, code):
            yield _record(part, _counted(_id(part), alike))


def _parts(entry: wire.Entry, code: str) -> list[_Part]:
    """The parts of a batch, if they are told and make up its amount to the cent; else one."""
    whole = mapping.signed(entry.amount, code)
    if len(entry.details) > 1:
        amounts = [_amount(detail, code) for detail in entry.details]
        told = [amount for amount in amounts if amount is not None]
        if len(told) == len(amounts) and sum(each.minor for each in told) == whole.minor:
            return [
                _Part(entry=entry, detail=detail, amount=amount)
                for detail, amount in zip(entry.details, told, strict=True)
            ]
    detail = entry.details[0] if len(entry.details) == 1 else _NOBODY
    return [_Part(entry=entry, detail=detail, amount=whole)]


def _amount(detail: wire.Detail, code: str) -> Money | None:
    try:
        return None if detail.amount is None else mapping.signed(detail.amount, code)
    except Unreadable:
        return None


def _id(part: _Part) -> tuple[object, ...]:
    """What never changes about it: a bank's reference may stand on several entries, or on none.

    Where the entry stands in its statement is no part of it: the next file may begin elsewhere.
    """
    entry, detail = part.entry, part.detail
    texts = () if entry.reference else (detail.text, detail.creditor, detail.debtor, entry.text)
    return (
        *(entry.reference, entry.booked, entry.valued, part.amount.minor),
        *(detail.ids if len(entry.details) > 1 or not entry.reference else ()),
        *texts,
    )


def _counted(parts: tuple[object, ...], alike: Counter[str]) -> str:
    same = values.derived_id(*parts)
    alike[same] += 1
    return values.derived_id(*parts, alike[same])


def _record(part: _Part, bank_id: str) -> TransactionRecord:
    entry, detail = part.entry, part.detail
    posted_at = _posted_at(entry)
    party = _party(part)
    text = detail.text or entry.text or party
    return TransactionRecord(
        bank_id=bank_id,
        status=TransactionStatus.POSTED,
        amount=part.amount,
        happened_at=mapping.moment(detail.happened) if detail.happened else posted_at,
        posted_at=posted_at,
        description=values.line(text, values.LONGEST_DESCRIPTION),
        merchant=values.line(party, values.LONGEST_MERCHANT),
        category=category(entry.code, detail.purpose),
        bank_category=values.line("/".join(entry.code), values.LONGEST_CATEGORY),
        original=_original(part),
    )


def _posted_at(entry: wire.Entry) -> datetime:
    on = entry.booked or entry.valued
    if not on:
        message = "The bank gives an entry no date"
        raise Unreadable(message)
    return mapping.moment(on)


def _party(part: _Part) -> str:
    """The other side: who was paid, or who paid.

    Source: ISO 20022, RvslInd: the direction is that of the reversal itself, the parties are those
    of what it takes back.
    """
    is_paid_by_us = (part.amount.minor < 0) != part.entry.is_reversal
    return part.detail.creditor if is_paid_by_us else part.detail.debtor


def _original(part: _Part) -> Money | None:
    """What was agreed on abroad: an ornament, for whose sake no movement is lost."""
    instructed = part.detail.instructed
    if instructed is None or instructed.currency == part.amount.currency:
        return None
    try:
        absolute = abs(mapping.signed(instructed, values.currency(instructed.currency)))
    except Unreadable:
        return None
    return -absolute if part.amount.minor < 0 else absolute
