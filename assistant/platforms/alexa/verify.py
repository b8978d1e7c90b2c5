"""Whether Alexa sent a request, to our skill, just now."""

import base64
import binascii
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from django.conf import settings

from assistant.platform import SignedRequest, Unverified, VerifiedBody
from assistant.platforms.alexa import address, chain, trust, wire
from assistant.platforms.alexa.reasons import Why

TOLERANCE = timedelta(seconds=150)
# Amazon sends a skill event again for about an hour if we were not there to hear it.
EVENT_TOLERANCE = timedelta(seconds=3600)
EVENTS = "AlexaSkillEvent."

URL_HEADER = "signaturecertchainurl"
# Its older neighbour, Signature, is SHA-1: whoever has that alone has nothing.
SIGNATURE_HEADER = "signature-256"


def request(request: SignedRequest, now: datetime) -> VerifiedBody:
    """Proves a request, cheapest test first; the body is read as JSON only once it is proven.

    Raises:
        Unverified: It has no proof, or a wrong one, or is old, or is meant for another skill.

    Source: "Hosting a Custom Skill as a Web Service", verifying that the request was sent by Alexa.

    """
    unverified_url = request.headers.get(URL_HEADER)
    unverified_signature = request.headers.get(SIGNATURE_HEADER)
    if not unverified_url or not unverified_signature:
        raise Unverified(Why.HEADERS)
    signer = chain.signer(address.checked(unverified_url), now)
    _check_signature(signer, unverified_signature, request.raw_body)
    envelope = _read(request.raw_body)
    _check_time(envelope.request, now)
    _check_skill(envelope)
    return VerifiedBody(request.raw_body)


def _check_signature(signer: trust.Signer, unverified_signature: str, raw_body: bytes) -> None:
    try:
        signature = base64.b64decode(unverified_signature, validate=True)
        signer.key.verify(signature, raw_body, padding.PKCS1v15(), hashes.SHA256())
    except (binascii.Error, ValueError, InvalidSignature) as error:
        raise Unverified(Why.SIGNATURE) from error


def _read(body: bytes) -> wire.Envelope:
    try:
        return wire.read(body)
    except ValueError as error:
        raise Unverified(Why.BODY) from error


def _check_time(request: wire.Request, now: datetime) -> None:
    """Old requests may be replays, and so may those from the future, later."""
    sent_at = request.timestamp
    if sent_at is None or sent_at.tzinfo is None:
        raise Unverified(Why.TIMESTAMP_MISSING)
    is_event = (request.type or "").startswith(EVENTS)
    if now - sent_at > (EVENT_TOLERANCE if is_event else TOLERANCE):
        raise Unverified(Why.TIMESTAMP_PAST)
    if sent_at - now > TOLERANCE:
        raise Unverified(Why.TIMESTAMP_FUTURE)


def _check_skill(envelope: wire.Envelope) -> None:
    """Wherever the envelope names a skill it must be ours, and it must name one."""
    holders = [holder for holder in (envelope.system, envelope.session) if holder is not None]
    named = [holder.application.application_id for holder in holders if holder.application]
    if not named or any(skill not in settings.ALEXA_SKILL_IDS for skill in named):
        raise Unverified(Why.SKILL)
