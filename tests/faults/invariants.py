"""What must hold after every fault run: each a query that returns no row."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection

# A bank that misbehaves is called so, and only there may a refresh be late.
BAD = "Bad bank"

# What the harness knows and the database cannot: which ends were acknowledged, what banks serve.
_TABLES = {
    "faults_ended": "link_id bigint NOT NULL",
    "faults_served": (
        "link_id bigint NOT NULL, bank_id varchar(256) NOT NULL, current_minor bigint NOT NULL,"
        " transactions bigint NOT NULL, total_minor bigint NOT NULL"
    ),
}

_GAPS = """
    SELECT refresh.link_id, EPOCH(refresh.started_at) AS began,
           LAG(EPOCH(refresh.started_at)) OVER (
               PARTITION BY refresh.link_id ORDER BY refresh.started_at
           ) AS before
    FROM banking_refresh AS refresh
    JOIN banking_link AS link ON link.id = refresh.link_id
    JOIN banking_institution AS bank ON bank.id = link.institution_id
    WHERE refresh.outcome IN ('stored', 'partial') AND bank.name NOT LIKE 'Bad bank%%'
"""

QUERIES = {
    "never refreshed": """
        SELECT link.id FROM banking_link AS link
        WHERE link.state <> 'ended'
          AND (link.fetched_at IS NULL OR EPOCH(link.fetched_at) < %(calm_at)s)
    """,
    "applied twice under one lease": """
        SELECT link_id, lease_token FROM banking_refresh
        WHERE outcome IN ('stored', 'partial')
        GROUP BY link_id, lease_token HAVING COUNT(*) > 1
    """,
    # Whatever is stored moves the due moment on by nine tenths of the interval at least.
    "applied twice for one due moment": """
        SELECT later.id
        FROM banking_refresh AS later
        JOIN banking_refresh AS earlier
          ON earlier.link_id = later.link_id AND earlier.lease_token < later.lease_token
        WHERE later.outcome IN ('stored', 'partial') AND earlier.outcome IN ('stored', 'partial')
          AND NOT later.is_interactive
          AND EPOCH(later.started_at) - EPOCH(earlier.started_at) < 0.9 * %(interval_s)s
    """,
    "written after a link's end": """
        SELECT link.id, 'account' AS what
        FROM banking_link AS link JOIN banking_account AS account ON account.link_id = link.id
        WHERE link.state = 'ended'
        UNION ALL
        SELECT link.id, 'refresh'
        FROM banking_link AS link JOIN banking_refresh AS refresh ON refresh.link_id = link.id
        WHERE link.state = 'ended'
        UNION ALL
        SELECT link.id, 'link' FROM banking_link AS link
        WHERE link.state = 'ended'
          AND (link.ended_at IS NULL OR link.fetched_at IS NOT NULL
               OR link.lease_until IS NOT NULL)
    """,
    "ends that were forgotten": """
        SELECT told.link_id FROM faults_ended AS told
        LEFT JOIN banking_link AS link ON link.id = told.link_id
        WHERE link.state IS NULL OR link.state <> 'ended'
    """,
    "other banks' refreshes late": """
        SELECT gap.link_id FROM (GAPS) AS gap
        WHERE gap.began - COALESCE(gap.before, %(began_at)s) > %(bound_s)s
        UNION ALL
        SELECT link.id
        FROM banking_link AS link JOIN banking_institution AS bank ON bank.id = link.institution_id
        WHERE link.state <> 'ended' AND bank.name NOT LIKE 'Bad bank%%'
          AND %(over_at)s - COALESCE(EPOCH(link.fetched_at), %(began_at)s) > %(bound_s)s
    """,
    "figures that are not the bank's": """
        SELECT served.link_id, served.bank_id
        FROM faults_served AS served
        JOIN banking_link AS link ON link.id = served.link_id AND link.state <> 'ended'
        LEFT JOIN banking_account AS account
          ON account.link_id = served.link_id AND account.bank_id = served.bank_id
        LEFT JOIN banking_balance AS balance ON balance.account_id = account.id
        LEFT JOIN (
            SELECT account_id, COUNT(*) AS transactions, SUM(amount_minor) AS total_minor
            FROM banking_transaction WHERE EPOCH(happened_at) >= %(since)s GROUP BY account_id
        ) AS stored ON stored.account_id = account.id
        WHERE balance.current_minor IS NULL OR balance.current_minor <> served.current_minor
           OR COALESCE(stored.transactions, 0) <> served.transactions
           OR COALESCE(stored.total_minor, 0) <> served.total_minor
    """,
    "refreshes left running": "SELECT id FROM banking_refresh WHERE outcome = 'running'",
    "leases left": "SELECT id FROM banking_link WHERE lease_until IS NOT NULL",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The run's own moments (seconds since 1970) and lengths, which the queries compare with."""

    began_at: float
    calm_at: float
    over_at: float
    since: float
    interval_s: float
    bound_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """An account as its bank shows it now."""

    link: int
    bank_id: str
    current_minor: int
    transactions: int
    total_minor: int


def written(query: str) -> str:
    """The query in the database's own words: they differ only in what a moment is."""
    moment = {
        "postgresql": r"EXTRACT(EPOCH FROM \1)",
        "sqlite": r"((julianday(\1) - 2440587.5) * 86400.0)",
    }[connection.vendor]
    query = query.replace("GAPS", _GAPS)
    return re.sub(r"EPOCH\(([a-z_.]+)\)", moment, query)


def broken(name: str, terms: Terms) -> list[tuple[Any, ...]]:
    """The rows that break the invariant."""
    with connection.cursor() as cursor:
        cursor.execute(written(QUERIES[name]), asdict(terms))
        return list(cursor.fetchall())


def figures(terms: Terms) -> Mapping[str, int]:
    """How many rows break each."""
    return {name: len(broken(name, terms)) for name in QUERIES}


def longest_gap(began_at: float) -> float:
    """The longest that a link of a bank that did nothing wrong waited for its next refresh."""
    query = "SELECT MAX(began - COALESCE(before, %(began_at)s)) FROM (GAPS) AS gap"
    with connection.cursor() as cursor:
        cursor.execute(written(query), {"began_at": began_at})
        return float(cursor.fetchone()[0] or 0)


def make_tables() -> None:
    with connection.cursor() as cursor:
        for name, columns in _TABLES.items():
            cursor.execute(f"CREATE TABLE {name} ({columns})")


def tell_end(link: int) -> None:
    """Notes that the link's end was acknowledged."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO faults_ended VALUES (%s)", [link])


def tell_served(served: list[Served]) -> None:
    rows = [
        (each.link, each.bank_id, each.current_minor, each.transactions, each.total_minor)
        for each in served
    ]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO faults_served VALUES (%s, %s, %s, %s, %s)", rows)
