"""Where banks tell us what happened: proven, kept, answered; acted on later."""

import re
from collections.abc import Mapping
from datetime import datetime

import structlog
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from banking.access import bank_of
from banking.connector import ConnectorError, Unreadable
from banking.connectors import NAMES, standard_of
from banking.events import inbox
from banking.models import Institution
from banking.standard import Ear, Forged

MOST_BYTES = 64 * 1024
# Anybody can send a forged event; the log must stay readable.
LOGGED_A_MINUTE = 60
_COUNTED_S = 120
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")

log = structlog.get_logger(__name__)


@csrf_exempt  # the bank's own proof is more than a token of a page
@require_POST
def hear(request: HttpRequest, institution: str) -> HttpResponse:
    """Answers a bank once what it told is committed; what is not proven leaves no trace but a line.

    404 for a bank that is none or whose standard has no events; 503 asks it to tell us again.
    """
    bank = get_object_or_404(Institution, public_id=institution)
    ear = standard_of(bank.standard).ear if bank.standard in NAMES else None
    if ear is None:
        return HttpResponse(status=404)
    if len(request.body) > MOST_BYTES:
        return HttpResponse(status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    status = _heard(bank, ear, request.body, headers, timezone.now())
    response = HttpResponse(status=status)
    if ear.echoed and _UUID.fullmatch(headers.get(ear.echoed, "")):
        response.headers[ear.echoed] = headers[ear.echoed]
    return response


def _heard(
    bank: Institution, ear: Ear, raw_body: bytes, headers: Mapping[str, str], now: datetime
) -> int:
    """The status that the bank gets."""
    try:
        inbox.keep(bank, ear.listen(bank_of(bank), raw_body, headers, now), now)
    except Forged as forged:
        _log(bank, "bank_event.forged", str(forged), now)
        return ear.refused_status
    except Unreadable as problem:
        _log(bank, "bank_event.unreadable", str(problem), now)
        return 400
    except ConnectorError as problem:
        # Its keys could not be had, or we are not set up to hear it: that may pass.
        _log(bank, "bank_event.unproven", str(problem), now)
        return 503
    return ear.status


def _log(bank: Institution, event: str, reason: str, now: datetime) -> None:
    """At most so many lines a minute for each bank; the last one says that more will not come."""
    key = f"{event}:{bank.pk}:{now:%Y%m%d%H%M}"
    count = 1 if cache.add(key, 1, _COUNTED_S) else cache.incr(key)
    if count <= LOGGED_A_MINUTE:
        is_last = count == LOGGED_A_MINUTE
        log.warning(event, institution=bank.pk, reason=reason, is_last_of_minute=is_last)
