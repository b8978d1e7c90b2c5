"""The trail: who did what, when, in which request; rows that are only ever added."""

from datetime import datetime

import structlog
from django.contrib.auth.models import AbstractBaseUser

from consent.models import AuditEvent


def record(
    kind: str, *, now: datetime, actor: object = None, subject: str = "", detail: str = ""
) -> None:
    """Adds one row, in the caller's transaction if there is one.

    Shape: ``actor`` is a person, or the name of a part of ours; ``subject`` a public id. Neither
    holds a name, an amount, a token or words said.
    """
    correlation = structlog.contextvars.get_contextvars().get("request", "")
    AuditEvent.objects.create(
        at=now,
        kind=kind,
        actor=_named(actor),
        subject=subject,
        detail=detail,
        correlation_id=correlation,
    )


def _named(actor: object) -> str:
    if isinstance(actor, AbstractBaseUser):
        return str(getattr(actor, "public_id", actor.pk))
    return str(actor or "")
