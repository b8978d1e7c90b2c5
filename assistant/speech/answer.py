"""What is to be said, not how: phrases by name, with the facts that go into them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from banking.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """An amount of whole units, without decimals that would only look exact."""

    money: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """The moment a figure is of, as seen from the moment it was released, where she lives."""

    as_of: datetime
    at: datetime
    time_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Currency:
    """A currency by its ISO 4217 code, to be named."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digits:
    """Digits that are read one by one."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One phrase of a language's answers: ``key`` in ``answers/<topic>.yaml``."""

    topic: str
    key: str
    values: Mapping[str, "Value"] = field(default_factory=dict)


# A text is the customer's or her bank's own, such as an account's name, and goes in untouched;
# several phrases become a list.
Value: TypeAlias = Money | Whole | Currency | Age | Digits | Phrase | tuple[Phrase, ...] | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer to a turn.

    Shape: with a ``title`` the phrases are shown on a card too; a ``question`` is asked at the end
    and keeps the conversation open, so there is no open microphone without one. Where ``aloud`` is
    given it is heard instead of the phrases, which are then for the card alone. ``awaits`` names
    what the question asks for, which the next turn may bring: ``code``, ``disconnect``.
    """

    phrases: tuple[Phrase, ...]
    title: Phrase | None = None
    question: Phrase | None = None
    asks_to_link: bool = False
    aloud: Phrase | None = None
    awaits: str | None = None
