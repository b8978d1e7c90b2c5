"""What the bank must remember between two starts: grants, and transactions added on request."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

SCHEMA = """
CREATE TABLE IF NOT EXISTS authorization_code (
    code_hash TEXT PRIMARY KEY,
    grant_id TEXT NOT NULL,
    customer_number TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    challenge TEXT NOT NULL,
    expires_at REAL NOT NULL,
    used INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS token (
    token_hash TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('access', 'refresh', 'rotated')),
    grant_id TEXT NOT NULL,
    customer_number TEXT NOT NULL,
    expires_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS consent (
    grant_id TEXT PRIMARY KEY,
    customer_number TEXT NOT NULL,
    created_at REAL NOT NULL,
    expires_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS added_transaction (
    transaction_id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    minor INTEGER NOT NULL,
    description TEXT NOT NULL,
    made_at TEXT NOT NULL,
    posts_at TEXT NOT NULL
);
"""


class Store:
    """One SQLite connection, shared by the server's threads behind a lock."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.executescript(SCHEMA)
        self._lock = RLock()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection for a unit of work that is kept whole or not at all."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        with self._lock:
            self._connection.close()
