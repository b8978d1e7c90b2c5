"""Proves that the ledger is whole, or names what is wrong with it and where.

A chain is read beside questions that go on: what is signed is read before what it was signed over,
so that growth is never mistaken for damage.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from django.db.models import F, Max, Min

from consent.models import Checkpoint, CheckpointEntry, Consent, Disclosure, Erasure
from consent.proof import checkpoints, erasing, signatures
from consent.proof.chain import Chain, Ranges, Suspect, joined
from consent.proof.checkpoints import Stand
from consent.proof.findings import Finding, Kind
from consent.proof.signatures import Signature, Verdict

_ROWS = ("consent_id", "seq", "at", "content", "salt", "digest", "hash", "hidden_at")
_STAND = (
    *("consent__public_id", "consent__customer__public_id", "consent__assistant__client_id"),
    *("seq", "head"),
)
_AT_ONCE, _CHAINS = 1000, 200
_ERASURES = {
    Verdict.FORGED: Kind.ERASURE_FORGED,
    Verdict.UNKNOWN_KEY: Kind.ERASURE_UNKNOWN_KEY,
}


def of_consent(consent: Consent) -> list[Finding]:
    """What is wrong with one consent's chain, its erasures and the last checkpoint over it."""
    [found] = _read([consent.pk])
    last = CheckpointEntry.objects.filter(consent=consent).order_by("-checkpoint__number").first()
    return found + (_checkpoint(last.checkpoint) if last else [])


def chains() -> Iterator[list[Finding]]:
    """What is wrong with each chain, its checkpoints being believed: see `all_checkpoints`."""
    last = 0
    while batch := list(
        Consent.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_CHAINS]
    ):
        yield from _read(batch)
        last = batch[-1]


def all_checkpoints() -> Iterator[list[Finding]]:
    """What is wrong with each checkpoint and its place, from the first to the last."""
    previous, number = "", 0
    for checkpoint in Checkpoint.objects.order_by("number").iterator(_AT_ONCE):
        found = [
            Finding(kind=Kind.CHECKPOINT_MISSING, checkpoint=each)
            # A number out of nowhere must not make a million lines.
            for each in range(number + 1, min(checkpoint.number, number + 1 + _AT_ONCE))
        ]
        if not found and checkpoint.previous != previous:
            found.append(_at(Kind.CHECKPOINT_CHANGED, checkpoint))
        yield list(dict.fromkeys(found + _checkpoint(checkpoint)))
        previous, number = checkpoint.digest, checkpoint.number


def witnessed(number: int, digest: str) -> list[Finding]:
    """Nothing, if the checkpoint that was noted elsewhere is still there and the same."""
    if Checkpoint.objects.filter(number=number, digest=digest).exists():
        return []
    return [Finding(kind=Kind.WITNESS_CONTRADICTED, checkpoint=number)]


def _read(batch: Sequence[int]) -> Iterator[list[Finding]]:
    """What is wrong with each of these consents' chains and erasures."""
    entries = _entries(batch)
    erased_before = set(Erasure.objects.filter(consent__in=batch).values_list("pk", flat=True))
    notes = Consent.objects.only("public_id", "seq", "head", "sealed_seq")
    consents = {each.pk: each for each in notes.filter(pk__in=batch).order_by("pk")}
    reads = {pk: Chain(consent.public_id) for pk, consent in consents.items()}
    rows = Disclosure.objects.filter(consent__in=batch).only(*_ROWS)
    for row in rows.order_by("consent", "seq", "pk").iterator(_AT_ONCE):
        # What a question added since its consent was read is for the next time.
        if row.seq <= consents[row.consent_id].seq:
            reads[row.consent_id].take(row, entries[row.consent_id].get(row.seq, set()))
    added, lines = _added(batch), _lines(batch)
    for pk, consent in consents.items():
        read, sealed = reads[pk], max(entries[pk], default=0)
        read.end(consent.seq, consent.head)
        read.settle(partial(_is_copy, consent))
        ends = [*added[pk], *_ends(consent, sealed)]
        yield read.findings + ends + list(_erased(consent, read, lines[pk], erased_before))


def _entries(batch: Sequence[int]) -> dict[int, dict[int, set[str]]]:
    """Every head that a checkpoint saw, by its place; a chain that was rewritten has two."""
    heads: dict[int, dict[int, set[str]]] = defaultdict(dict)
    entries = CheckpointEntry.objects.filter(consent__in=batch)
    for consent, seq, head in entries.values_list("consent", "seq", "head"):
        heads[consent].setdefault(seq, set()).add(head)
    return heads


