"""What follows a refresh that failed: its name, and when to try again."""

import random
from datetime import timedelta

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Case, F, Q, When
from django.db.models.functions import Now

from banking.connector import (
    ConnectorError,
    NeedsCustomer,
    RateLimited,
    Refused,
    Unreachable,
)
from banking.models import Institution, Link, LinkState, RefreshOutcome
from banking.schedule import Lease

_FIRST_PAUSE_S = 60
# A bank may ask for patience, but not for ever.
_LONGEST_CLOSURE_S = 24 * 3600
# The circuit breaker: after this many failures in a row the bank is left alone for a while, and
# each further one prolongs that; the first success closes the circuit again.
_FAILURES_TO_OPEN = 10
_OPEN_S = 60


def outcome_of(problem: Exception) -> RefreshOutcome:
    """The failure's name; what nobody foresaw is our failure to read."""
    match problem:
        case RateLimited():
            return RefreshOutcome.RATE_LIMITED
        case Unreachable() | SoftTimeLimitExceeded():
            return RefreshOutcome.UNREACHABLE
        case Refused():
            return RefreshOutcome.REFUSED
        case NeedsCustomer():
            return RefreshOutcome.NEEDS_CUSTOMER
        case _:
            return RefreshOutcome.UNREADABLE


@transaction.atomic
def record(lease: Lease, link: Link, problem: Exception) -> RefreshOutcome:
    """Sets the link's next try and ends the lease, unless a newer lease was taken."""
    outcome = outcome_of(problem)
    needs_customer = outcome is RefreshOutcome.NEEDS_CUSTOMER
    held = Link.objects.held(lease.link, lease.token).update(
        state=LinkState.NEEDS_CUSTOMER if needs_customer else LinkState.LIVE,
        next_refresh_at=Now() + pause(problem, link.attempts, link.institution.refresh_every_s),
        lease_until=None,
        attempts=F("attempts") + 1,
        last_problem=outcome.value,
    )
    if not held:
        return RefreshOutcome.OVERTAKEN
    if outcome in {RefreshOutcome.UNREACHABLE, RefreshOutcome.RATE_LIMITED}:
        _count_failure(link.institution_id, problem)
    return outcome


def pause(problem: Exception, attempts: int, refresh_every_s: int) -> timedelta:
    """How long to wait: doubling from a minute up to the institution's own rhythm.

    Shape: what no retry can mend waits a whole turn; the bank's own wish is always granted. Spread
    out by up to half, so that links that failed together do not come back together.
    """
    doubled_s = min(_FIRST_PAUSE_S * 2 ** min(attempts, 20), refresh_every_s)
    if isinstance(problem, ConnectorError) and not problem.is_worth_retrying:
        doubled_s = refresh_every_s
    spread_s = doubled_s * random.uniform(1, 1.5)  # noqa: S311 - nobody gains by guessing it
    return timedelta(seconds=max(spread_s, _wished_s(problem)))


def _wished_s(problem: Exception) -> int:
    wish = problem.retry_after_s if isinstance(problem, RateLimited) else None
    return min(max(wish or 0, 0), _LONGEST_CLOSURE_S)


def _count_failure(institution: int, problem: Exception) -> None:
    """Closes the bank for as long as it wished, or for a while once it failed often enough."""
    is_asked = isinstance(problem, RateLimited)
    opens = Now() + timedelta(seconds=_wished_s(problem) or _OPEN_S)
    is_enough = Q() if is_asked else Q(failures__gte=_FAILURES_TO_OPEN - 1)
    is_later = Q(closed_until=None) | Q(closed_until__lt=opens)
    Institution.objects.filter(pk=institution).update(
        failures=F("failures") + 1,
        closed_until=Case(When(is_enough & is_later, then=opens), default=F("closed_until")),
    )


def forget(institution: int) -> None:
    """The bank answered: it is asked again as usual."""
    Institution.objects.filter(pk=institution, failures__gt=0).update(failures=0)
