"""One at a time: whatever concerns the same secret or the same pair waits for its turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from django.db import connection, transaction


@contextmanager
def serialised(subject: str) -> Iterator[None]:
    """A transaction that no other with the same subject runs beside.

    PostgreSQL holds an advisory lock until the commit; on SQLite every transaction is immediate
    and so alone.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            key = int.from_bytes(sha256(subject.encode()).digest()[:8], signed=True)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s::bigint)", [key])
        yield
