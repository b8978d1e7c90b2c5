"""Publishes from threads of its own, so that nobody waits for a broker longer than told."""

from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from functools import partial
from threading import BoundedSemaphore, Thread
from time import monotonic

from kombu.exceptions import OperationalError

# A socket's time limit holds for each of a handshake's answers; only a second thread can hold
# one for all of them.
WITHIN_S = 0.7
_SLOW_S = 0.3
_SILENT_FOR_S = 2
# A broker that answers takes a few milliseconds; one that does not must not collect threads.
_THREADS = 4


class Publisher:
    """Knows for a moment that the broker is silent, so that not everybody finds out alone."""

    def __init__(self) -> None:
        self._free = BoundedSemaphore(_THREADS)
        self._silent_until = 0.0

    def is_silent(self) -> bool:
        """Whether the broker kept somebody waiting a moment ago."""
        return monotonic() < self._silent_until

    def publish(self, act: Callable[[], object]) -> None:
        """Acts in a thread that may outlive the call: what it sends may still arrive.

        Raises:
            TimeoutError: The broker says nothing, or said nothing a moment ago.
            OperationalError: It refused; or what else ``act`` raises.

        """
        if self.is_silent():
            raise TimeoutError
        started = monotonic()
        try:
            self._act(act, started + WITHIN_S)
        except (OperationalError, OSError):
            # One that refuses at once costs nothing, and may be back at once.
            if monotonic() - started > _SLOW_S:
                self._silent_until = monotonic() + _SILENT_FOR_S
            raise

    def _act(self, act: Callable[[], object], end: float) -> None:
        if not self._free.acquire(timeout=WITHIN_S):
            raise TimeoutError
        acted: Future[None] = Future()
        # With the caller's context, so that the log lines keep their trace.
        arguments = (copy_context().run, self._free, act, acted)
        thread = Thread(target=_settle, args=arguments, name="publisher", daemon=True)
        try:
            thread.start()
        except RuntimeError:
            self._free.release()
            raise
        acted.result(timeout=max(0, end - monotonic()))


def _settle(
    run: Callable[[Callable[[], object]], object],
    slot: BoundedSemaphore,
    act: Callable[[], object],
    acted: Future[None],
) -> None:
    """Acts, and says how that went; the slot is free again only when it is over."""
    try:
        run(partial(_twice, act))
    except Exception as error:  # noqa: BLE001 - it is raised again where somebody waits
        acted.set_exception(error)
    else:
        acted.set_result(None)
    finally:
        slot.release()


def _twice(act: Callable[[], object]) -> None:
    """Tries again where the first try ended at once: a connection that was cut looks like that."""
    started = monotonic()
    try:
        act()
    except (OperationalError, OSError):
        if monotonic() - started > _SLOW_S:
            raise
        act()
