"""The chain of disclosures: what left, in an order that cannot be changed unseen.

``digest = H(salt, content)`` and ``hash = H(previous hash, seq, at, digest)``, both SHA-256, so
that content and salt can be blanked (erasing) while the chain still verifies (verification.py).
"""

import json
import secrets
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, connection, transaction

from consent.models import Disclosure
from consent.states import State

# A platform sends a request again within minutes; later, the same turn hears other figures.
_AGAIN_WITHIN = timedelta(minutes=5)
_ADVANCE = """
    UPDATE consent_consent SET seq = %s, head = %s
     WHERE id = %s AND revision = %s AND seq = %s AND state = %s AND expires_at > %s
"""
_INSERT = """
    INSERT INTO consent_disclosure (consent_id, seq, at, turn_id, content, salt, digest, hash)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""

# Both in one statement, which commits itself: three round trips and two locks' time less.
_BOTH = f"""
    WITH advanced AS ({_ADVANCE} RETURNING id, seq)
    INSERT INTO consent_disclosure (consent_id, seq, at, turn_id, content, salt, digest, hash)
    SELECT id, seq, %s, %s, %s, %s, %s, %s FROM advanced
"""  # noqa: S608 - nothing of it comes from outside


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where a consent's chain stood when the turn read it."""

    consent: int
    revision: int
    seq: int
    hash: str


class Recorded(Enum):
    """What came of recording a disclosure; only YES and ALREADY allow the answer to be given."""

    YES = auto()
    ALREADY = auto()
    OVERTAKEN = auto()
    CONTRADICTED = auto()


def canonical(content: Mapping[str, object]) -> str:
    """The one JSON text of the content."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(salt: str, content: str) -> str:
    """What the chain holds of the content; the salt's 32 characters need no separator."""
    return sha256((salt + content).encode()).hexdigest()


def hash_of(previous: str, seq: int, at: datetime, digest: str) -> str:
    """One link of the chain; no part can hold the separator."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return sha256(f"{previous}|{seq}|{moment}|{digest}".encode()).hexdigest()


def record(head: Head, turn_id: str, content: Mapping[str, object], now: datetime) -> Recorded:
    """Commits one disclosure, if the consent is live and as the turn read it.

    One commit; one statement on PostgreSQL, two on SQLite, which cannot join them. The update is
    conditional on the revision that every change of the consent raises, so its row lock decides
    which of a question and a change came first.
    """
    text = canonical(content)
    salt = secrets.token_hex(16)
    digest, seq = digest_of(salt, text), head.seq + 1
    link = hash_of(head.hash, seq, now, digest)
    # SQLite keeps moments as text without a zone.
    at = connection.ops.adapt_datetimefield_value(now)
    advance = [seq, link, head.consent, head.revision, head.seq, State.LIVE.value, at]
    disclosure = [at, turn_id, text, salt, digest, link]
    write = _write_at_once if connection.vendor == "postgresql" else _write_in_turn
    try:
        is_written = write(advance, head.consent, seq, disclosure)
    except IntegrityError:
        return _repeated(head.consent, turn_id, text, now)
    return Recorded.YES if is_written else Recorded.OVERTAKEN


def _write_at_once(advance: list[Any], _consent: int, _seq: int, disclosure: list[Any]) -> bool:
    # Within somebody's transaction a statement that breaks must not break theirs.
    is_inside = connection.in_atomic_block
    with transaction.atomic() if is_inside else nullcontext(), connection.cursor() as cursor:
        cursor.execute(_BOTH, [*advance, *disclosure])
        is_written: bool = cursor.rowcount == 1
        return is_written


def _write_in_turn(advance: list[Any], consent: int, seq: int, disclosure: list[Any]) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ADVANCE, advance)
        if cursor.rowcount != 1:
            return False
        cursor.execute(_INSERT, [consent, seq, *disclosure])
        return True


def _repeated(consent: int, turn_id: str, text: str, now: datetime) -> Recorded:
    """A turn that comes again may hear again what it was recorded to have heard, and no more."""
    first = Disclosure.objects.filter(
        consent=consent, turn_id=turn_id, content=text, at__gt=now - _AGAIN_WITHIN
    )
    return Recorded.ALREADY if first.exists() else Recorded.CONTRADICTED
