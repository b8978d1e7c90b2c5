"""What the gateway takes and gives: frozen values, already reduced to what the consent allows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from banking.facts import AccountKind, Balance
from banking.money import Money


class Reason(StrEnum):
    """Why a question is refused; each has its own sentence in every language."""

    NOT_LINKED = "not_linked"
    EXPIRED = "expired"
    ENDED = "ended"
    PAUSED = "paused"
    SWITCHED_OFF = "switched_off"
    NOT_ALLOWED = "not_allowed"
    NO_SUCH_ACCOUNT = "no_such_account"
    NO_FIGURE_YET = "no_figure_yet"
    TRY_AGAIN = "try_again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Nothing was released."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnNote:
    """What a disclosure says of the turn: never what was said.

    Shape: ``turn_id`` is the platform's, unique within a consent; ``device`` is speaker, screen or
    chat; ``topic`` is the intent.
    """

    turn_id: str
    platform: str
    device: str
    topic: str


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
    come in time. ``at`` is the moment of release, in UTC; ``time_zone`` the customer's.
    """

    items: tuple[Balance, ...]
    totals: tuple[Money, ...]
    is_bank_silent: bool
    at: datetime
    time_zone: str
