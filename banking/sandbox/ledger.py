"""Transactions and balances of the accounts as of now: the history plus what was added."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TypeAlias

from banking.sandbox.accounts import Account
from banking.sandbox.history import history
from banking.sandbox.store import Store
from banking.sandbox.transactions import Transaction

Clock: TypeAlias = Callable[[], datetime]

KEPT = timedelta(days=731)
# A transaction added as pending posts like any other, a day later.
HOLD = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Signed as the holder sees it; pending money that goes out is no longer available."""

    current_minor: int
    available_minor: int


class Ledger:
    """The bank's figures; the clock decides how much of the history has happened."""

    def __init__(self, seed: int, store: Store, clock: Clock) -> None:
        self._history = history(seed)
        self._store = store
        self.clock = clock

    def recent(self, account: Account, now: datetime) -> list[Transaction]:
        """Return the last two years, newest first."""
        first = datetime.combine(now.date() - KEPT, time(0), now.tzinfo)
        return [
            entry for entry in reversed(self.everything(account, now)) if entry.made_at >= first
        ]

    def balance(self, account: Account, now: datetime) -> Balance:
        """Derive both balances from every transaction since the account was opened."""
        entries = self.everything(account, now)
        pending = [entry for entry in entries if entry.is_pending(now)]
        current = account.opening_minor + sum(entry.minor for entry in entries)
        current -= sum(entry.minor for entry in pending)
        held = sum(entry.minor for entry in pending if entry.minor < 0)
        return Balance(current_minor=current, available_minor=current + held)

    def add(self, account: Account, minor: int, description: str, *, pending: bool) -> Transaction:
        """Make a transaction now, on top of the history."""
        now = self.clock()
        added = Transaction(
            transaction_id=f"added-{secrets.token_hex(9)}",
            account_id=account.account_id,
            minor=minor,
            description=description,
            payee=description,
            made_at=now,
            posts_at=now + HOLD if pending else now,
        )
        moments = (added.made_at.isoformat(), added.posts_at.isoformat())
        with self._store.transaction() as connection:
            connection.execute(
                "INSERT INTO added_transaction VALUES (?, ?, ?, ?, ?, ?)",
                (added.transaction_id, account.account_id, minor, description, *moments),
            )
        return added

    def everything(self, account: Account, now: datetime) -> list[Transaction]:
        """Return all transactions since the account was opened, oldest first."""
        entries = [*self._history.of(account.account_id, now), *self._added(account, now)]
        return sorted(entries, key=lambda entry: (entry.made_at, entry.transaction_id))

    def _added(self, account: Account, now: datetime) -> list[Transaction]:
        with self._store.transaction() as connection:
            rows = connection.execute(
                "SELECT transaction_id, minor, description, made_at, posts_at"
                " FROM added_transaction WHERE account_id = ?",
                (account.account_id,),
            ).fetchall()
        added = (
            Transaction(
                transaction_id=identifier,
                account_id=account.account_id,
                minor=minor,
                description=description,
                payee=description,
                made_at=datetime.fromisoformat(made_at),
                posts_at=datetime.fromisoformat(posts_at),
            )
            for identifier, minor, description, made_at, posts_at in rows
        )
        return [transaction for transaction in added if transaction.made_at <= now]
