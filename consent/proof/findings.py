"""What can be wrong with the ledger, each by its name."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is wrong. The first nine are about rows of a chain, the others about what was signed."""

    CHANGED = "changed"
    """The content is not what was recorded."""
    UNLINKED = "unlinked"
    """The row does not follow from the one before it: one of them was changed, or one is gone."""
    REORDERED = "reordered"
    """The row was recorded in another place."""
    DUPLICATED = "duplicated"
    """The row is another one's copy."""
    MISSING = "missing"
    """Rows that were recorded are gone."""
    ADDED = "added"
    """Rows stand behind the end of the chain."""
    WRONG_HEAD = "wrong_head"
    """The consent notes another last row than there is."""
    CUT = "cut"
    """A signed checkpoint saw rows behind what is now the end."""
    REWRITTEN = "rewritten"
    """A signed checkpoint saw another row in this place."""

    UNSEALED = "unsealed"
    """The consent was sealed further than any checkpoint that is left says."""
    BLANKED = "blanked"
    """Content is gone, and no signed line says why."""
    HIDDEN = "hidden"
    """Rows are hidden, and no signed line says why."""
    SHOWN = "shown"
    """Rows are shown that a signed line says were hidden."""
    ERASURE_FORGED = "erasure_forged"
    ERASURE_UNKNOWN_KEY = "erasure_unknown_key"
    CHECKPOINT_MISSING = "checkpoint_missing"
    CHECKPOINT_CHANGED = "checkpoint_changed"
    CHECKPOINT_FORGED = "checkpoint_forged"
    CHECKPOINT_UNKNOWN_KEY = "checkpoint_unknown_key"
    WITNESS_CONTRADICTED = "witness_contradicted"
    """A checkpoint that was noted elsewhere is not there, or is another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, and where.

    Shape: a row's finding has its consent's public id and ``seq``, up to ``last_seq`` where several
    rows in a row are meant; a checkpoint's has its number.
    """

    kind: Kind
    consent: str = ""
    seq: int | None = None
    last_seq: int | None = None
    checkpoint: int | None = None

    def __str__(self) -> str:
        """One line for the operator."""
        parts = [str(self.kind)]
        if self.consent:
            parts.append(f"consent={self.consent}")
        if self.seq is not None:
            parts.append(f"seq={self.seq}")
        if self.last_seq is not None and self.last_seq != self.seq:
            parts.append(f"last_seq={self.last_seq}")
        if self.checkpoint is not None:
            parts.append(f"checkpoint={self.checkpoint}")
        return " ".join(parts)
