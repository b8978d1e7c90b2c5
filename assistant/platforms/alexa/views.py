"""Alexa's endpoint: one signed request, one answer."""

from datetime import datetime

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from assistant import dialogue
from assistant.intents import disconnect
from assistant.platform import Malformed, Reply, SignedRequest, Turn, Unverified
from assistant.platforms.alexa import PLATFORM, parse, verify
from assistant.shortcut import BODY_LIMIT_BYTES
from consent import audit

# The two headers that matter, by the names WSGI gives them.
_HEADERS = {
    verify.URL_HEADER: "HTTP_SIGNATURECERTCHAINURL",
    verify.SIGNATURE_HEADER: "HTTP_SIGNATURE_256",
}
log = structlog.get_logger(__name__)


@csrf_exempt  # a signature over the body is more than a token in it
@require_POST
def turn(request: HttpRequest) -> HttpResponse:
    """Answers a turn; what is not proven gets 400 and no word why (it is in the log)."""
    if len(request.body) > BODY_LIMIT_BYTES:
        return HttpResponse(status=413)
    now = timezone.now()
    signed = SignedRequest(
        raw_body=request.body,
        headers={name: request.META[key] for name, key in _HEADERS.items() if key in request.META},
    )
    try:
        turn = PLATFORM.parse(PLATFORM.verify(signed, now))
    except Unverified as refused:
        log.warning("alexa.unverified", reason=refused.reason)
        if len(signed.headers) == len(_HEADERS):
            audit.refused_request(PLATFORM.name, refused.reason, now)
        return HttpResponse(status=400)
    except Malformed:
        log.warning("alexa.malformed")
        return HttpResponse(status=400)
    return HttpResponse(PLATFORM.render(_reply(turn, now), turn), content_type="application/json")


def _reply(turn: Turn, now: datetime) -> Reply | None:
    if _is_enquiry(turn):
        return None
    if turn.intent == parse.LEFT and turn.is_over:
        # What breaks here is no answer at all, so that Alexa tells us again.
        ended = disconnect.left(turn, now)
        log.info("alexa.left", consents=ended)
        return None
    if turn.intent == parse.JOINED and turn.is_over:
        disconnect.joined(turn, now)
        return None
    try:
        return dialogue.answer(turn, now=now, wait_s=PLATFORM.wait_s)
    except Exception:  # whatever it is, the customer hears a kind sentence
        log.exception("alexa.broke")
        return dialogue.apology(turn)


def _is_enquiry(turn: Turn) -> bool:
    """Whether Alexa only wonders if we could answer: that must have no effect at all."""
    return turn.is_over and turn.intent == parse.CAN_FULFILL
