"""What follows a refresh that failed: its name, and when to try again."""

import random
from datetime import timedelta

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Case, F, Q, When
from django.db.models.functions import Now

from banking.connector import (
    ConnectorError,
    LeaseLost,
    NeedsCustomer,
    OutOfBudget,
    RateLimited,
    Refused,
    Unreachable,
)
from banking.models import Institution, Link, LinkedBy, LinkState, RefreshOutcome
from banking.models.links import PARKED
from banking.schedule import FAILURES_TO_OPEN, Lease

_FIRST_PAUSE_S = 60
# A bank may ask for patience, but not for ever.
_LONGEST_CLOSURE_S = 24 * 3600
# A bank that failed often enough is left alone for a while, and each further failure prolongs
# that; the first success closes the circuit again.
_OPEN_S = 60
# A link whose worker died so often in a row is left alone for a day.
_CRASHES_TO_PARK = 5
_PARKED = timedelta(days=1)


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
        case LeaseLost():
            return RefreshOutcome.OVERTAKEN
        case _:
            return RefreshOutcome.UNREADABLE


@transaction.atomic
def record(lease: Lease, link: Link, problem: Exception) -> RefreshOutcome:
    """Sets the link's next try and ends the lease, unless a newer lease was taken."""
    outcome = outcome_of(problem)
    if outcome is RefreshOutcome.OVERTAKEN:
        return outcome
    # Whose links are made from numbers cannot mend anything: the next turn tries again.
    can_help = link.institution.linked_by != LinkedBy.NUMBERS
    needs_customer = outcome is RefreshOutcome.NEEDS_CUSTOMER and can_help
    # The bank's row first, as everywhere: whoever claims holds it while it takes the link's.
    if outcome in {RefreshOutcome.UNREACHABLE, RefreshOutcome.RATE_LIMITED}:
        if not Link.objects.held(lease.link, lease.token).exists():
            return RefreshOutcome.OVERTAKEN
        _count_failure(link.institution_id, problem)
    is_attempt = outcome is not RefreshOutcome.RATE_LIMITED
    held = Link.objects.held(lease.link, lease.token).update(
        state=LinkState.NEEDS_CUSTOMER if needs_customer else LinkState.LIVE,
        next_refresh_at=Now() + pause(problem, link.attempts, link.institution.refresh_every_s),
        lease_until=None,
        attempts=F("attempts") + (1 if is_attempt else 0),
        crashes=0,
        last_problem=outcome.value,
    )
    return outcome if held else RefreshOutcome.OVERTAKEN


def pause(problem: Exception, attempts: int, refresh_every_s: int) -> timedelta:
    """How long to wait: doubling from a minute up to the institution's own rhythm.

    Shape: what no retry can mend waits a whole turn; the bank's own wish is granted to the second.
    Else spread out by up to half, so that links that failed together do not come back together.
    """
    if wished_s := _wished_s(problem):
        return timedelta(seconds=wished_s)
    doubled_s = min(_FIRST_PAUSE_S * 2 ** min(attempts, 20), refresh_every_s)
    if isinstance(problem, ConnectorError) and not problem.is_worth_retrying:
        doubled_s = refresh_every_s
    return timedelta(seconds=doubled_s * random.uniform(1, 1.5))  # noqa: S311 - nobody gains by guessing it


def _wished_s(problem: Exception) -> int:
    wish = problem.retry_after_s if isinstance(problem, RateLimited) else None
    return min(max(wish or 0, 0), _LONGEST_CLOSURE_S)


def _count_failure(institution: int, problem: Exception) -> None:
    """Closes the bank for as long as it wished, or for a while once it failed often enough."""
    if isinstance(problem, OutOfBudget) or (
        isinstance(problem, RateLimited) and problem.is_of_link
    ):
        return
    # Documents fail by themselves: there is no bank that could be down.
    banks = Institution.objects.filter(pk=institution).exclude(linked_by=LinkedBy.UPLOAD)
    is_busy = isinstance(problem, RateLimited)
    opens = Now() + timedelta(seconds=_wished_s(problem) or _OPEN_S)
    is_enough = Q() if is_busy else Q(failures__gte=FAILURES_TO_OPEN - 1)
    is_later = Q(closed_until=None) | Q(closed_until__lt=opens)
    banks.update(
        # A bank that is busy is not broken: it is asked again when it said.
        failures=F("failures") + (0 if is_busy else 1),
        closed_until=Case(When(is_enough & is_later, then=opens), default=F("closed_until")),
    )


def forget(institution: Institution) -> None:
    """The bank answered: it is asked again as usual."""
    if institution.failures:
        Institution.objects.filter(pk=institution.pk, failures__gt=0).update(failures=0)


def is_parked(lease: Lease, link: Link) -> bool:
    """Counts a worker that died over the link; whether that was once too often.

    A link whose data kill their reader must not take one worker after the other with them.
    """
    crashes = link.crashes + 1
    held = Link.objects.held(lease.link, lease.token)
    if crashes < _CRASHES_TO_PARK:
        held.update(crashes=crashes)
        return False
    held.update(crashes=0, lease_until=None, next_refresh_at=Now() + _PARKED, last_problem=PARKED)
    return True
