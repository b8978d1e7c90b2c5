"""The trail: who did what, when, in which request; rows that are only ever added."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.cache import cache
from structlog.contextvars import get_contextvars

from consent.models import AuditEvent
from consent.states import Channel

REFUSALS_A_MINUTE = 60
_REFUSALS_KEPT_S = 120
_HERS = {Channel.PAGES, Channel.APP, Channel.ASSISTANT}
_operator: ContextVar[str] = ContextVar("operator", default=Channel.OPERATOR.value)


def record(
    kind: str, *, now: datetime, actor: object = None, subject: str = "", detail: str = ""
) -> None:
    """Adds one row, in the caller's transaction if there is one.

    Shape: ``actor`` is a person, or the name of a part of ours; ``subject`` a public id. Neither
    holds a name, an amount, a token or words said.
    """
    AuditEvent.objects.create(
        at=now,
        kind=kind,
        actor=_named(actor),
        subject=subject,
        detail=detail,
        correlation_id=get_contextvars().get("request", ""),
    )


def _named(actor: object) -> str:
    if isinstance(actor, AbstractBaseUser):
        return str(getattr(actor, "public_id", actor.pk))
    return str(actor or "")


@contextmanager
def acting(operator: AbstractBaseUser | AnonymousUser) -> Iterator[None]:
    """What comes by the operator's channel in here was done by this one."""
    before = _operator.set(_named(operator))
    try:
        yield
    finally:
        _operator.reset(before)


def acting_operator() -> str:
    """The operator in whose name something is done; "operator" where nobody is named."""
    return _operator.get()


def actor_of(channel: Channel, customer: AbstractBaseUser) -> object:
    """Who stands behind a change that came by this way."""
    if channel in _HERS:
        return customer
    return acting_operator() if channel is Channel.OPERATOR else channel.value


def refused_request(platform: str, reason: str, now: datetime) -> None:
    """A request whose signature did not prove its origin: a row, up to a few a minute.

    Anybody can send one, so they are counted; the log has them all.
    """
    key = f"refused-requests:{platform}:{now:%Y%m%d%H%M}"
    count = 1 if cache.add(key, 1, _REFUSALS_KEPT_S) else cache.incr(key)
    if count <= REFUSALS_A_MINUTE:
        record("signature.refused", actor=platform, detail=reason, now=now)
