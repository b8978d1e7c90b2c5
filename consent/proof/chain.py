"""Reads one chain of disclosures from its start and names what is wrong with it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from consent.ledger import digest_of, hash_of
from consent.proof.findings import Finding, Kind

# Beyond this many rows out of place, where each came from is no longer looked for.
_MOST_SUSPECTS = 24


class Row(Protocol):
    """As much of a disclosure as the chain consists of."""

    pk: int
    seq: int
    at: datetime
    content: str
    salt: str
    digest: str
    hash: str
    hidden_at: datetime | None


@dataclass(slots=True)
class Ranges:
    """Numbers, as ranges without a gap; they come ascending."""

    spans: list[tuple[int, int]] = field(default_factory=list)

    def add(self, first: int, last: int) -> None:
        """Takes one more range, which may overlap what is there."""
        if self.spans and first <= self.spans[-1][1] + 1:
            self.spans[-1] = (self.spans[-1][0], max(last, self.spans[-1][1]))
        else:
            self.spans.append((first, last))

    def beyond(self, others: "Ranges") -> Iterator[tuple[int, int]]:
        """What of these is in none of the others."""
        for first, last in self.spans:
            for start, end in others.spans:
                if first < start <= last:
                    yield first, start - 1
                if start <= last:
                    first = max(first, end + 1)  # noqa: PLW2901 - what is left of the range
            if first <= last:
                yield first, last


def joined(*many: Ranges) -> Ranges:
    """All of them as one."""
    whole = Ranges()
    for first, last in sorted(span for each in many for span in each.spans):
        whole.add(first, last)
    return whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A row that does not follow from the one before it."""

    pk: int
    seq: int
    at: datetime
    digest: str
    hash: str
    before: tuple[str, ...]


class Chain:
    """One chain, read row by row; keeps ranges and suspects, never the rows."""

    def __init__(self, consent: str) -> None:
        self.findings: list[Finding] = []
        self.blanked, self.hidden, self.missing = Ranges(), Ranges(), Ranges()
        self.suspects: list[Suspect] = []
        self.seq = 0
        # What the last row's hash may be: as it stands there, and as it follows from the row.
        self.hashes: tuple[str, ...] = ("",)
        self._consent = consent

    def take(self, row: Row, signed: AbstractSet[str] = frozenset()) -> None:
        """Reads the row that is next by ``seq``, and the hashes that checkpoints saw there."""
        is_behind_gap = row.seq > self.seq + 1
        if is_behind_gap:
            self._miss(self.seq + 1, row.seq - 1)
        if row.hidden_at:
            self.hidden.add(row.seq, row.seq)
        is_changed = self._is_changed(row)
        if is_changed:
            self._find(Kind.CHANGED, row.seq)
        before = () if is_behind_gap else self.hashes
        self.hashes = (row.hash, *(hash_of(h, row.seq, row.at, row.digest) for h in before[:1]))
        if before and not is_changed and not _follows(row, before):
            self._suspect(row, before)
        if not signed <= set(self.hashes):
            self._find(Kind.REWRITTEN, row.seq)
        self.seq = row.seq

    def end(self, seq: int, head: str) -> None:
        """Compares what was read with what the consent itself notes."""
        if self.seq < seq:
            self._miss(self.seq + 1, seq)
        elif head not in {*self.hashes, *(each.hash for each in self.suspects)}:
            self._find(Kind.WRONG_HEAD, seq)

    def settle(self, is_copy: Callable[[Suspect], bool]) -> None:
        """Names what is the matter with each row that does not follow."""
        seqs = {each.seq + step for each in self.suspects for step in (-1, 0, 1)}
        hashes = {h for each in self.suspects for h in (*each.before, each.hash)}
        for suspect in self.suspects:
            if is_copy(suspect):
                self._find(Kind.DUPLICATED, suspect.seq)
            elif (place := _place(suspect, seqs, hashes)) is None:
                self._find(Kind.UNLINKED, suspect.seq)
            elif place != suspect.seq:
                self._find(Kind.REORDERED, suspect.seq)
        if self.suspects and not self.findings:
            # Each seems to be where it was; one of them still does not follow.
            self._find(Kind.UNLINKED, self.suspects[0].seq)

    def _is_changed(self, row: Row) -> bool:
        if not row.salt and not row.content:
            self.blanked.add(row.seq, row.seq)
            return False
        return row.digest != digest_of(row.salt, row.content)

    def _suspect(self, row: Row, before: tuple[str, ...]) -> None:
        if len(self.suspects) == _MOST_SUSPECTS:
            self._find(Kind.UNLINKED, row.seq)
            return
        self.suspects.append(
            Suspect(
                pk=row.pk,
                seq=row.seq,
                at=row.at,
                digest=row.digest,
                hash=row.hash,
                before=before,
            )
        )

    def _miss(self, first: int, last: int) -> None:
        self.missing.add(first, last)
        self._find(Kind.MISSING, first, last)

    def _find(self, kind: Kind, seq: int, last_seq: int | None = None) -> None:
        found = Finding(kind=kind, consent=self._consent, seq=seq, last_seq=last_seq)
        self.findings.append(found)


def _follows(row: Row, before: Sequence[str]) -> bool:
    return any(row.hash == hash_of(each, row.seq, row.at, row.digest) for each in before)


def _place(suspect: Suspect, seqs: Iterable[int], hashes: Iterable[str]) -> int | None:
    """Where the row was recorded, if that is among these places."""
    for before in hashes:
        # Its own place first: then it is another row that moved.
        for seq in (suspect.seq, *seqs):
            if suspect.hash == hash_of(before, seq, suspect.at, suspect.digest):
                return seq
    return None
