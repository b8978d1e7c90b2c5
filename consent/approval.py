"""A linking that waits for its answer in the bank's own app.

The page makes a requested consent; the app shows it with the same two digits, and grants or denies
it there. The page asks for its code afterwards.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import Enum, auto
from hashlib import sha256

from django.contrib.auth.models import AbstractBaseUser

from consent import leaving, operations
from consent.models import Assistant, Consent, ConsentQuerySet
from consent.scopes import Scope
from consent.states import Channel, EndReason, State

ANSWERED_WITHIN = timedelta(minutes=10)
"""How long the app may answer; after that the request counts as gone."""


class Answer(Enum):
    """What came of the request, as the page that waits finds it."""

    NOT_YET = auto()
    ALLOWED = auto()
    DENIED = auto()
    GONE = auto()


def begin(
    customer: AbstractBaseUser, assistant: Assistant, scopes: Collection[Scope], now: datetime
) -> Consent:
    """A request for the app to answer; an older one for the same assistant is given up."""
    for older in Consent.objects.of(customer.pk).filter(
        assistant=assistant, state=State.REQUESTED, asked__gt=""
    ):
        leaving.revoke(older, EndReason.ABANDONED, Channel.PAGES, now)
    asked = " ".join(sorted(scopes))
    return operations.request(customer, assistant, now, asked=asked)


def open_requests(customer: int, now: datetime) -> ConsentQuerySet:
    """The customer's requests that the app may still answer."""
    return Consent.objects.of(customer).filter(
        state=State.REQUESTED, asked__gt="", requested_at__gt=now - ANSWERED_WITHIN
    )


def digits(consent: Consent) -> str:
    """Two digits that the page and the app both show, to be compared."""
    number = int.from_bytes(sha256(consent.public_id.encode()).digest()[:4], "big")
    return f"{number % 100:02}"


def answer(consent: Consent, offered: Collection[Scope], now: datetime) -> Answer:
    """What became of it; allowed only if nothing beyond the offered is, and no code was given."""
    if consent.state == State.REQUESTED:
        is_open = consent.requested_at > now - ANSWERED_WITHIN
        return Answer.NOT_YET if is_open else Answer.GONE
    if consent.end_reason == EndReason.DENIED:
        return Answer.DENIED
    scopes = {Scope(row.scope) for row in consent.scopes.all()}
    is_allowed = (
        consent.state == State.LIVE
        and not consent.is_expired(now)
        and scopes <= set(offered)
        and not consent.authorizations.exists()
    )
    return Answer.ALLOWED if is_allowed else Answer.GONE
