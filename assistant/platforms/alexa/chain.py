"""Signers by the address of their chain: proven once, and kept until the chain expires.

Nothing here trusts the sender: an address that was never seen costs at most one bounded fetch, a
few of which run at a time while a few threads wait for them, and its failure is remembered, so a
flood of forged requests cannot take the threads that proven requests are answered with.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import TypeVar

from cryptography.x509 import Certificate
from django.conf import settings

from assistant.platform import Unverified
from assistant.platforms.alexa import download, trust
from assistant.platforms.alexa.reasons import Why

KEPT = 32
FAILURES_KEPT = 256
FAILURE_LASTS = timedelta(seconds=5)
# Half of a process's 16 threads may wait for certificates; two connections fetch them.
WAITING = 8
_V = TypeVar("_V")
_fetching = ThreadPoolExecutor(2, thread_name_prefix="alexa-chain")


class Chains:
    """The proven signers of one source of chains and one set of roots."""

    def __init__(
        self,
        fetch: Callable[[str], bytes],
        roots: Callable[[], Sequence[Certificate]],
    ) -> None:
        self._fetch = fetch
        self._roots = roots
        self._signers: dict[str, trust.Signer] = {}
        self._failures: dict[str, tuple[datetime, str]] = {}
        self._in_flight: dict[str, Future[trust.Signer]] = {}
        self._changing = Lock()
        self._places = BoundedSemaphore(WAITING)

    def signer(self, url: str, now: datetime) -> trust.Signer:
        """The signer whose chain is at a checked address.

        Raises:
            Unverified: The chain cannot be had within 2 s, or proves nothing.

        """
        # No lock on the way of nearly every request: reading a dict is one step.
        kept = self._signers.get(url)
        if kept is not None and kept.is_valid(now):
            return kept
        failed_at, reason = self._failures.get(url, (None, ""))
        if failed_at is not None and abs(now - failed_at) < FAILURE_LASTS:
            raise Unverified(reason)
        return self._wait(url, now)

    def _wait(self, url: str, now: datetime) -> trust.Signer:
        if not self._places.acquire(blocking=False):
            raise Unverified(Why.FETCH_TOO_MANY)
        try:
            return self._fetched(url, now).result(timeout=download.LIMIT_S)
        except TimeoutError as error:
            raise Unverified(Why.FETCH_TIME) from error
        finally:
            self._places.release()

    def _fetched(self, url: str, now: datetime) -> Future[trust.Signer]:
        """The one fetch of this address, begun by whoever comes first."""
        with self._changing:
            future = self._in_flight.get(url)
            if future is None:
                # Whoever waited may have left, so places alone do not bound what is queued.
                if len(self._in_flight) >= WAITING:
                    raise Unverified(Why.FETCH_TOO_MANY)
                future = _fetching.submit(self._prove, url, now)
                self._in_flight[url] = future
            return future

    def _prove(self, url: str, now: datetime) -> trust.Signer:
        try:
            signer = trust.signer(self._fetch(url), self._roots(), now)
        except Unverified as refused:
            with self._changing:
                _keep(self._failures, url, (now, refused.reason), FAILURES_KEPT)
            raise
        else:
            with self._changing:
                _keep(self._signers, url, signer, KEPT)
            return signer
        finally:
            with self._changing:
                del self._in_flight[url]


def _keep(kept: dict[str, _V], url: str, value: _V, most: int) -> None:
    """Puts the newest last and lets the oldest go."""
    kept.pop(url, None)
    kept[url] = value
    while len(kept) > most:
        del kept[next(iter(kept))]


@lru_cache(maxsize=4)
def chains(test_ca_dir: Path | None) -> Chains:
    """The chains of the public roots, or those of the demo's own authority."""
    if test_ca_dir is None:
        return Chains(download.fetch, trust.public_roots)
    return Chains(
        lambda _url: _local(test_ca_dir / "chain.pem"),
        lambda: trust.certificates(_local(test_ca_dir / "root.pem")),
    )


def _local(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unverified(Why.CHAIN_ABSENT) from error


def signer(url: str, now: datetime) -> trust.Signer:
    """The signer whose chain is at a checked address, by the roots of the settings.

    Raises:
        Unverified: The chain cannot be had, or proves nothing.

    """
    return chains(settings.ALEXA_TEST_CA_DIR).signer(url, now)
