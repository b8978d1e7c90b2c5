"""Everything held about a customer, in one archive that she asked for and that she alone opens.

Source: GDPR, articles 15 and 20.
"""

from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from enum import StrEnum
from typing import IO

import structlog
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from banking import sealing
from consent import audit, gateway
from consent.locks import serialised
from consent.models import Export
from consent.rights import archive, guide, portability
from consent.writing import notices

log = structlog.get_logger(__name__)

KEEP = timedelta(days=7)
A_DAY = 3
# Renewed at every step; whoever is killed in between leaves the rest to the next.
_LEASE = timedelta(minutes=2)
_MOST_ATTEMPTS = 5


class NotNow(StrEnum):
    """Why no archive is made."""

    ENOUGH_FOR_TODAY = "enough_for_today"


class Problem(StrEnum):
    """Why an archive was given up."""

    NOBODY = "nobody"
    GAVE_UP = "gave_up"


def ask(customer: AbstractBaseUser, now: datetime) -> Export | NotNow:
    """The customer's archive, to be made; the one under way, if there is one."""
    with serialised(f"export:{customer.pk}"):
        under_way = Export.objects.filter(customer=customer.pk, ready_at=None, problem="").first()
        if under_way:
            return under_way
        lately = Export.objects.filter(
            customer=customer.pk, problem="", asked_at__gt=now - timedelta(days=1)
        )
        if lately.count() >= A_DAY:
            return NotNow.ENOUGH_FOR_TODAY
        export: Export = Export.objects.create(customer_id=customer.pk, asked_at=now)
        audit.record("export.ask", actor=customer, subject=export.public_id, now=now)
        return export


def of(customer: AbstractBaseUser | AnonymousUser, now: datetime) -> QuerySet[Export]:
    """The customer's own archives that are there or under way, the newest first."""
    kept = Q(expires_at=None) | Q(expires_at__gt=now)
    hers = Export.objects.filter(kept, customer=customer.pk).defer("archive")
    return hers.order_by("-asked_at", "-pk")


def opened(export: Export, customer: AbstractBaseUser, now: datetime) -> bytes:
    """The archive of her own export as a file, and a row of the trail that says so.

    Raises:
        Sealed: No key opens it, or it was made for another export.

    """
    made_for, _, content = sealing.reveal(export.archive).partition(":")
    if made_for != export.public_id:
        raise sealing.Sealed
    audit.record("export.download", actor=customer, subject=export.public_id, now=now)
    return b64decode(content)


def run_due(now: datetime) -> int:
    """Deletes what is over, then makes the archive that waits longest; how many were made.

    Any number may run at a time: each archive is under one lease.
    """
    forget(now)
    export = _claim()
    return int(export is not None and _made(export, now))


def forget(now: datetime) -> int:
    """Deletes the archives whose time is over, and gives up those that cannot be made."""
    _waiting().filter(attempts__gte=_MOST_ATTEMPTS).update(
        problem=Problem.GAVE_UP, expires_at=now + KEEP
    )
    deleted, _ = Export.objects.filter(expires_at__lte=now).delete()
    return deleted


def _waiting() -> QuerySet[Export]:
    """Those nobody works on, by the database's own clock."""
    is_free = Q(lease_until=None) | Q(lease_until__lt=Now())
    return Export.objects.filter(is_free, ready_at=None, problem="")


def _claim() -> Export | None:
    with transaction.atomic():
        # SQLite locks nothing here: its transaction already is the only one that writes.
        free = _waiting().select_for_update(skip_locked=True).order_by("pk")
        export = free.filter(attempts__lt=_MOST_ATTEMPTS).first()
        if export:
            _renew(export, attempts=F("attempts") + 1, done_steps=0)
    return export


def _renew(export: Export, **fields: object) -> bool:
    """Whether the lease is still ours, which is then prolonged: its moment is its token."""
    held = Export.objects.filter(pk=export.pk, lease_until=export.lease_until)
    if not held.update(lease_until=Now() + _LEASE, **fields):
        return False
    export.refresh_from_db(fields=["lease_until"])
    return True


def _made(export: Export, now: datetime) -> bool:
    if not export.customer.is_active:
        _end(export, problem=Problem.NOBODY, expires_at=now + KEEP)
        return False
    try:
        with archive.aside() as file:
            return _written(export, file, now) and _kept(export, _sealed(export, file), now)
    except Exception:
        # The lease runs out, and it is tried again; the formatter tells where, and no values.
        log.exception("export.broke", export=export.public_id)
        return False


def _written(export: Export, file: IO[bytes], now: datetime) -> bool:
    """Whether all of it is in the file; not if somebody else took over, or it was erased."""
    customer = export.customer
    tables = [*gateway.own_export(customer), *portability.tables(customer)]
    text = guide.text(customer, [table.name for table in tables], now)
    steps = archive.write(file, tables, text)
    return all(
        _renew(export, done_steps=done, all_steps=len(tables) + 1)
        for done, _ in enumerate(steps, start=1)
    )


def _sealed(export: Export, file: IO[bytes]) -> str:
    """Bound to its row: put under another export, it opens for nobody."""
    file.seek(0)
    return sealing.seal(f"{export.public_id}:{b64encode(file.read()).decode()}")


@transaction.atomic
def _kept(export: Export, sealed: str, now: datetime) -> bool:
    """Whether it is this one that counts; then she is told."""
    if not _end(export, archive=sealed, ready_at=now, expires_at=now + KEEP):
        return False
    key = f"export:{export.public_id}"
    notices.security(export.customer, notices.Topic.EXPORT_READY, now, key=key)
    log.info("export.ready", export=export.public_id)
    return True


def _end(export: Export, **fields: object) -> bool:
    held = Export.objects.filter(pk=export.pk, lease_until=export.lease_until)
    return bool(held.update(lease_until=None, **fields))
