"""What Alexa sends in these tests, and how it comes in."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.test import Client

from assistant.simulator import alexa
from assistant.simulator.authority import Authority

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SKILL = "amzn1.ask.skill.sayso-test"
URL = "/platforms/alexa/"


def question(intent: str = "balance", **more: Any) -> alexa.Question:
    """A question to our skill; ``more`` is what differs."""
    return alexa.Question(**{"intent": intent, "skill_id": SKILL, "token": "alices-token"} | more)


def envelope(intent: str = "balance", **more: Any) -> dict[str, Any]:
    """Its envelope, to be bent before it is sealed."""
    return alexa.envelope(question(intent, **more), now=NOW)


@dataclass(frozen=True)
class Alexa:
    """Sends requests, signed by an authority that the settings trust."""

    client: Client
    authority: Authority

    def asks(self, *, sent_ago: timedelta = timedelta(), **more: Any) -> "Response":
        """Sends a whole question."""
        signed = alexa.signed(question(**more), self.authority, now=NOW - sent_ago)
        return self.sends(signed.body, **signed.headers)

    def seals(self, envelope: dict[str, Any]) -> "Response":
        """Signs and sends an envelope as it is."""
        signed = alexa.sealed(json.dumps(envelope).encode(), self.authority)
        return self.sends(signed.body, **signed.headers)

    def signed(self, **changes: str) -> alexa.SignedQuestion:
        """A signed question, with other headers."""
        signed = alexa.signed(question(), self.authority, now=NOW)
        return alexa.SignedQuestion(body=signed.body, headers=dict(signed.headers) | changes)

    def sends(self, body: bytes, **headers: str) -> "Response":
        """Sends any bytes with any headers."""
        names = {name: value for name, value in headers.items() if name != "Content-Type"}
        content_type = headers.get("Content-Type", "application/json")
        return self.client.post(URL, body, content_type, secure=True, headers=names)
