"""A consent's states and the operations that move it, as one table."""

from datetime import datetime
from typing import Protocol

from django.db import models


class State(models.TextChoices):
    """Where a consent stands; whether it is *live* also depends on the moment and its assistant."""

    REQUESTED = "requested"
    LIVE = "live"
    PAUSED = "paused"
    ENDED = "ended"


class EndReason(models.TextChoices):
    """Why a consent ended."""

    DENIED = "denied"
    ABANDONED = "abandoned"
    REVOKED = "revoked"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


class Operation(models.TextChoices):
    """What can be done to a consent."""

    GRANT = "grant"
    DENY = "deny"
    NARROW = "narrow"
    WIDEN = "widen"
    EXTEND = "extend"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"


class Event(models.TextChoices):
    """What happened to a consent, as its receipt names it."""

    GRANT = "grant"
    CHANGE = "change"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"


class Channel(models.TextChoices):
    """By which way a change came."""

    PAGES = "pages"
    APP = "app", "The bank's own app"
    ASSISTANT = "assistant", "By voice or chat"
    TOKEN = "token", "The assistant's vendor gave its token back"
    PLATFORM = "platform", "Unlinked at the platform"
    OPERATOR = "operator"
    CLOCK = "clock", "Its time was over"


TRANSITIONS: dict[tuple[State, Operation], State] = {
    (State.REQUESTED, Operation.GRANT): State.LIVE,
    (State.REQUESTED, Operation.DENY): State.ENDED,
    (State.REQUESTED, Operation.END): State.ENDED,
    (State.LIVE, Operation.NARROW): State.LIVE,
    (State.LIVE, Operation.WIDEN): State.LIVE,
    (State.LIVE, Operation.EXTEND): State.LIVE,
    (State.LIVE, Operation.PAUSE): State.PAUSED,
    (State.LIVE, Operation.END): State.ENDED,
    (State.PAUSED, Operation.NARROW): State.PAUSED,
    (State.PAUSED, Operation.RESUME): State.LIVE,
    (State.PAUSED, Operation.END): State.ENDED,
}


class Forbidden(Exception):  # noqa: N818 - the table's answer
    """The table has no such transition; nothing was changed."""

    def __init__(self, state: State, operation: Operation) -> None:
        super().__init__(f"A {state.value} consent cannot be the subject of {operation.value!r}")


def after(state: State, operation: Operation) -> State:
    """The state that the operation leads to.

    Raises:
        Forbidden: There is none.

    """
    try:
        return TRANSITIONS[state, operation]
    except KeyError:
        raise Forbidden(state, operation) from None


class Standing(Protocol):
    """As much of a consent as the table asks of."""

    state: str

    def is_expired(self, now: datetime) -> bool: ...


def check(consent: Standing, operation: Operation, now: datetime) -> State:
    """The state that the operation leads a granted consent to; one that is over has none.

    Raises:
        Forbidden: There is none.

    """
    if consent.is_expired(now):
        raise Forbidden(State.ENDED, operation)
    return after(State(consent.state), operation)
