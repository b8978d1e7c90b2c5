"""Questions that the client pushed before it sends the customer (RFC 9126)."""

import secrets
from threading import Lock

from banking.sandbox.ledger import Clock

PUSHED_S = 60
PREFIX = "urn:ietf:params:oauth:request_uri:"


class Pushed:
    """Kept in memory until they run out: the sign-in page is shown, and posted, with the same."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[float, dict[str, str]]] = {}
        self._lock = Lock()

    def keep(self, asked: dict[str, str]) -> str:
        """Return the name by which the question is found again."""
        now, name = self._clock().timestamp(), f"{PREFIX}{secrets.token_urlsafe(32)}"
        with self._lock:
            self._kept = {key: kept for key, kept in self._kept.items() if kept[0] > now}
            self._kept[name] = (now + PUSHED_S, asked)
        return name

    def find(self, name: str) -> dict[str, str] | None:
        """Return the question, or None if there is none, or none any more."""
        until, asked = self._kept.get(name, (0.0, None))
        return asked if until > self._clock().timestamp() else None
