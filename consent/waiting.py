"""Waiting within a request, with so few places that the others always get a thread."""

import time
from collections.abc import Callable
from enum import Enum, auto
from threading import BoundedSemaphore

from django.conf import settings

_places = BoundedSemaphore(max(1, settings.SERVER_THREADS // 4))
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.05, 0.25


class Waited(Enum):
    """How a wait ended."""

    DONE = auto()
    TIME_RAN_OUT = auto()
    NO_PLACE = auto()


def until(is_done: Callable[[], bool], wait_s: float) -> Waited:
    """Polls until it is done or the time is up; at once without a place among the waiting.

    Units: ``wait_s`` in seconds.
    """
    if not _places.acquire(blocking=False):
        return Waited.NO_PLACE
    try:
        return _poll(is_done, time.monotonic() + wait_s)
    finally:
        _places.release()


def _poll(is_done: Callable[[], bool], deadline: float) -> Waited:
    pause_s = _FIRST_PAUSE_S
    while not is_done():
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            return Waited.TIME_RAN_OUT
        time.sleep(min(pause_s, left_s))
        pause_s = min(pause_s * 1.5, _LONGEST_PAUSE_S)
    return Waited.DONE
