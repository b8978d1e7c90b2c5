"""What leaves banking: frozen facts, bounded by a reach, each with its age."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from banking.money import Money

AccountRef = NewType("AccountRef", str)
"""An account's public random id: the only id of it that leaves banking."""


def new_public_id() -> str:
    """128 random bits in 22 characters, safe in a URL: the only kind of id that leaves."""
    return secrets.token_urlsafe(16)


class AccountKind(StrEnum):
    """What a customer would call the account."""

    CHECKING = "checking"
    SAVINGS = "savings"
    CREDIT_CARD = "credit_card"
    LOAN = "loan"
    OTHER = "other"


class Category(StrEnum):
    """What a movement was for, in words that every bank's own categories come down to."""

    INCOME = "income"
    INTEREST = "interest"
    TRANSFER = "transfer"
    CASH = "cash"
    FEES = "fees"
    LOANS = "loans"
    TAXES = "taxes"
    HOUSING = "housing"
    UTILITIES = "utilities"
    GROCERIES = "groceries"
    RESTAURANTS = "restaurants"
    TRANSPORT = "transport"
    TRAVEL = "travel"
    SHOPPING = "shopping"
    ENTERTAINMENT = "entertainment"
    HEALTH = "health"
    EDUCATION = "education"
    INSURANCE = "insurance"
    GIVING = "giving"
    SERVICES = "services"
    OTHER = "other"


DEBTS = frozenset({AccountKind.CREDIT_CARD, AccountKind.LOAN})
"""The kinds of account whose balance is owed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLabel:
    """How an account is told from its neighbours.

    Shape: ``name`` as the customer or the bank calls it; ``last_digits`` at most four, may be
    empty.
    """

    ref: AccountRef
    name: str
    last_digits: str
    kind: AccountKind

    @property
    def masked(self) -> str:
        """For lists and pages: the name and the last digits."""
        return f"{self.name} ..{self.last_digits}" if self.last_digits else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """One account's balance.

    Units: ``current`` is the customer's view: negative is owed. ``available`` is what can be spent;
    for a credit card, the credit left. ``as_of`` is the bank's own moment, or the fetch's start
    where the bank gives none.
    """

    account: AccountLabel
    current: Money
    available: Money | None
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """Whether a link's figures are worth asking the bank again for.

    ``is_fresh`` is the institution's ``fresh_for`` applied to ``fetched_at``, the start of the last
    fetch that was stored; ``is_open`` is false while the bank cannot or may not be asked;
    ``wants_customer``: not before she has signed in there again.
    """

    link: int
    fetched_at: datetime | None
    is_fresh: bool
    is_open: bool
    wants_customer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountReading:
    """An account within a reach, with its balance unless it was never read."""

    label: AccountLabel
    balance: Balance | None
    link: Freshness


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that one statement read, and the customer's time zone."""

    accounts: tuple[AccountReading, ...]
    time_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of one kind, read once and streamed: how a customer gets what is held about her.

    Shape: every row has one value for each column. An amount is a ``Decimal`` with its currency's
    own number of decimals, and its currency is a column beside it.
    """

    name: str
    columns: tuple[str, ...]
    rows: Iterable[tuple[object, ...]]


class BankNeed(StrEnum):
    """Why a linked bank wants the customer herself."""

    # The bank's leave ends within days.
    SOON = "soon"
    # It does not work any more.
    NOW = "now"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedBank:
    """One of the customer's links, for her own eyes; ``need`` is None while all is well."""

    ref: str
    name: str
    need: BankNeed | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BankNews:
    """That the customer with this id is to be told of a link; once for each ``key``."""

    key: str
    customer: int
    link: str
    need: BankNeed
    ends_at: datetime | None
