"""One question to the running server, over HTTP, as the platform would ask it."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any
from uuid import uuid4

import httpx
from django.conf import settings

from assistant.language.understanding import understand
from assistant.simulator import alexa, authority, vendor

_TIMEOUT_S = 10.0


class NoAnswerError(Exception):
    """The server could not be asked; the message says what to do."""


def _session_id() -> str:
    return f"amzn1.echo-api.session.{uuid4()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A conversation with one device: its session, and what the last answer left in it."""

    session_id: str = field(default_factory=_session_id)
    state: Mapping[str, str] = field(default_factory=dict)
    is_new: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came back, as its owner meets it, and the exchange behind it.

    Shape: ``card`` is a title and a text, or None; ``asks_to_link`` a card that begins linking.
    ``talk`` is what the next question goes on with, or None if the conversation is over.
    ``took_ms`` in milliseconds.
    """

    understood: str
    speech: str
    card: tuple[str, str] | None
    asks_to_link: bool
    talk: Talk | None
    status: int
    took_ms: int
    request: Mapping[str, Any] = field(repr=False)
    response: Mapping[str, Any] = field(repr=False)


def ask(
    device: str, text: str, *, now: datetime, talk: Talk | None = None, has_screen: bool = True
) -> Heard:
    """Says the text to the device and hears what it answers.

    Raises:
        NoAnswerError: The server does not answer.

    """
    talk = talk or Talk()
    understood = understand(text, "en-US")
    question = alexa.Question(
        intent=understood.intent,
        skill_id=settings.ALEXA_SKILL_IDS[0],
        token=vendor.access_token(device, now_s=now.timestamp()),
        slots={
            name: alexa.Meant(said=slot.said.strip(), id=slot.value)
            for name, slot in understood.slots.items()
        },
        state=talk.state,
        has_screen=has_screen,
        is_new=talk.is_new,
        session_id=talk.session_id,
        # Each device is somebody else's: another account, another voice.
        user=f"amzn1.ask.account.{device:A<180}",
        person=f"amzn1.ask.person.{device:P<180}",
    )
    signed = alexa.signed(question, _signer(now), now=now)
    started = time.monotonic()
    answer = _post(signed)
    took_ms = round(1000 * (time.monotonic() - started))
    return _heard(talk, understood.intent, json.loads(signed.body), answer, took_ms)


def _signer(now: datetime) -> authority.Authority:
    folder = settings.ALEXA_TEST_CA_DIR
    if folder is None:
        message = "Only the demo can sign as a platform; start it with `make demo`."
        raise NoAnswerError(message)
    return authority.opened(folder, now=now)


def _post(signed: alexa.SignedQuestion) -> httpx.Response:
    url = f"{settings.PUBLIC_URL}/platforms/alexa/"
    try:
        return httpx.post(
            url, content=signed.body, headers=dict(signed.headers), timeout=_TIMEOUT_S
        )
    except httpx.HTTPError as error:
        message = f"Nothing answers at {settings.PUBLIC_URL}; start it with `make demo`."
        raise NoAnswerError(message) from error


def _heard(
    talk: Talk, intent: str, request: Mapping[str, Any], answer: httpx.Response, took_ms: int
) -> Heard:
    body = _body(answer)
    response = body.get("response", {})
    card = response.get("card", {})
    return Heard(
        understood=intent,
        speech=_plain(response.get("outputSpeech", {}).get("ssml", "")),
        card=(card["title"], card["content"]) if card.get("type") == "Simple" else None,
        asks_to_link=card.get("type") == "LinkAccount",
        talk=None if response.get("shouldEndSession", True) else _next(talk, body),
        status=answer.status_code,
        took_ms=took_ms,
        request=request,
        response=body,
    )


def _next(talk: Talk, body: Mapping[str, Any]) -> Talk:
    state = body.get("sessionAttributes", {})
    return Talk(session_id=talk.session_id, state=state, is_new=False)


def _body(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        body: Mapping[str, Any] = answer.json() if answer.content else {}
    except ValueError as error:
        message = f"What answers at {settings.PUBLIC_URL} is not Sayso."
        raise NoAnswerError(message) from error
    return body


def _plain(ssml: str) -> str:
    return unescape(ssml.removeprefix("<speak>").removesuffix("</speak>"))
