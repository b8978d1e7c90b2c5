"""Erasing what a disclosure says: hidden when the customer asks, destroyed when its time is over.

Seq, moment, digest and hash stay, so that the chain still verifies; a signed line says which rows
and why. It is ``sayso erasure 1|public id|moment|why|first seq|last seq``.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import groupby

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import CharField, F, Max, Min, Value
from django.db.models.functions import Cast, Concat

from consent import audit, leaving
from consent.locks import serialised
from consent.models import Consent, Disclosure, Erasure
from consent.proof import signatures

log = structlog.get_logger(__name__)


def keep() -> timedelta:
    """How long what a disclosure says is kept at least: the bank's legal minimum."""
    return timedelta(days=settings.DISCLOSURE_KEEP_DAYS)


def signed_line(erasure: Erasure, public_id: str) -> str:
    """What an erasure's signature is over."""
    moment = erasure.at.astimezone(UTC).isoformat(timespec="microseconds")
    seqs = f"{erasure.first_seq}|{erasure.last_seq}"
    return f"sayso erasure 1|{public_id}|{moment}|{erasure.why}|{seqs}"


@transaction.atomic
def erase(consent: Consent, now: datetime) -> datetime | None:
    """Hides what was recorded about a consent from everyone but the compliance role.

    Until when its content is still kept; None if there was nothing to hide.
    """
    consent = leaving.locked(consent)
    shown = consent.disclosures.filter(hidden_at=None)
    span = shown.aggregate(first=Min("seq"), last=Max("seq"), latest=Max("at"))
    if span["latest"] is None:
        return None
    shown.filter(seq__lte=span["last"]).update(hidden_at=now)
    _note(consent, Erasure.Why.CUSTOMER, (span["first"], span["last"]), now)
    audit.record("disclosures.erase", actor=consent.customer, subject=consent.public_id, now=now)
    latest: datetime = span["latest"]
    return latest + keep()


def retire(now: datetime, batch: int = 500) -> int:
    """Destroys the content of the next disclosures whose time is over; how many there were.

    Called until it returns 0; stopped at any moment, it goes on where it was.
    """
    with serialised("ledger.retire"):
        due = list(
            Disclosure.objects.filter(at__lt=now - keep())
            .exclude(content="")
            .order_by("at", "pk")
            .values_list("consent", "seq", named=False)[:batch]
        )
        consents = Consent.objects.in_bulk({consent for consent, _ in due})
        for pk, seqs in groupby(sorted(due), key=lambda row: row[0]):
            for first, last in _runs(seq for _, seq in seqs):
                _destroy(consents[pk], first, last, now)
    if due:
        log.info("disclosures.retired", count=len(due))
    return len(due)


def _destroy(consent: Consent, first: int, last: int, now: datetime) -> None:
    consent.disclosures.filter(seq__range=(first, last)).update(
        content="",
        salt="",
        # The platform's own id of the turn would still lead to what was said.
        turn_id=Concat(Value("retired:"), Cast(F("seq"), CharField())),
    )
    _note(consent, Erasure.Why.RETENTION, (first, last), now)


def _runs(seqs: Iterable[int]) -> list[tuple[int, int]]:
    """The ascending numbers as ranges without a gap."""
    runs: list[tuple[int, int]] = []
    for seq in seqs:
        if runs and runs[-1][1] == seq - 1:
            runs[-1] = (runs[-1][0], seq)
        else:
            runs.append((seq, seq))
    return runs


def _note(consent: Consent, why: Erasure.Why, seqs: tuple[int, int], now: datetime) -> None:
    line = Erasure(consent=consent, at=now, why=why, first_seq=seqs[0], last_seq=seqs[1])
    signature = signatures.sign(signed_line(line, consent.public_id))
    line.key_id, line.signature = signature.key_id, signature.value
    line.save(force_insert=True)
