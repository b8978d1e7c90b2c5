"""What a folder of ``connectors/`` offers: how a link comes about, is read, and is told of.

::

    Standard
      connect          always: reads a link (connector.py)
      takes_numbers    links are made from the operator's own customer numbers
      sign_in          the customer goes to her bank and comes back
      form             she types what her bank gave her
      upload           she hands in documents
      ear              the bank tells us that something changed
      limits           how much every such bank lets itself be asked

Which of the ways in an institution uses is its own (``Institution.linked_by``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from banking.connector import Bank, Connect, Counted, TimeLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What the bank gave for the customer's leave.

    Shape: ``credentials`` are the link's, as its connector reads them; ``reference`` is what the
    bank calls this link (a consent's or an item's id), empty if it has no name for it;
    ``expires_at`` is when the bank's own leave ends, None if it does not say.
    """

    credentials: Mapping[str, str] = field(repr=False)
    reference: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A customer on her way to her bank.

    Shape: ``state`` is ours, random and single-use; ``redirect_url`` is where she comes back;
    ``until`` is how long we ask leave for; ``reference`` is the link's own where she only renews
    it, else empty; ``credentials`` are that link's; ``customer_address`` is her IP address;
    ``language`` is an IETF tag.
    """

    state: str
    redirect_url: str
    until: datetime
    now: datetime
    limits: TimeLimits
    reference: str = ""
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    customer_address: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Where the customer's browser goes, and what we need when she is back (sealed meanwhile)."""

    url: str = field(repr=False)
    kept: Mapping[str, str] = field(default_factory=dict, repr=False)


class NotGranted(Exception):  # noqa: N818 - what happened
    """The customer or her bank said no; the message is scrubbed, for the log."""


class UsedBefore(NotGranted):
    """What she typed was good for once, and that once is gone: if not by her, it leaked."""


class SignIn(Protocol):
    """The customer gives her leave on her bank's own pages.

    Both steps may raise a ``ConnectorError``.
    """

    def begin(self, bank: Bank, visit: Visit) -> Departure:
        """Prepares the bank, where its standard wants that, and says where to go."""

    def finish(
        self, bank: Bank, visit: Visit, *, returned: Mapping[str, str], kept: Mapping[str, str]
    ) -> Granted:
        """Turns what the browser brought back into credentials.

        Shape: ``returned`` holds the parameters of the redirect, ``state`` already compared.

        Raises:
            NotGranted: She or the bank said no, or the answer is not the one to our question.

        """

    def end(self, bank: Bank, credentials: Mapping[str, str], limits: TimeLimits) -> None:
        """Tells the bank that the leave is no longer needed; nothing, where it has no ear."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing to type; ``label`` and ``hint`` are marked for translation."""

    name: str
    label: str
    hint: str = ""
    is_secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What the customer types, and what becomes of it.

    ``claim`` may raise a ``ConnectorError``, or ``NotGranted`` where what she typed is wrong.
    """

    fields: tuple[Field, ...]
    claim: Callable[[Bank, Mapping[str, str], TimeLimits], Granted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """Documents that the customer hands in; ``check`` raises ``Unreadable`` for what is none."""

    suffixes: tuple[str, ...]
    check: Callable[[bytes], None]


class EventKind(StrEnum):
    """What an event is to us."""

    # There is something new to read.
    REFRESH = "refresh"
    # The leave runs out, or does not work any more.
    NEEDS_CUSTOMER = "needs_customer"
    # What kept us from reading was mended at the bank.
    REPAIRED = "repaired"
    # The customer ended it at her bank.
    ENDED = "ended"
    # Understood, and of no concern to us.
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that a bank told us, verified.

    Shape: ``id`` is unique at the bank, and the same whenever it is told again; ``reference`` is
    the link's as in ``Granted``.
    """

    id: str
    kind: EventKind
    reference: str


class Forged(Exception):  # noqa: N818 - what it is
    """What claims to be a bank's event cannot be shown to be one; the message is for the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ear:
    """How a bank's events are heard.

    Shape: ``listen`` gets the raw body and the headers in lower case; ``status`` is what the
    standard wants as the answer, ``refused_status`` as that to a forged one; ``echoed`` is the
    header (in lower case) whose UUID the answer repeats.

    Raises:
        Forged: ``listen``: the signature, its key, its age or its audience is wrong.
        ConnectorError: ``listen``: the bank's keys could not be fetched, or it breaks the standard.

    """

    listen: Callable[[Bank, bytes, Mapping[str, str], datetime], Sequence[Event]]
    status: int = 204
    refused_status: int = 401
    echoed: str = ""


class Each(StrEnum):
    """What has a budget of its own."""

    INSTITUTION = "institution"
    LINK = "link"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A budget that the standard sets for every bank, until the operator writes another.

    Shape: at most ``requests`` in any ``window_s`` seconds; of one kind, or of all for None;
    ``each`` is what has a budget of its own. ``is_unattended_only``: what a present customer asks
    does not count.
    """

    requests: int
    window_s: int
    each: Each
    counted: Counted | None = None
    is_unattended_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """One way in which banks are spoken to."""

    title: str
    connect: Connect
    takes_numbers: bool = False
    sign_in: SignIn | None = None
    form: Form | None = None
    upload: Upload | None = None
    ear: Ear | None = None
    limits: tuple[Limit, ...] = ()