def _added(batch: Sequence[int]) -> dict[int, list[Finding]]:
    """Rows behind the end; in one statement, as a question may move both at any moment."""
    found: dict[int, list[Finding]] = defaultdict(list)
    behind = Disclosure.objects.filter(consent__in=batch, seq__gt=F("consent__seq"))
    spans = behind.values("consent").annotate(
        name=F("consent__public_id"), first=Min("seq"), last=Max("seq")
    )
    for pk, name, first, last in spans.values_list("consent", "name", "first", "last"):
        found[pk].append(Finding(kind=Kind.ADDED, consent=name, seq=first, last_seq=last))
    return found


def _lines(batch: Sequence[int]) -> dict[int, list[Erasure]]:
    lines: dict[int, list[Erasure]] = defaultdict(list)
    for line in Erasure.objects.filter(consent__in=batch).order_by("first_seq", "pk"):
        lines[line.consent_id].append(line)
    return lines


def _is_copy(consent: Consent, suspect: Suspect) -> bool:
    others = consent.disclosures.exclude(pk=suspect.pk)
    return others.filter(hash=suspect.hash, digest=suspect.digest).exists()


def _ends(consent: Consent, sealed: int) -> Iterator[Finding]:
    """How far the chain goes by its consent and by its last checkpoint."""
    if sealed > consent.seq:
        yield _found(Kind.CUT, consent, (consent.seq + 1, sealed))
    entries = CheckpointEntry.objects.filter(consent=consent)
    if consent.sealed_seq > sealed and not entries.filter(seq__gte=consent.sealed_seq).exists():
        yield _found(Kind.UNSEALED, consent, (sealed + 1, consent.sealed_seq))


def _erased(
    consent: Consent, read: Chain, lines: list[Erasure], erased_before: set[int]
) -> Iterator[Finding]:
    """Compares what is blank or hidden with the signed lines that say so."""
    verdicts = {line: _verdict(consent, line) for line in lines}
    for line, verdict in verdicts.items():
        if verdict is not Verdict.GOOD:
            yield _found(_ERASURES[verdict], consent, (line.first_seq, line.last_seq))
    good = [line for line in lines if verdicts[line] is Verdict.GOOD]
    over = _ranges(line for line in good if line.why == Erasure.Why.RETENTION)
    asked = [line for line in good if line.why == Erasure.Why.CUSTOMER]
    # A row that was erased while it was read is none that somebody brought back.
    before = _ranges(line for line in asked if line.pk in erased_before)
    behind = Ranges([(read.seq + 1, sys.maxsize)])
    for kind, spans in (
        (Kind.BLANKED, read.blanked.beyond(over)),
        (Kind.HIDDEN, read.hidden.beyond(_ranges(asked))),
        (Kind.SHOWN, before.beyond(joined(read.hidden, read.missing, behind))),
    ):
        for seqs in spans:
            yield _found(kind, consent, seqs)


def _verdict(consent: Consent, line: Erasure) -> Verdict:
    return signatures.judge(erasing.signed_line(line, consent.public_id), _of(line))


def _ranges(lines: Iterable[Erasure]) -> Ranges:
    ranges = Ranges()
    for line in lines:
        ranges.add(line.first_seq, line.last_seq)
    return ranges


def _checkpoint(checkpoint: Checkpoint) -> list[Finding]:
    """Whether its digest is that of its entries, and its signature one of ours over the digest."""
    entries = CheckpointEntry.objects.filter(checkpoint=checkpoint)
    stands = (
        Stand(consent=consent, customer=customer, assistant=assistant, seq=seq, head=head)
        for consent, customer, assistant, seq, head in entries.values_list(*_STAND)
    )
    digest = checkpoints.digest_of(checkpoint.previous, checkpoint.number, checkpoint.at, stands)
    found = [] if digest == checkpoint.digest else [_at(Kind.CHECKPOINT_CHANGED, checkpoint)]
    match signatures.judge(checkpoints.signed_line(checkpoint.digest), _of(checkpoint)):
        case Verdict.FORGED:
            found.append(_at(Kind.CHECKPOINT_FORGED, checkpoint))
        case Verdict.UNKNOWN_KEY:
            found.append(_at(Kind.CHECKPOINT_UNKNOWN_KEY, checkpoint))
        case Verdict.GOOD:
            pass
    return found


def _of(signed: Checkpoint | Erasure) -> Signature:
    return Signature(key_id=signed.key_id, value=signed.signature)


def _at(kind: Kind, checkpoint: Checkpoint) -> Finding:
    return Finding(kind=kind, checkpoint=checkpoint.number)


def _found(kind: Kind, consent: Consent, seqs: tuple[int, int]) -> Finding:
    return Finding(kind=kind, consent=consent.public_id, seq=seqs[0], last_seq=seqs[1])


def total() -> int:
    """How many chains and checkpoints there are to read."""
    return Consent.objects.count() + Checkpoint.objects.count()


def everything() -> Iterator[list[Finding]]:
    """The whole ledger, a chain or a checkpoint at a time."""
    yield from all_checkpoints()
    yield from chains()
