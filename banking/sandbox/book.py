"""The bank's book: all transactions of all accounts, in the order they were made."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from banking.sandbox.accounts import ACCOUNTS, BY_ID
from banking.sandbox.transactions import Foreign, Transaction, transaction_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Half of a transfer: what one account sees of it."""

    account_id: str
    minor: int
    description: str
    payee: str
    foreign: Foreign | None = None


@dataclass(slots=True)
class Book:
    """Transactions per account; a balance is what the account opened with plus their sum."""

    seed: int
    pages: dict[str, list[Transaction]] = field(
        default_factory=lambda: {account.account_id: [] for account in ACCOUNTS}
    )

    def write(self, transactions: Iterable[Transaction]) -> None:
        for transaction in transactions:
            self.pages[transaction.account_id].append(transaction)

    def transfer(self, at: datetime, label: str, *entries: Entry) -> None:
        """Write the halves of one transfer; they post at once."""
        self.write(
            Transaction(
                transaction_id=transaction_id(self.seed, entry.account_id, at.date(), label),
                account_id=entry.account_id,
                minor=entry.minor,
                description=entry.description,
                payee=entry.payee,
                made_at=at,
                posts_at=at,
                foreign=entry.foreign,
            )
            for entry in entries
        )

    def made(self, account_id: str, before: datetime) -> int:
        """Return the balance with everything made before the moment, pending or not."""
        page = self.pages[account_id]
        return BY_ID[account_id].opening_minor + sum(
            entry.minor for entry in page if entry.made_at < before
        )

    def posted(self, account_id: str, before: datetime) -> int:
        """Return the balance with everything posted before the moment."""
        page = self.pages[account_id]
        return BY_ID[account_id].opening_minor + sum(
            entry.minor for entry in page if entry.posts_at < before
        )
