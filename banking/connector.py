"""What every bank's interface must offer, and the ways in which it may fail.

::

    ConnectorError              retry?
      Unreachable               yes: the network, a time limit, the bank's own trouble
        RateLimited             yes, not before ``retry_after_s``
      Refused                   no: our request or our credentials are wrong; the operator acts
      NeedsCustomer             no: the customer's consent at the bank ran out; she acts
      Unreadable                no: the bank's data broke our reading of its standard
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Protocol

from banking.facts import AccountKind
from banking.money import Money


class ConnectorError(Exception):
    """A refresh that failed at the bank; the message is scrubbed: no amounts, names or tokens."""

    is_worth_retrying: ClassVar[bool] = False


class Unreachable(ConnectorError):  # noqa: N818 - the tree reads as what happened
    """No answer, or one that says: later."""

    is_worth_retrying = True


class RateLimited(Unreachable):
    """Too many requests; ``retry_after_s`` is the bank's own wish, None if it gave none."""

    def __init__(self, message: str, *, retry_after_s: int | None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Refused(ConnectorError):  # noqa: N818
    """The bank understood and said no to us."""


class NeedsCustomer(ConnectorError):  # noqa: N818
    """Only the customer can mend this, at her bank."""


class Unreadable(ConnectorError):  # noqa: N818
    """The answer does not hold what its standard promises."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimits:
    """How long one refresh may wait for the bank, in seconds."""

    connect_s: float
    read_s: float
    total_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a connector needs to speak to one bank for one link.

    Shape: ``service_*`` is the operator's credential at the bank; ``credentials`` belongs to the
    link and its keys to the connector (FDX: ``customer_number``).
    """

    base_url: str
    token_url: str
    service_id: str
    service_secret: Secret
    credentials: Mapping[str, Secret]
    is_customer_present: bool
    limits: TimeLimits


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
class TransactionRecord:
    """One movement; ``amount`` negative is out of the account, or onto the card's debt."""

    bank_id: str
    status: TransactionStatus
    amount: Money
    happened_at: datetime
    posted_at: datetime | None
    description: str
    merchant: str
    category: str
    original: Money | None = None


class Connector(Protocol):
    """A conversation with one bank for one link; every method may raise a ``ConnectorError``."""

    def accounts(self) -> Sequence[AccountRecord | UnreadableAccount]:
        """All accounts of the link with their balances."""

    def transactions(self, bank_id: str, *, since: date) -> Iterator[TransactionRecord]:
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
