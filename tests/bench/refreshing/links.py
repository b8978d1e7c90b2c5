"""Links at the prepared bank, as many as a round needs; and a million others that are not due."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import connection

from banking import sealing
from banking.models import Institution
from tests.bench.refreshing.bank import ACCOUNTS, BALANCE, KNOWN, SECRET

FIRST = 5_000_000
OTHERS = 10_000_000
BANKS = 4
_USERS = """
    INSERT INTO banking_user (id, public_id, username, password, first_name, last_name, email,
        is_staff, is_active, is_superuser, date_joined, language, time_zone)
    SELECT i, 'bench-' || i, 'bench-' || i, '!', '', '', '', FALSE, TRUE, FALSE, now(), 'en', ''
      FROM generate_series(%s::bigint, %s::bigint) i
"""
_LINKS = """
    INSERT INTO banking_link (id, public_id, customer_id, institution_id, credentials, state,
        created_at, next_refresh_at, lease_token, attempts, last_problem)
    SELECT i, 'bench-' || i, i, (%s::bigint[])[1 + i %% %s], %s, 'live', now(),
           now() + (1 + i %% 21600) * interval '1 s' + interval '1 day', 0, 0, ''
      FROM generate_series(%s::bigint, %s::bigint) i
"""


def banks(url: str) -> list[int]:
    """Institutions that are all the same prepared bank."""
    return [
        Institution.objects.get_or_create(
            name=f"Bench Bank {number}",
            defaults={
                "standard": "fdx",
                "base_url": f"{url}/known/fdx/v6",
                "token_url": f"{url}/token",
                "service_id": "sayso",
                "service_secret": SECRET,
                "time_zone": "America/New_York",
            },
        )[0].pk
        for number in range(BANKS)
    ]


def serve(url: str, name: str) -> None:
    """What the banks say from now on: ``known`` or ``more``."""
    Institution.objects.filter(name__startswith="Bench Bank").update(
        base_url=f"{url}/{name}/fdx/v6"
    )


def add(institutions: list[int], first: int, count: int) -> None:
    """Customers with a link each, not due before tomorrow; a link's number is its customer's."""
    last = first + count - 1
    with connection.cursor() as cursor:
        cursor.execute(_USERS, [first, last])
        ids = "{" + ",".join(map(str, institutions)) + "}"
        cursor.execute(_LINKS, [ids, len(institutions), "", first, last])


def give_numbers(numbers: Iterable[int]) -> None:
    """Each link its own customer number; sealed one by one, as credentials are."""
    rows = [
        (sealing.seal(json.dumps({"customer_number": str(number)})), number) for number in numbers
    ]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE banking_link SET credentials = %s WHERE id = %s", rows)


def make_due(first: int, count: int) -> datetime:
    """All of them, now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE banking_link SET next_refresh_at = now() WHERE id BETWEEN %s AND %s",
            [first, first + count - 1],
        )
    return datetime.now(UTC)


def forget_new() -> None:
    """The links know again what they knew before the round: of each account its share."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM banking_transaction WHERE account_id IN "
            "(SELECT id FROM banking_account WHERE link_id >= %s) AND "
            "split_part(bank_id, '-', 3)::int >= %s + (split_part(bank_id, '-', 2)::int < %s)::int",
            [FIRST, KNOWN // ACCOUNTS, KNOWN % ACCOUNTS],
        )
        # Else the balances would have moved without them.
        cursor.execute(
            "UPDATE banking_balance SET current_minor = %s WHERE account_id IN "
            "(SELECT id FROM banking_account WHERE link_id >= %s)",
            [BALANCE * 100, FIRST],
        )


def tidy() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE banking_link")
        cursor.execute("VACUUM ANALYZE banking_transaction")
        cursor.execute("CHECKPOINT")
