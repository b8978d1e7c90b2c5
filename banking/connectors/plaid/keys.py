"""The keys that Plaid signs its webhooks with: few, kept for an hour, never asked for in floods."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

import jwt

from banking.connector import Bank, Unreachable
from banking.connectors.plaid.wire import VerificationKey
from banking.standard import Forged

_KEPT = timedelta(hours=1)
# It may be that Plaid made it a moment ago.
_KEPT_UNKNOWN = timedelta(minutes=5)
MOST_KEPT = 64
# Anybody may send us names of keys that nobody has.
MOST_ASKED = 10
_IN = timedelta(minutes=1)

Fetch = Callable[[str], VerificationKey | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """None is kept as well: such a key Plaid did not know."""

    key: VerificationKey | None
    fetched_at: datetime

    def is_fresh(self, now: datetime) -> bool:
        return now - self.fetched_at < (_KEPT_UNKNOWN if self.key is None else _KEPT)


class Ring:
    """What one process knows of Plaid's keys, for all its threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[tuple[str, str, str], _Kept] = {}
        self._asked: list[datetime] = []

    def find(self, bank: Bank, name: str, now: datetime, fetch: Fetch) -> jwt.PyJWK:
        """The key of that name, asked for by ``fetch`` if it was not lately.

        Raises:
            Forged: Plaid has no such key, or it has expired, or it is none for ES256.
            Unreachable: Too many unknown ones were asked for within a minute.
            ConnectorError: ``fetch`` raised it.

        Source: Plaid API, Webhook verification, "Get the verification key".
        """
        at = (bank.base_url, bank.client_id, name)
        with self._lock:
            kept = self._kept.get(at)
            if kept is None or not kept.is_fresh(now):
                kept = None
                self._count(now)
        if kept is None:
            kept = _Kept(key=fetch(name), fetched_at=now)
            self._keep(at, kept)
        return _usable(kept.key, name)

    def _count(self, now: datetime) -> None:
        self._asked = [at for at in self._asked if now - at < _IN]
        if len(self._asked) >= MOST_ASKED:
            message = "Too many keys of Plaid's were asked for within a minute"
            raise Unreachable(message)
        self._asked.append(now)

    def _keep(self, at: tuple[str, str, str], kept: _Kept) -> None:
        with self._lock:
            self._kept.pop(at, None)
            # A name that nobody has must not push out a key that signs.
            while len(self._kept) >= MOST_KEPT:
                unknown = (name for name, each in self._kept.items() if each.key is None)
                del self._kept[next(unknown, next(iter(self._kept)))]
            self._kept[at] = kept


def _usable(key: VerificationKey | None, name: str) -> jwt.PyJWK:
    """The key as the library takes it, if it is the one, for this use, and not expired."""
    if key is None or key.kid != name:
        message = "The webhook names a key that Plaid does not have"
        raise Forged(message)
    if key.expired_at is not None:
        message = "The webhook is signed with a key that has expired"
        raise Forged(message)
    if (key.kty, key.crv, key.alg, key.use) != ("EC", "P-256", "ES256", "sig"):
        message = "The webhook names a key that signs nothing with ES256"
        raise Forged(message)
    public = {"kty": key.kty, "crv": key.crv, "x": key.x, "y": key.y}
    try:
        return jwt.PyJWK.from_dict(public, "ES256")
    except jwt.PyJWTError:
        pass
    message = "The webhook names a key that is none"
    raise Forged(message)
