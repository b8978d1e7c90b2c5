"""Requests as Alexa would send them: the whole envelope, signed."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from assistant.platforms.alexa import names
from assistant.simulator.authority import Authority


def _fresh(kind: str) -> str:
    return f"amzn1.echo-api.{kind}.{uuid4()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A slot of a question: what was said, and the value's id if it was recognised.

    Shape: ``is_own`` says that the customer's own name for something was recognised.
    """

    said: str
    id: str | None = None
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person says to an Alexa device, and what Alexa knows beside it.

    Shape: ``intent`` is one of ours (``balance``); ``launch`` opens the skill, ``end`` leaves it,
    ``linked`` and ``disable`` are the events that its owner linked or removed it. ``state`` is what
    the last response gave as ``sessionAttributes``. ``user`` is Alexa's account, ``person`` the
    voice it recognised, if any.
    """

    intent: str
    skill_id: str
    token: str | None
    slots: Mapping[str, Meant] = field(default_factory=dict)
    state: Mapping[str, str] = field(default_factory=dict)
    locale: str = "en-US"
    has_screen: bool = False
    is_new: bool = True
    user: str = "amzn1.ask.account." + "A" * 180
    person: str | None = "amzn1.ask.person." + "P" * 180
    session_id: str = field(default_factory=lambda: _fresh("session"))
    request_id: str = field(default_factory=lambda: _fresh("request"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedQuestion:
    """The exact bytes, and the headers that go with them."""

    body: bytes
    headers: Mapping[str, str]


def signed(question: Question, authority: Authority, *, now: datetime) -> SignedQuestion:
    """The request for a question, signed by the demo's authority."""
    return sealed(json.dumps(envelope(question, now=now)).encode(), authority)


def sealed(body: bytes, authority: Authority) -> SignedQuestion:
    """Any bytes, signed as Alexa signs them.

    Source: "Hosting a Custom Skill as a Web Service": Signature-256 is the base64 of RSA PKCS#1
    v1.5 over SHA-256 of the exact body.

    """
    signature = authority.key.sign(body, padding.PKCS1v15(), hashes.SHA256())
    return SignedQuestion(
        body=body,
        headers={
            "Content-Type": "application/json;charset=UTF-8",
            "SignatureCertChainUrl": authority.chain_url,
            "Signature-256": base64.b64encode(signature).decode(),
        },
    )


_EVENTS = {
    "linked": "AlexaSkillEvent.SkillAccountLinked",
    "disable": "AlexaSkillEvent.SkillDisabled",
}


def envelope(question: Question, *, now: datetime) -> dict[str, object]:
    """The request body before it is signed, in a real one's size: about 3.6 kB."""
    if question.intent in _EVENTS:
        return _event(question, now)
    return {
        "version": "1.0",
        "session": {
            "new": question.is_new,
            "sessionId": question.session_id,
            "application": {"applicationId": question.skill_id},
            "attributes": dict(question.state),
            "user": _user(question),
        },
        "context": {
            "Viewports": _VIEWPORTS if question.has_screen else [],
            "System": _system(question),
            "Extensions": {"available": {"aplext:backstack:10": {}}},
        },
        "request": _request(question, now),
    }


def _event(question: Question, now: datetime) -> dict[str, object]:
    """Outside of any conversation: no session; a token only where it tells of a new link."""
    moment = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    system = {
        "application": {"applicationId": question.skill_id},
        "user": {"userId": question.user},
        "apiEndpoint": "https://api.amazonalexa.com",
    }
    request: dict[str, object] = {
        "type": _EVENTS[question.intent],
        "requestId": question.request_id,
        "timestamp": moment,
        "eventCreationTime": moment,
        "eventPublishingTime": moment,
    }
    if question.intent == "linked":
        request["body"] = {"accessToken": question.token}
    return {"version": "1.0", "context": {"System": system}, "request": request}


def _request(question: Question, now: datetime) -> dict[str, object]:
    request: dict[str, object] = {
        "requestId": question.request_id,
        "locale": question.locale,
        "timestamp": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    match question.intent:
        case "launch":
            return {"type": "LaunchRequest", **request, "shouldLinkResultBeReturned": False}
        case "end":
            return {"type": "SessionEndedRequest", **request, "reason": "USER_INITIATED"}
    intent = {
        "name": names.theirs(question.intent),
        "confirmationStatus": "NONE",
        "slots": {name: _slot(name, meant, question) for name, meant in question.slots.items()},
    }
    return {"type": "IntentRequest", **request, "intent": intent, "dialogState": "STARTED"}


def _slot(name: str, meant: Meant, question: Question) -> dict[str, object]:
    source = "echo-sdk.dynamic" if meant.is_own else "echo-sdk"
    matched = bool(meant.id)
    authority: dict[str, object] = {
        "authority": f"amzn1.er-authority.{source}.{question.skill_id}.{name}",
        "status": {"code": "ER_SUCCESS_MATCH" if matched else "ER_SUCCESS_NO_MATCH"},
    }
    if matched:
        authority["values"] = [{"value": {"name": meant.said, "id": meant.id}}]
    resolutions = {"resolutionsPerAuthority": [authority]}
    return {
        "name": name,
        "value": meant.said,
        "resolutions": resolutions,
        "confirmationStatus": "NONE",
        "source": "USER",
        "slotValue": {"type": "Simple", "value": meant.said, "resolutions": resolutions},
    }


def _user(question: Question) -> dict[str, object]:
    user: dict[str, object] = {"userId": question.user}
    return user | {"accessToken": question.token} if question.token else user


def _system(question: Question) -> dict[str, object]:
    interfaces: dict[str, object] = {"AudioPlayer": {}}
    if question.has_screen:
        interfaces["Alexa.Presentation.APL"] = {"runtime": {"maxVersion": "2024.3"}}
    person = {"person": {"personId": question.person}} if question.person else {}
    return {
        "application": {"applicationId": question.skill_id},
        "user": _user(question),
        **person,
        "device": {
            "deviceId": "amzn1.ask.device." + "D" * 180,
            "persistentEndpointId": "amzn1.alexa.endpoint." + "E" * 180,
            "supportedInterfaces": interfaces,
        },
        "unit": {
            "unitId": "amzn1.ask.unit." + "U" * 180,
            "persistentUnitId": "amzn1.alexa.unit.did." + "V" * 180,
        },
        "apiEndpoint": "https://api.amazonalexa.com",
        # The token for Alexa's own services is the largest part of a real envelope.
        "apiAccessToken": "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9." + "J" * 560,
    }


_VIEWPORTS = [
    {
        "type": "APL",
        "id": "main",
        "shape": "RECTANGLE",
        "dpi": 213,
        "presentationType": "STANDARD",
        "canRotate": False,
        "configuration": {
            "current": {
                "mode": "HUB",
                "video": {"codecs": ["H_264_42", "H_264_41"]},
                "size": {"type": "DISCRETE", "pixelWidth": 1280, "pixelHeight": 800},
            },
        },
    },
]
