"""Telling banks that their leave is no longer needed: after the link's end, as well as it goes.

The end itself waits for nobody. What is to be told is a row of the end's own transaction; the
ticks tell it, and after a day it is forgotten: the leave then runs out by itself.
"""

import json
import time
from datetime import datetime, timedelta

import structlog
from django.db.models import F
from django.db.models.functions import Now

from banking.access import bank_of
from banking.connector import ConnectorError, TimeLimits
from banking.connectors import standard_of, ways_in
from banking.models import Farewell, Link, LinkedBy, LinkState
from banking.standard import SignIn

log = structlog.get_logger(__name__)

# All of a tick must end within 20 s, and one of these may begin just before its time is up.
_LIMITS = TimeLimits(connect_s=2, read_s=3, total_s=4)
_AGAIN = timedelta(minutes=15)
KEEP = timedelta(days=1)
_BATCH = 50


def write(link: Link) -> None:
    """Notes that the link's bank is to be told; in the transaction that ends the link.

    Nothing where nobody signed in, or where the bank gave no credentials.
    """
    credentials = link.credentials.reveal()
    if _sign_in(link) is None or credentials in {"", "{}"}:
        return
    Farewell.objects.create(link=link, reference=link.reference, credentials=credentials)


def _sign_in(link: Link) -> SignIn | None:
    institution = link.institution
    ways = ways_in(institution.standard)
    if institution.linked_by != LinkedBy.SIGN_IN or LinkedBy.SIGN_IN not in ways:
        return None
    return standard_of(institution.standard).sign_in


def tell_due(now: datetime, *, within_s: float) -> int:
    """Tells the banks whose turn it is, for as many seconds; how many were told."""
    Farewell.objects.filter(created_at__lt=now - KEEP).delete()
    end, told = time.monotonic() + within_s, 0
    due = Farewell.objects.filter(due_at__lte=Now()).order_by("due_at", "pk")
    for farewell in due.select_related("link__institution")[:_BATCH]:
        if time.monotonic() >= end:
            break
        # Whoever moves it first tells it; a tick that dies leaves it for a later one.
        mine = Farewell.objects.filter(pk=farewell.pk, attempts=farewell.attempts)
        if mine.update(attempts=F("attempts") + 1, due_at=Now() + _AGAIN):
            told += _tell(farewell)
    return told


def _tell(farewell: Farewell) -> bool:
    """Whether it is done with: told, or of no use any more."""
    sign_in = _sign_in(farewell.link)
    is_done = True
    if sign_in is not None and not _is_in_use(farewell):
        credentials = json.loads(farewell.credentials.reveal())
        try:
            sign_in.end(bank_of(farewell.link.institution), credentials, _LIMITS)
        except ConnectorError as error:
            name, is_done = type(error).__name__, not error.is_worth_retrying
            log.warning("farewell.failed", link=farewell.link_id, problem=name)
        except Exception:
            # One that breaks must not keep the others from theirs.
            is_done = False
            log.exception("farewell.broke", link=farewell.link_id)
    if is_done:
        Farewell.objects.filter(pk=farewell.pk).delete()
    return is_done


def _is_in_use(farewell: Farewell) -> bool:
    """Whether she linked anew meanwhile, under the same leave."""
    links = Link.objects.filter(institution=farewell.link.institution_id)
    same = links.filter(reference=farewell.reference).exclude(state=LinkState.ENDED)
    return bool(farewell.reference) and same.exists()
