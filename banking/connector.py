"""What every bank's interface must offer, and the ways in which it may fail.

::

    ConnectorError              retry?
      Unreachable               yes: the network, a time limit, the bank's own trouble
        RateLimited             yes, not before ``retry_after_s``
          OutOfBudget           the same, and it was not the bank that said so
      Refused                   no: our request or our credentials are wrong; the operator acts
      NeedsCustomer             no: the customer's consent at the bank ran out; she acts
      Unreadable                no: the bank's data broke our reading of its standard
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Protocol

from banking.facts import AccountKind, Category
from banking.money import Money


class ConnectorError(Exception):
    """A refresh that failed at the bank; the message is scrubbed: no amounts, names or tokens."""

    is_worth_retrying: ClassVar[bool] = False


class Unreachable(ConnectorError):  # noqa: N818 - the tree reads as what happened
    """No answer, or one that says: later."""

    is_worth_retrying = True


class RateLimited(Unreachable):
    """Too many requests; ``retry_after_s`` is the bank's own wish, None if it gave none.

    ``is_of_link``: the limit is this customer's alone, and the bank's other links go on.
    """

    def __init__(
        self, message: str, *, retry_after_s: int | None, is_of_link: bool = False
    ) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
        self.is_of_link = is_of_link


class OutOfBudget(RateLimited):
    """Our own budget at the bank has no such request left; nothing was asked."""


class Refused(ConnectorError):  # noqa: N818
    """The bank understood and said no to us."""


class NeedsCustomer(ConnectorError):  # noqa: N818
    """Only the customer can mend this, at her bank."""


class Unreadable(ConnectorError):  # noqa: N818
    """The answer does not hold what its standard promises."""


class LeaseLost(Exception):  # noqa: N818 - not the bank's doing
    """Somebody newer works on the link, or it has ended: nothing may be written for it."""


class Secret:
    """Text that shows itself only when asked to."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text; never for a log, a message or an exception."""
        return self._text

    def __repr__(self) -> str:
        return "Secret('***')"

    __str__ = __repr__


NO_SECRET = Secret("")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimits:
    """How long one refresh may wait for the bank, in seconds."""

    connect_s: float
    read_s: float
    total_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """How one bank is spoken to: what the operator entered on its institution's page.

    Shape: addresses are empty where the standard has no use for them. ``private_key`` (PEM, or
    empty) signs client assertions and request objects, under ``key_id``; with ``certificate``
    (PEM, or empty) it is our side of mutual TLS. ``options`` holds the standard's own words.
    """

    base_url: str
    token_url: str = ""
    authorization_url: str = ""
    pushed_url: str = ""
    issuer: str = ""
    keys_url: str = ""
    client_id: str = ""
    client_secret: Secret = NO_SECRET
    private_key: Secret = NO_SECRET
    key_id: str = ""
    certificate: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    time_zone: str = "UTC"


class Counted(StrEnum):
    """What a bank's limits count; a request without a kind counts against those of all requests."""

    ACCOUNTS = "accounts"
    BALANCES = "balances"
    TRANSACTIONS = "transactions"


class Spend(Protocol):
    """Called before each request to the bank, with the account it is about, if it is about one.

    Raises:
        OutOfBudget: The bank's or the link's budget has no such request left.

    """

    def __call__(self, counted: Counted | None = None, *, bank_id: str = "") -> None: ...


def spend_freely(counted: Counted | None = None, *, bank_id: str = "") -> None:
    """The budget of a bank that sets no limits."""


def keep_nothing(credentials: Mapping[str, str]) -> None:
    """For links whose credentials never change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a connector needs to speak to one bank for one link.

    Shape: the keys of ``credentials`` belong to the connector; ``keep`` writes all of them at
    once, before a bank that rotates its tokens is asked anything more. ``customer_address`` is
    the IP address to name as the customer's; without one a standard that marks her presence by it
    sends none. ``interaction_id`` (a UUID) is one for all requests of the refresh. ``cursor`` is
    what the last stored refresh's connector left as its ``next_cursor``. ``files`` are documents
    that the customer handed in, oldest first.

    Raises:
        LeaseLost: ``keep``, if the link ended or somebody newer works on it.

    """

    bank: Bank
    credentials: Mapping[str, Secret]
    is_customer_present: bool
    limits: TimeLimits
    customer_address: str = ""
    interaction_id: str = ""
    cursor: str = ""
    files: Sequence[bytes] = field(default=(), repr=False)
    spend: Spend = spend_freely
    keep: Callable[[Mapping[str, str]], None] = keep_nothing


class AccountStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class TransactionStatus(StrEnum):
    PENDING = "pending"
    POSTED = "posted"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRecord:
    """What is to be paid and when, as far as the bank says; positive is owed."""

    due_on: date | None = None
    minimum: Money | None = None
    statement: Money | None = None
    statement_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRecord:
    """One account as a bank reports it, in our terms.

    Units: ``current`` negative is owed, whatever the standard's own sign. ``as_of`` is None where
    the bank gives no moment. ``bank_id`` is stable at the bank.
    """

    bank_id: str
    name: str
    last_digits: str
    kind: AccountKind
    status: AccountStatus
    current: Money
    available: Money | None
    as_of: datetime | None
    due: DueRecord | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableAccount:
    """An account that the bank lists but whose figures could not be read; the old ones stay."""

    bank_id: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedAccount:
    """An account that the bank lists as closed and gives no figures of any more."""

    bank_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionRecord:
    """One movement; ``amount`` negative is out of the account, or onto the card's debt.

    Shape: ``bank_id`` is the bank's; where a standard has none, one derived from what never
    changes about the movement. ``merchant`` and ``bank_category`` are the bank's own words.
    ``replaces`` is the ``bank_id`` of the pending movement that this one was, if the bank says so.
    """

    bank_id: str
    status: TransactionStatus
    amount: Money
    happened_at: datetime
    posted_at: datetime | None
    description: str
    merchant: str = ""
    category: Category = Category.OTHER
    bank_category: str = ""
    original: Money | None = None
    replaces: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A movement that the bank takes back."""

    bank_id: str


class Connector(Protocol):
    """A conversation with one bank for one link; every method may raise a ``ConnectorError``."""

    @property
    def next_cursor(self) -> str:
        """Where the next refresh goes on, known once everything was read.

        Empty: ``transactions`` lists everything since a day, and what is missing is gone. Else it
        lists what changed since ``Access.cursor``, and what is missing is as it was.
        """

    def accounts(self) -> Sequence[AccountRecord | UnreadableAccount | ClosedAccount]:
        """All accounts of the link with their balances."""

    def transactions(self, bank_id: str, *, since: date) -> Iterator[TransactionRecord | Removed]:
        """The account's movements from that day on, in no order, possibly repeated.

        Raises:
            Unreadable: One of them breaks the standard.

        """


class Connect(Protocol):
    """Each connector's entry: opens the conversation, closes it behind itself.

    Raises:
        ConnectorError: Already at the opening, where a token has to be fetched.

    """

    def __call__(self, access: Access) -> AbstractContextManager[Connector]: ...
