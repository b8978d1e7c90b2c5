"""The third lock: upper layers send no statement of their own to a table of banking's."""

import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

DOOR = "consent.gateway"
# Signing in is Django's, and Django's user is banking's.
_OPEN = {"banking_user", "banking_user_groups", "banking_user_user_permissions"}
_HANDLER = "django.core.handlers.base"


class AroundTheDoorError(AssertionError):
    """A statement names bank data, and no call of the gateway is running."""


class Lock:
    """A wrapper of the connection; keeps what it refused, lest somebody swallow the error."""

    def __init__(self) -> None:
        self.refused: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        """Django's signature: the rest is parameters, many, and the context."""
        around = sorted(set(re.findall(r"\bbanking_\w+", str(sql).lower())) - _OPEN)
        if around and (who := _around_the_door(callers())):
            self.refused.append(f"{who} reads or writes {', '.join(around)}")
            raise AroundTheDoorError(self.refused[-1])
        return execute(sql, *rest)


def callers() -> Iterator[str]:
    """The modules that are running, the innermost first."""
    frame = sys._getframe(1)  # noqa: SLF001 - the documented way to the stack
    while frame is not None:
        yield str(frame.f_globals.get("__name__"))
        frame = frame.f_back  # type: ignore[assignment]


def _around_the_door(modules: Iterator[str]) -> str | None:
    """The module of an upper layer that is asking, unless it asks through the door."""
    for module in modules:
        if module == DOOR or module.startswith(f"{DOOR}."):
            return None
        # What a test arranges is its own; above Django's handler there is only middleware.
        if module == _HANDLER or (module.startswith("tests.") and module != __name__):
            return None
        if module.startswith(("assistant.", "consent.")):
            return module
    return None
