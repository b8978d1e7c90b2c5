"""What an assistant's platform must offer: verify, parse, render; and what passes through it.

A platform turns a signed HTTP request into a ``Turn`` and a ``Reply`` into its own response. It
decides nothing about money or consent, and a vendor's words stay in its folder.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType, Protocol

VerifiedBody = NewType("VerifiedBody", bytes)
"""A request's body whose origin has been proven; made by ``Platform.verify`` alone."""


class Device(StrEnum):
    """The kind of device that hears or shows an answer; written on its disclosure."""

    SPEAKER = "speaker"
    SCREEN = "screen"
    CHAT = "chat"


class Unverified(Exception):  # noqa: N818 - what the request is
    """The request did not prove its origin; ``reason`` is for the log alone."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Malformed(Exception):  # noqa: N818 - what the request is
    """A proven request whose body is not what the platform's protocol promises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A part of a question: what was said, and the value it resolved to, if to any."""

    said: str = field(repr=False)
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One request of a conversation, in our terms.

    Shape: ``intent`` is a name of ``language/<lang>/intents.yaml``; ``state`` holds what the last
    reply gave back: ids and topics, never figures. ``is_over`` asks for silence. ``platform_user``
    and ``person`` are the platform's ids of the account there and of the voice it recognised;
    ``code`` is a voice code that was asked for and said. ``happened_at`` is the moment of an event.
    """

    platform: str
    turn_id: str
    conversation_id: str
    unverified_token: str | None = field(repr=False)
    locale: str
    device: Device
    intent: str
    slots: Mapping[str, Slot] = field(default_factory=dict)
    state: Mapping[str, str] = field(default_factory=dict)
    is_over: bool = False
    platform_user: str | None = field(default=None, repr=False)
    person: str | None = field(default=None, repr=False)
    code: str | None = field(default=None, repr=False)
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a screen shows beside the words; the same figures."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a customer hears and sees: plain text, that the platform escapes.

    Shape: ``reprompt`` is asked again if nothing is said, and keeps the conversation open;
    ``asks_to_link`` adds the platform's own way to link an account.
    """

    speech: str
    reprompt: str | None = None
    card: Card | None = None
    asks_to_link: bool = False
    state: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRequest:
    """An HTTP request as it came: the exact bytes, and headers by lower-case name."""

    raw_body: bytes
    headers: Mapping[str, str]


class Platform(Protocol):
    """One assistant platform's protocol."""

    name: str
    wait_s: float
    """How long a turn may wait for a refresh within the platform's own time limit."""

    def verify(self, request: SignedRequest, now: datetime) -> VerifiedBody:
        """Proves where the request comes from, over its exact bytes.

        Raises:
            Unverified: It does not.

        """

    def parse(self, body: VerifiedBody) -> Turn:
        """Reads a proven request, leniently.

        Raises:
            Malformed: A part without which there is no turn is missing.

        """

    def render(self, reply: Reply | None, turn: Turn) -> bytes:
        """The platform's own response; None is silence."""
