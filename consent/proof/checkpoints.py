"""Signed checkpoints: where every chain stood that grew since the last one.

``digest = SHA-256`` of these lines, each ended by a line feed: ``sayso checkpoint 1``, the previous
checkpoint's digest (empty for the first), the number, the moment, and for each consent, in the
order of public ids, ``public id|customer's public id|seq|head|assistant's client id``: a chain
that is given to somebody else, or laid at another's door, is another chain. The signature is over
``sayso checkpoint 1``, a line feed and the digest. The log's line is the witness outside the
database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

import structlog
from django.db.models import F, OuterRef, Subquery

from consent.locks import serialised
from consent.models import Checkpoint, CheckpointEntry, Consent
from consent.proof import signatures

log = structlog.get_logger(__name__)

_KIND = "sayso checkpoint 1"
# A question of one of these consents waits while they are marked: milliseconds.
_BATCH = 500
_SIGNED = ("public_id", "seq", "head", "customer__public_id", "assistant__client_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where one consent's chain stood, about whom and to whom."""

    consent: str
    customer: str
    assistant: str
    seq: int
    head: str

    @property
    def line(self) -> str:
        """What is signed of it; the assistant's id, which we did not make, comes last."""
        return f"{self.consent}|{self.customer}|{self.seq}|{self.head}|{self.assistant}"


def digest_of(previous: str, number: int, at: datetime, stands: Iterable[Stand]) -> str:
    """The digest of a checkpoint; a consent's public id holds no separator."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    ordered = sorted(stands, key=lambda stand: stand.consent)
    lines = [_KIND, previous, str(number), moment, *(each.line for each in ordered)]
    return sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def signed_line(digest: str) -> str:
    """What a checkpoint's signature is over."""
    return f"{_KIND}\n{digest}"


def seal(now: datetime) -> Checkpoint | None:
    """Signs where every chain stands that grew since it was last signed; None if none did.

    Many chains make several checkpoints, the last of which is returned. However many callers there
    are at once, each chain's growth is signed once.
    """
    checkpoint, last = None, 0
    while True:
        # One transaction each: a question waits for one batch at the most.
        with serialised("ledger.checkpoint"):
            grown = list(
                Consent.objects.filter(pk__gt=last, seq__gt=F("sealed_seq"))
                .order_by("pk")
                .select_related("customer", "assistant")
                .only(*_SIGNED)[:_BATCH]
            )
            if grown:
                checkpoint = _sealed(grown, now)
        if not grown or checkpoint is None:
            return checkpoint
        last = grown[-1].pk
        log.info(
            "ledger.checkpoint",
            number=checkpoint.number,
            digest=checkpoint.digest,
            key=checkpoint.key_id,
            signature=checkpoint.signature,
        )


def _sealed(grown: list[Consent], now: datetime) -> Checkpoint:
    newest = Checkpoint.objects.order_by("-number").first()
    previous, number = (newest.digest, newest.number + 1) if newest else ("", 1)
    digest = digest_of(previous, number, now, map(_stand, grown))
    signature = signatures.sign(signed_line(digest))
    checkpoint: Checkpoint = Checkpoint.objects.create(
        number=number,
        at=now,
        previous=previous,
        digest=digest,
        key_id=signature.key_id,
        signature=signature.value,
    )
    CheckpointEntry.objects.bulk_create(
        CheckpointEntry(checkpoint=checkpoint, consent=each, seq=each.seq, head=each.head)
        for each in grown
    )
    _mark(checkpoint, [each.pk for each in grown])
    return checkpoint


def _stand(consent: Consent) -> Stand:
    return Stand(
        consent=consent.public_id,
        customer=str(getattr(consent.customer, "public_id", consent.customer_id)),
        assistant=consent.assistant.client_id,
        seq=consent.seq,
        head=consent.head,
    )


def _mark(checkpoint: Checkpoint, consents: list[int]) -> None:
    """Notes how far each is sealed, and nothing else: no question under way sees a difference.

    A row that somebody holds is left for the next checkpoint, where it stands once more: waiting
    for it with others locked could be a deadlock.
    """
    rows = Consent.objects.filter(pk__in=consents)
    free = list(
        rows.select_for_update(skip_locked=True, no_key=True).order_by("pk").values_list("pk")
    )
    entry = CheckpointEntry.objects.filter(checkpoint=checkpoint, consent=OuterRef("pk"))
    sealed_seq = Subquery(entry.values("seq"))
    Consent.objects.filter(pk__in=[pk for (pk,) in free], sealed_seq__lt=sealed_seq).update(
        sealed_seq=sealed_seq
    )
