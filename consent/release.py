"""What the gateway takes and gives: frozen values, already reduced to what the consent allows."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from banking.facts import AccountKind, AccountLabel, Balance
from banking.money import Money
from consent.privacy import Amounts


class Reason(StrEnum):
    """Why a question is refused; each has its own sentence in every language."""

    NOT_LINKED = "not_linked"
    EXPIRED = "expired"
    ENDED = "ended"
    PAUSED = "paused"
    SWITCHED_OFF = "switched_off"
    NOT_ALLOWED = "not_allowed"
    VOICE_NOT_RECOGNISED = "voice_not_recognised"
    CODE_NEEDED = "code_needed"
    CODE_WRONG = "code_wrong"
    CODE_LOCKED = "code_locked"
    CODE_NOT_SET = "code_not_set"
    NO_SUCH_ACCOUNT = "no_such_account"
    NO_FIGURE_YET = "no_figure_yet"
    TRY_AGAIN = "try_again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Nothing was released."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnNote:
    """What a disclosure says of the turn, never what was said; and who seems to be there.

    Shape: ``turn_id`` is the platform's, unique within a consent; ``device`` is speaker, screen or
    chat; ``topic`` is the intent. The rest is on no disclosure and in no log: the platform's ids of
    the conversation, of the account there and of the voice it recognised, and a code that was said.
    """

    turn_id: str
    platform: str
    device: str
    topic: str
    conversation_id: str = field(default="", repr=False)
    platform_user: str | None = field(default=None, repr=False)
    person: str | None = field(default=None, repr=False)
    code: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which accounts are asked about; nothing given means every account of the consent."""

    kind: AccountKind | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balances:
    """Balances as released, and recorded as such.

    Shape: at least one item. ``totals`` has one amount per currency in which the released accounts
    that are not credit cards or loans number two or more. ``available`` of a credit card is there
    only under the scope for it. ``is_bank_silent``: a fresher figure was asked for and did not
    come in time; ``wants_customer``: none will before she has signed in at her bank again. ``at``
    is the moment of release, in UTC; ``time_zone`` the customer's. ``manner``
    says how: with ROUNDED every amount is rounded already, with SCREEN none may be said aloud.
    """

    items: tuple[Balance, ...]
    totals: tuple[Money, ...]
    is_bank_silent: bool
    at: datetime
    time_zone: str
    manner: Amounts = Amounts.EXACT
    wants_customer: bool = False


class Side(StrEnum):
    """Whose money it is: all that yes-or-no tells of a balance."""

    HAS = "has"
    EMPTY = "empty"
    OVERDRAWN = "overdrawn"
    OWES = "owes"
    OWES_NOTHING = "owes_nothing"
    IN_CREDIT = "in_credit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One account's balance without its amount."""

    account: AccountLabel
    side: Side
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """Balances of a consent that allows no amount; otherwise as ``Balances``."""

    items: tuple[Sign, ...]
    is_bank_silent: bool
    at: datetime
    time_zone: str
    wants_customer: bool = False
