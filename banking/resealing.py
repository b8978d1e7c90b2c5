"""Moves sealed columns to the first key, row by row; stopping at any moment loses nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import connection, transaction

from banking import sealing
from banking.models import Document, Farewell, Institution, Link, Visit

# Where allauth keeps what its adapter sealed, each in one JSON document per row.
_FACTORS = ("secret", "seed")
COLUMNS = (
    (Institution, "service_secret"),
    (Institution, "private_key"),
    (Link, "credentials"),
    (Visit, "kept"),
    (Document, "content"),
    (Farewell, "credentials"),
)
_BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One batch of one column, up to the row with the id ``last``."""

    table: str
    last: int
    moved: int
    unopened: tuple[int, ...]


def reseal_all() -> Iterator[Progress]:
    """Reseals every row that is not under the first key yet, a batch at a time.

    A run that was stopped is simply run again. A row that no key opens is reported and left alone.
    """
    for model, column in COLUMNS:
        table = model._meta.db_table  # noqa: SLF001 - Django documents it
        last = 0
        while rows := _rows(table, column, last):
            old = [(pk, sealed) for pk, sealed in rows if not _is_under_first_key(sealed)]
            unopened = tuple(pk for pk, sealed in old if not _reseal(table, column, pk, sealed))
            last = rows[-1][0]
            yield Progress(
                table=table, last=last, moved=len(old) - len(unopened), unopened=unopened
            )
    yield from _reseal_factors()


def _reseal_factors() -> Iterator[Progress]:
    table, last = Authenticator._meta.db_table, 0  # noqa: SLF001 - Django documents it
    rows = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk")
    while batch := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:_BATCH]):
        moved = {pk: _reseal_factor(pk) for pk in batch}
        last = batch[-1]
        unopened = tuple(pk for pk, is_moved in moved.items() if is_moved is None)
        count = sum(is_moved is True for is_moved in moved.values())
        yield Progress(table=table, last=last, moved=count, unopened=unopened)


@transaction.atomic
def _reseal_factor(pk: int) -> bool | None:
    """Whether there was something to move; None if no key opens it."""
    # Locked: a recovery code that is used meanwhile writes the same document.
    factor = Authenticator.objects.select_for_update().filter(pk=pk).first()
    data = factor.data if factor else {}
    old = [name for name in _FACTORS if name in data and not _is_under_first_key(data[name])]
    if factor is None or not old:
        return False
    try:
        factor.data = data | {name: sealing.reseal(data[name]) for name in old}
    except sealing.Sealed:
        return None
    factor.save(update_fields=["data"])
    return True


def _is_under_first_key(sealed: str) -> bool:
    try:
        Fernet(settings.ENCRYPTION_KEYS[0]).decrypt(sealed)
    except InvalidToken:
        return False
    return True


# The names in these statements are our own constants; the field itself never shows ciphertext.
def _rows(table: str, column: str, last: int) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {column} FROM {table} WHERE id > %s ORDER BY id LIMIT %s",  # noqa: S608
            [last, _BATCH],
        )
        rows: list[tuple[int, str]] = cursor.fetchall()
    return rows


def _reseal(table: str, column: str, pk: int, sealed: str) -> bool:
    try:
        resealed = sealing.reseal(sealed)
    except sealing.Sealed:
        return False
    with connection.cursor() as cursor:
        # Only if it is still what was read: a new credential is under the first key already.
        cursor.execute(
            f"UPDATE {table} SET {column} = %s WHERE id = %s AND {column} = %s",  # noqa: S608
            [resealed, pk, sealed],
        )
    return True
