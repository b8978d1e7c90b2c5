"""How a customer's link comes about: what her bank gave for her leave, kept under her name.

A refusal is a value. All checks come before all writes, and none of the calls to a bank is made
within a transaction.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from banking import refresh
from banking.access import bank_of
from banking.connector import (
    ConnectorError,
    NeedsCustomer,
    Refused,
    TimeLimits,
    Unreachable,
)
from banking.connectors import standard_of, ways_in
from banking.linking import farewells, places
from banking.models import Institution, Link, LinkedBy, LinkState, User, Visit
from banking.standard import Granted, NotGranted, UsedBefore

log = structlog.get_logger(__name__)

# Somebody waits in front of a page, and a thread of the web server with her.
LIMITS = TimeLimits(connect_s=3, read_s=6, total_s=8)


class Problem(StrEnum):
    """Why there is no link; the pages have a sentence for each."""

    # Neither this bank nor this way is on offer.
    NOT_OFFERED = "not_offered"
    # She or her bank said no.
    NOT_GRANTED = "not_granted"
    # What she typed works once, and somebody used it before.
    USED_BEFORE = "used_before"
    # What came back belongs to no visit of hers from this browser.
    UNKNOWN_VISIT = "unknown_visit"
    VISIT_TOO_OLD = "visit_too_old"
    VISIT_USED = "visit_used"
    # The bank does not answer now.
    SILENT = "silent"
    # The bank refuses us, not her: the operator has to act.
    REFUSED = "refused"
    # The bank breaks its standard, or the document is none.
    UNREADABLE = "unreadable"
    # Somebody else's link here is under the same leave.
    TAKEN = "taken"
    # Too many are speaking to their banks at this moment.
    BUSY = "busy"
    # More tries than anybody needs who knows what to type.
    TOO_OFTEN = "too_often"
    # More documents than were read so far.
    TOO_MANY_DOCUMENTS = "too_many_documents"
    # A document that she handed in before.
    KNOWN_DOCUMENT = "known_document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A customer with the browser that she uses: ``session`` is a secret of that browser's."""

    customer: User
    session: str
    address: str = ""
    language: str = "en"


def offered() -> list[Institution]:
    """The institutions that customers can link by themselves, by name."""
    kinds = Institution.objects.exclude(linked_by=LinkedBy.NUMBERS).order_by("name", "pk")
    return [each for each in kinds if is_offered(each)]


def is_offered(institution: Institution) -> bool:
    """Whether customers can link it by themselves."""
    is_hers = institution.linked_by != LinkedBy.NUMBERS
    return is_hers and institution.linked_by in ways_in(institution.standard)


def standing(customer: User, institution: Institution) -> Link | None:
    """The customer's link to the institution, if it has not ended; there is one at the most."""
    links = Link.objects.filter(customer=customer, institution=institution)
    return links.exclude(state=LinkState.ENDED).order_by("pk").first()


def claim(who: Who, institution: Institution, typed: Mapping[str, str]) -> Link | Problem:
    """Links by what her bank gave her to type; a link that is there is renewed."""
    form = standard_of(institution.standard).form if is_offered(institution) else None
    if form is None or institution.linked_by != LinkedBy.FORM:
        return Problem.NOT_OFFERED
    if not places.may_try(who.customer.pk, institution.pk):
        return Problem.TOO_OFTEN
    with places.taken() as is_free:
        if not is_free:
            return Problem.BUSY
        try:
            granted = form.claim(bank_of(institution), typed, LIMITS)
        except (ConnectorError, NotGranted) as error:
            return problem_of(institution, error)
    return keep(who.customer, institution, granted)


def keep(
    customer: User, institution: Institution, granted: Granted, *, visit: Visit | None = None
) -> Link | Problem:
    """Writes what the bank gave, as a new link or into the one that is there; asks for figures.

    ``visit``: what came of it counts only while its row is there, for who leaves deletes it.
    """
    # The second time for her other return, which was a moment faster and whose link is there now.
    for _ in range(2):
        try:
            with transaction.atomic():
                if visit and not _is_going_on(visit):
                    return Problem.UNKNOWN_VISIT
                link = _kept(customer, institution, granted)
        except IntegrityError:
            continue
        refresh.ask(link.pk)
        return link
    return Problem.TAKEN


def _is_going_on(visit: Visit) -> bool:
    return Visit.objects.select_for_update().filter(pk=visit.pk).exists()


def locked(customer: User, institution: Institution) -> Link | None:
    """As ``standing``, and it stays so until the transaction ends."""
    links = Link.objects.filter(customer=customer, institution=institution)
    return links.exclude(state=LinkState.ENDED).select_for_update(of=("self",)).first()


def _kept(customer: User, institution: Institution, granted: Granted) -> Link:
    credentials = json.dumps(dict(granted.credentials))
    link = locked(customer, institution)
    if link is None:
        return Link.objects.create(
            customer=customer,
            institution=institution,
            credentials=credentials,
            reference=granted.reference,
            expires_at=granted.expires_at,
        )
    is_same = link.reference == granted.reference
    if link.reference and not is_same:
        farewells.write(link)
    # A cursor is good under the leave for which it was given.
    fresh = {} if is_same else {"cursor": ""}
    Link.objects.filter(pk=link.pk).update(
        credentials=credentials,
        reference=granted.reference,
        expires_at=granted.expires_at,
        state=LinkState.LIVE,
        next_refresh_at=Now(),
        # Whoever reads with the old credentials must not write them, or anything, over the new.
        lease_token=F("lease_token") + 1,
        lease_until=None,
        attempts=0,
        crashes=0,
        last_problem="",
        **fresh,
    )
    return link


@transaction.atomic
def end(link: Link) -> None:
    """Ends the link, erases what its bank told, and notes that the bank is to be told."""
    # First, so that whoever is on her way back makes no new one: she waits here, or finds none.
    Visit.objects.filter(customer=link.customer_id, institution=link.institution_id).delete()
    # Locked and read anew: a refresh may have put other credentials there a moment ago.
    rows = Link.objects.select_for_update(of=("self",)).select_related("institution")
    now = rows.exclude(state=LinkState.ENDED).filter(pk=link.pk).first()
    if now is not None:
        farewells.write(now)
        refresh.end_link(now)


@transaction.atomic
def end_all_of(customer: int) -> int:
    """Ends every link of the customer, so; how many there were."""
    Visit.objects.filter(customer=customer).delete()
    links = Link.objects.filter(customer=customer).exclude(state=LinkState.ENDED).order_by("pk")
    ended = [end(link) for link in links]
    return len(ended)


def problem_of(institution: Institution, error: Exception) -> Problem:
    """The refusal that a bank's answer comes to; the operator reads the rest in the log."""
    log.warning(
        "link.refused",
        institution=institution.pk,
        problem=type(error).__name__,
        message=str(error),
    )
    match error:
        case Unreachable():
            return Problem.SILENT
        case Refused():
            return Problem.REFUSED
        case UsedBefore():
            return Problem.USED_BEFORE
        case NotGranted() | NeedsCustomer():
            return Problem.NOT_GRANTED
        case _:
            return Problem.UNREADABLE
