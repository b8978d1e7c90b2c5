"""The bad manners of real banks, to be asked for one by one."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Any

from banking.sandbox.amounts import JsonObject
from banking.sandbox.customers import BY_NUMBER

DEFAULT_PATH = "/fdx/"
DEFAULT_SECONDS = 5.0
MOST_SECONDS = 120
MOST_TIMES = 10_000
NUMBERS = tuple(BY_NUMBER)
FIELDS = frozenset({"kind", "customer_number", "path", "times", "seconds", "origin"})
DEFAULT_ORIGIN = "https://pages.elsewhere.example"


class FaultKind(StrEnum):
    """What can go wrong; misbehaviour.py does it."""

    SLOW = "slow"
    RATE_LIMITED = "rate_limited"
    RATE_LIMITED_RETRY_AFTER = "rate_limited_retry_after"
    UNAVAILABLE = "unavailable"
    ERROR = "error"
    TRUNCATED = "truncated"
    HTML = "html"
    WRONG_CURRENCY = "wrong_currency"
    REPEATING_CURSOR = "repeating_cursor"
    OFF_ORIGIN = "off_origin"
    EXPIRED_CONSENT = "expired_consent"
    STRING_CODES = "string_codes"
    HUGE = "huge"
    LIGHTWEIGHT_ONLY = "lightweight_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One bad manner, for whom and where; without `times` it lasts until it is deleted."""

    kind: FaultKind
    customer_number: str | None = None
    path: str = DEFAULT_PATH
    times: int | None = None
    seconds: float = DEFAULT_SECONDS
    origin: str = DEFAULT_ORIGIN

    def concerns(self, target: str, customer_number: str | None) -> bool:
        is_theirs = self.customer_number is None or self.customer_number == customer_number
        return is_theirs and self.path in target

    def written(self) -> JsonObject:
        return {
            "kind": self.kind.value,
            "customer_number": self.customer_number,
            "path": self.path,
            "times": self.times,
            "seconds": self.seconds,
            "origin": self.origin,
        }


class Faults:
    """The faults in force."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._left: list[tuple[Fault, float]] = []

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._left.append((fault, math.inf if fault.times is None else fault.times))

    def clear(self) -> None:
        with self._lock:
            self._left.clear()

    def active(self) -> list[Fault]:
        with self._lock:
            return [fault for fault, _ in self._left]

    def take(self, target: str, customer_number: str | None) -> list[Fault]:
        """Return the faults this request meets, and use up one time of each."""
        with self._lock:
            met = [fault for fault, _ in self._left if fault.concerns(target, customer_number)]
            used = (
                (fault, left - fault.concerns(target, customer_number))
                for fault, left in self._left
            )
            self._left = [(fault, left) for fault, left in used if left > 0]
            return met


def fault(asked: Mapping[str, Any]) -> Fault | str:
    """Read a request for a fault, or return the sentence that says what is wrong with it."""
    unknown = sorted(set(asked) - FIELDS)
    if unknown:
        return f"There is no field {unknown[0]!r}; the fields are {', '.join(sorted(FIELDS))}."
    kinds = [kind.value for kind in FaultKind]
    kind = asked.get("kind")
    if kind not in kinds:
        return f"kind is one of {', '.join(kinds)}."
    problem = _problem(asked)
    return problem or Fault(**{**asked, "kind": FaultKind(kind)})


def _problem(asked: Mapping[str, Any]) -> str | None:
    number, times = asked.get("customer_number"), asked.get("times")
    seconds: Any = asked.get("seconds", 0)
    if number is not None and number not in NUMBERS:
        return "customer_number names no customer."
    if any(not isinstance(asked.get(name, "/"), str) for name in ("path", "origin")):
        return "path and origin are text."
    if times is not None and not (type(times) is int and 1 <= times <= MOST_TIMES):
        return f"times is a whole number from 1 to {MOST_TIMES}."
    if not (type(seconds) in {int, float} and 0 <= seconds <= MOST_SECONDS):
        return f"seconds is a number from 0 to {MOST_SECONDS}."
    return None
