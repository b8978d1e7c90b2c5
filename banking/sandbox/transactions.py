"""One movement on an account, from the moment it was made to the moment it posts."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

PAYMENT_RECEIVED = "Payment received, thank you"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """What the merchant charged, in the merchant's own currency."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """A signed amount: what comes in is positive, what goes out is negative."""

    transaction_id: str
    account_id: str
    minor: int
    description: str
    payee: str
    made_at: datetime
    posts_at: datetime
    mcc: str | None = None
    foreign: Foreign | None = None

    def is_pending(self, now: datetime) -> bool:
        return now < self.posts_at

    def booked_at(self, now: datetime) -> datetime:
        """Tell when it posted, or when it was made as long as it is pending."""
        return self.made_at if self.is_pending(now) else self.posts_at


def transaction_id(seed: int, account_id: str, day: date, label: str) -> str:
    """Name a transaction by its place in the book, so that every start gives the same name."""
    place = f"{seed}|{account_id}|{day.isoformat()}|{label}"
    return hashlib.sha256(place.encode()).hexdigest()[:24]
