"""How much of us, and of a bank, one customer may keep busy while she links."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.conf import settings
from django.core.cache import cache

# Linking waits for a bank: a bank that hangs may hold a quarter of the threads, not all.
_places = BoundedSemaphore(max(1, settings.SERVER_THREADS // 4))
# Enough for who mistypes; too few to guess a password at her bank through us.
TRIES, _WITHIN_S = 6, 3600


@contextmanager
def taken(*, wait_s: float = 0) -> Iterator[bool]:
    """Whether there was a place among those who speak to their banks; it is held meanwhile."""
    is_free = _places.acquire(timeout=wait_s) if wait_s else _places.acquire(blocking=False)
    try:
        yield is_free
    finally:
        if is_free:
            _places.release()


def may_try(customer: int, institution: int) -> bool:
    """Counts a try of the customer's at the bank; false for one too many within an hour."""
    key = f"linking:{customer}:{institution}"
    cache.add(key, 0, _WITHIN_S)
    return int(cache.incr(key)) <= TRIES
