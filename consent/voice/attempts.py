"""A voice code's tries: each is spent before the code is compared, and three wrong lock it."""

import hmac
from datetime import datetime
from enum import Enum, auto

from django.conf import settings
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.db import transaction
from django.db.models import F

from consent import audit
from consent.models import VoiceCode, VoicePass
from consent.writing import notices

TRIES = 3
LOCKED = notices.Topic.VOICE_CODE_LOCKED.value


class Attempt(Enum):
    """What came of a code that was said."""

    RIGHT = auto()
    WRONG = auto()
    LOCKED = auto()
    NOT_SET = auto()


class Readiness(Enum):
    """Whether a code can be asked for."""

    READY = auto()
    LOCKED = auto()
    NOT_SET = auto()


def hashed(customer: int, code: str) -> str:
    """What is stored of a code: slow, salted, and worthless without the key.

    Four digits are 10,000 codes: no slowness alone would hide them from a thief of the table.
    """
    hasher = ScryptPasswordHasher()
    return hasher.encode(_keyed(customer, code), hasher.salt())


def _keyed(customer: int, code: str) -> str:
    # With the customer in it, a hash moved to another row fits nobody.
    text = f"voice code\n{customer}\n{code}"
    return hmac.digest(settings.VOICE_CODE_KEY.encode(), text.encode(), "sha256").hex()


def _is_right(customer: int, code: str, stored: str) -> bool:
    return bool(stored) and ScryptPasswordHasher().verify(_keyed(customer, code), stored)


def readiness(customer: int) -> Readiness:
    """Whether the customer has a code that can be said."""
    tries = VoiceCode.objects.filter(customer=customer).values_list("tries_left", flat=True)
    left = tries.first()  # the customer is the key: there is one row or none
    if left is None:
        return Readiness.NOT_SET
    return Readiness.READY if left else Readiness.LOCKED


def attempt(customer: int, code: str, now: datetime) -> Attempt:
    """Spends a try, then compares; a right code gives all of them back.

    The spent try is committed before anything is compared, so neither a rollback nor a crash gives
    it back, and any number of codes said at once is compared three times at most. The third wrong
    one destroys the hash: whatever is still on its way then finds nothing that it could be.

    Raises:
        RuntimeError: It was called in a transaction, whose rollback would give the try back.

    """
    with transaction.atomic(durable=True):
        mine = VoiceCode.objects.filter(customer=customer)
        is_spent = mine.filter(tries_left__gt=0).update(tries_left=F("tries_left") - 1)
        row = mine.first()
    if row is None:
        return Attempt.NOT_SET
    if not is_spent:
        _lock(row, now)
        return Attempt.LOCKED
    if _is_right(customer, code, row.hash):
        return _restored(row)
    return Attempt.LOCKED if _lock(row, now) else Attempt.WRONG


def _restored(row: VoiceCode) -> Attempt:
    """All tries again, unless it was locked or set anew while this one was compared."""
    same = VoiceCode.objects.filter(customer=row.customer_id, hash=row.hash)
    return Attempt.RIGHT if same.update(tries_left=TRIES) else Attempt.LOCKED


@transaction.atomic
def _lock(row: VoiceCode, now: datetime) -> bool:
    """Locks a code without tries; whether it is locked. She is told once."""
    spent = VoiceCode.objects.filter(customer=row.customer_id, set_at=row.set_at, tries_left=0)
    if not spent.exists():
        return False
    if not spent.exclude(hash="").update(hash=""):
        return True
    VoicePass.objects.filter(consent__customer=row.customer_id).delete()
    key = f"{LOCKED}:{row.customer_id}:{row.set_at.timestamp():.6f}"
    notices.security(row.customer, LOCKED, now, key=key)
    audit.record("voice_code.lock", actor="voice", subject=_public_id(row), now=now)
    return True


def _public_id(row: VoiceCode) -> str:
    return str(getattr(row.customer, "public_id", row.customer_id))
