"""A customer's way to her bank's sign-in and back: one visit, one browser, one return."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.urls import reverse

from banking.access import bank_of, credentials_of
from banking.asking.answers import claimed_state
from banking.connector import ConnectorError, Refused
from banking.connectors import standard_of
from banking.linking import operations, places
from banking.linking.operations import LIMITS, Problem, Who
from banking.models import Institution, Link, LinkedBy, Visit
from banking.standard import Granted, NotGranted, SignIn
from banking.standard import Visit as Errand

log = structlog.get_logger(__name__)

# Longer than signing in takes, also for who looks for her code; shorter than a lunch.
GOOD_FOR = timedelta(minutes=15)
# As long as the European rules let a bank give unattended leave (RTS 2018/389, article 10a).
LEAVE = timedelta(days=180)
# Whoever comes back from her bank cannot come back again.
_WAIT_FOR_A_PLACE_S = 2
# Nobody needs more; each may make a consent at her bank.
_MOST_AN_HOUR = 10
# What a browser may bring back; more is no answer of a bank's.
_LONGEST = 8192


def begin(who: Who, institution: Institution, now: datetime) -> str | Problem:
    """Prepares the bank and the way back; the address to which the customer's browser goes."""
    sign_in = _sign_in(institution)
    if sign_in is None:
        return Problem.NOT_OFFERED
    lately = Visit.objects.filter(
        customer=who.customer, created_at__gt=now - timedelta(hours=1)
    ).count()
    if lately >= _MOST_AN_HOUR:
        return Problem.TOO_OFTEN
    state, until = secrets.token_urlsafe(32), now + LEAVE
    link = operations.standing(who.customer, institution)
    with places.taken() as is_free:
        if not is_free:
            return Problem.BUSY
        try:
            departure = sign_in.begin(
                bank_of(institution), _errand(who, link, state=state, until=until, now=now)
            )
        except (ConnectorError, NotGranted) as error:
            return operations.problem_of(institution, error)
    Visit.objects.create(
        customer=who.customer,
        institution=institution,
        link=link,
        state_hash=_hash(state),
        session_hash=_hash(who.session),
        kept=json.dumps(dict(departure.kept)),
        until=until,
        created_at=now,
    )
    return departure.url


def come_back(who: Who, returned: Mapping[str, str], now: datetime) -> Link | Problem:
    """Ends the visit that the state names, once, and links by what the bank gave."""
    visit = visit_of(who, returned)
    if visit is None or sum(map(len, returned.values())) > _LONGEST:
        spoil(returned, now)
        return Problem.UNKNOWN_VISIT
    if objection := _objection(visit, now):
        return objection
    with places.taken(wait_s=_WAIT_FOR_A_PLACE_S) as is_free:
        if not is_free:
            return Problem.BUSY
        granted = _finish(who, visit, returned, now)
    if isinstance(granted, Problem):
        return granted
    return operations.keep(who.customer, visit.institution, granted, visit=visit)


def spoil(returned: Mapping[str, str], now: datetime) -> None:
    """Ends the visit that came back in another browser than it began in, or to nobody.

    Else somebody could begin, send another to that bank page, and come back himself to what she
    allowed: some banks' answers hold nothing but the state.
    """
    rows = Visit.objects.filter(state_hash=_hash(claimed_state(returned)), used_at=None)
    if rows.update(used_at=now):
        log.warning("visit.spoiled")


def _objection(visit: Visit, now: datetime) -> Problem | None:
    if visit.used_at is not None:
        return Problem.VISIT_USED
    if now - visit.created_at > GOOD_FOR:
        return Problem.VISIT_TOO_OLD
    return None if _sign_in(visit.institution) else Problem.NOT_OFFERED


def visit_of(who: Who, returned: Mapping[str, str]) -> Visit | None:
    """The visit that the state names, if it is hers and began in this browser.

    A state within a signed answer is only claimed here; ``finish`` verifies it.
    """
    rows = Visit.objects.filter(
        state_hash=_hash(claimed_state(returned)), customer=who.customer.pk
    ).select_related("institution", "link__institution")
    visit = rows.first()
    is_hers = visit and hmac.compare_digest(visit.session_hash, _hash(who.session))
    return visit if is_hers else None


def forget(now: datetime) -> int:
    """Deletes visits that are long over; how many there were."""
    deleted, _ = Visit.objects.filter(created_at__lt=now - timedelta(days=1)).delete()
    return deleted


def _finish(
    who: Who, visit: Visit, returned: Mapping[str, str], now: datetime
) -> Granted | Problem:
    # Whoever sets it first comes back; what two tabs bring is one answer of the bank's.
    if not Visit.objects.filter(pk=visit.pk, used_at=None).update(used_at=now):
        return Problem.VISIT_USED
    sign_in = _sign_in(visit.institution)
    assert sign_in is not None  # noqa: S101 - looked at before the visit was used up
    errand = _errand(who, visit.link, state=claimed_state(returned), until=visit.until, now=now)
    kept = json.loads(visit.kept.reveal())
    try:
        return sign_in.finish(bank_of(visit.institution), errand, returned=returned, kept=kept)
    except (ConnectorError, NotGranted) as error:
        return operations.problem_of(visit.institution, error)


def _sign_in(institution: Institution) -> SignIn | None:
    """How customers sign in there, if that is how they link it."""
    if not operations.is_offered(institution) or institution.linked_by != LinkedBy.SIGN_IN:
        return None
    return standard_of(institution.standard).sign_in


def _errand(who: Who, link: Link | None, *, state: str, until: datetime, now: datetime) -> Errand:
    """The visit as the standard knows it."""
    credentials: Mapping[str, str] = {}
    if link is not None:
        # What nobody can read any more is no reason not to renew it.
        with suppress(Refused):
            credentials = credentials_of(link)
    return Errand(
        state=state,
        redirect_url=settings.PUBLIC_URL + reverse("banks:callback"),
        until=until,
        now=now,
        limits=LIMITS,
        reference=link.reference if link else "",
        credentials=credentials,
        customer_address=who.address,
        language=who.language,
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
