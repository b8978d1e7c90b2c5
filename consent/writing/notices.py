"""What customers are told in writing, as rows of the outbox: each once, whatever is repeated."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Exists, F, Min, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from consent.models import Consent, Notice, Receipt
from consent.states import Event, State

# FDX, section on the recipient's dashboard: no later than 30 days before the end. A day more, so
# that a mail server which is down for a while does not make it late.
REMIND_BEFORE = timedelta(days=31)
# CDR, the 90-day notification; stricter than once a year, so it is the one that is held.
EVERY = timedelta(days=90)
YEAR = timedelta(days=365)
NOT_NEEDED = "not_needed"

_STANDING = Q(state__in=[State.LIVE, State.PAUSED])


class Topic(models.TextChoices):
    """What a security notice is about."""

    TOKEN_REPLAYED = "token_replayed", _("Somebody used a key of your assistant a second time")
    VOICE_CODE_LOCKED = "voice_code_locked", _("Your voice code is locked")
    VOICE_CODE_CHANGED = "voice_code_changed", _("Your voice code was changed")
    EXPORT_READY = "export_ready", _("The copy of your data is ready")


def of_receipt(receipt: Receipt) -> None:
    """The mail that brings a receipt; in the transaction of its change."""
    consent = receipt.consent
    _add(
        Notice(
            customer_id=consent.customer_id,
            kind=Notice.Kind.RECEIPT,
            key=f"receipt:{receipt.public_id}",
            receipt=receipt,
            consent=consent,
            created_at=receipt.at,
        )
    )


def security(
    customer: AbstractBaseUser,
    topic: str,
    now: datetime,
    *,
    key: str,
    consent: Consent | None = None,
) -> None:
    """A notice that something happened to her sign-in, code or tokens; once per ``key``.

    Raises:
        ValueError: There is no such topic.

    """
    _add(
        Notice(
            customer_id=customer.pk,
            kind=Notice.Kind.SECURITY,
            topic=Topic(topic),
            key=key,
            consent=consent,
            created_at=now,
        )
    )


def reminders(now: datetime, *, batch: int = 200) -> int:
    """Reminds of the next consents whose end comes near; how many were looked at.

    Whoever chose that end within those days knows it: nothing is sent to her.
    """
    told = Notice.objects.filter(
        kind=Notice.Kind.REMINDER, consent=OuterRef("pk"), ends_at=OuterRef("expires_at")
    )
    due = _reachable(now).filter(expires_at__lte=now + REMIND_BEFORE).exclude(Exists(told))
    found = list(due.order_by("expires_at", "pk")[:batch])
    _add(*(_reminder(consent, now) for consent in found))
    return len(found)


def _reminder(consent: Consent, now: datetime) -> Notice:
    ends_at = consent.expires_at
    assert ends_at is not None  # noqa: S101 - the query asked for it
    is_known = _chosen_at(consent) > ends_at - REMIND_BEFORE
    return Notice(
        customer_id=consent.customer_id,
        kind=Notice.Kind.REMINDER,
        key=f"reminder:{consent.public_id}:{ends_at:%Y%m%dT%H%M%S.%f}",
        consent=consent,
        ends_at=ends_at,
        created_at=now,
        **_unneeded(now, is_unneeded=is_known),
    )


def _chosen_at(consent: Consent) -> datetime:
    """When she chose the end that it has: the first receipt that tells of it."""
    ends_at = consent.expires_at
    receipts = Receipt.objects.filter(consent=consent).order_by("number")
    moments = (
        receipt.at
        for receipt in receipts
        if receipt.document["pii_processing"][0]["valid_until"] == (ends_at and ends_at.isoformat())
    )
    return next(moments, consent.granted_at or consent.requested_at)


def yearly(now: datetime, *, batch: int = 200) -> int:
    """Tells the next customers, once a year, who may ask; how many there were."""
    told = Notice.objects.filter(
        kind=Notice.Kind.YEARLY, customer=OuterRef("customer"), created_at__gt=now - YEAR
    )
    standing = _reachable(now).filter(customer=OuterRef("customer"))
    due = (
        Consent.objects.filter(granted_at__isnull=False)
        .values("customer")
        .annotate(first=Min("granted_at"), name=F("customer__public_id"))
        .filter(Exists(standing), ~Exists(told), first__lte=now - YEAR)
    )
    found = list(due.order_by("first", "customer")[:batch])
    _add(
        *(
            Notice(
                customer_id=row["customer"],
                kind=Notice.Kind.YEARLY,
                key=f"yearly:{row['name']}:{(now - row['first']) // YEAR}",
                created_at=now,
            )
            for row in found
        )
    )
    return len(found)


def periodic(now: datetime, *, batch: int = 200) -> int:
    """Tells, every 90 days, that the next consents still run; how many were looked at.

    The yearly list says the same and more: on its day nothing else is sent.
    """
    told = Notice.objects.filter(
        kind=Notice.Kind.PERIODIC, consent=OuterRef("pk"), created_at__gt=now - EVERY
    )
    listed = Notice.objects.filter(
        kind=Notice.Kind.YEARLY,
        customer=OuterRef("customer"),
        created_at__gt=now - timedelta(days=1),
    )
    due = _reachable(now).filter(granted_at__lte=now - EVERY).exclude(Exists(told))
    found = list(due.annotate(is_listed=Exists(listed)).order_by("granted_at", "pk")[:batch])
    _add(
        *(
            Notice(
                customer_id=consent.customer_id,
                kind=Notice.Kind.PERIODIC,
                key=f"periodic:{consent.public_id}:{_turn(consent, now)}",
                consent=consent,
                created_at=now,
                **_unneeded(now, is_unneeded=consent.is_listed),
            )
            for consent in found
        )
    )
    return len(found)


def _turn(consent: Consent, now: datetime) -> int:
    return (now - consent.granted_at) // EVERY if consent.granted_at else 0


def by_ids(ids: Iterable[int]) -> list[Notice]:
    """These notices with all that their words take, the oldest first."""
    rows = Notice.objects.filter(pk__in=list(ids)).order_by("due_at", "pk")
    return list(rows.select_related("customer", "receipt", "consent__assistant"))


def not_mailed(customer: AbstractBaseUser | AnonymousUser) -> int:
    """How many of the customer's notices no mail could bring, for her dashboard to say."""
    return (
        Notice.objects.filter(customer=customer.pk, settled_at__isnull=False, sent_at=None)
        .exclude(problem=NOT_NEEDED)
        .count()
    )


def is_needed(notice: Notice, now: datetime) -> bool:
    """Whether what it would tell is still so when it is sent."""
    match notice.kind:
        case Notice.Kind.REMINDER:
            return _stands(notice.consent, now, notice.ends_at)
        case Notice.Kind.PERIODIC:
            return _stands(notice.consent, now, None)
        case Notice.Kind.YEARLY:
            return _reachable(now).filter(customer=notice.customer_id).exists()
        case _:
            return True


def is_for_the_inactive(notice: Notice) -> bool:
    """Whether it is told to customers who were shut out too: the ends of their consents."""
    return notice.receipt is not None and notice.receipt.event == Event.END


def _stands(consent: Consent | None, now: datetime, ends_at: datetime | None) -> bool:
    return (
        consent is not None
        and consent.state in {State.LIVE, State.PAUSED}
        and not consent.is_expired(now)
        and ends_at in {None, consent.expires_at}
    )


def _reachable(now: datetime) -> models.QuerySet[Consent]:
    """Consents that stand and whose customers may be written to."""
    return Consent.objects.filter(_STANDING, expires_at__gt=now, customer__is_active=True)


def _unneeded(now: datetime, *, is_unneeded: bool) -> dict[str, Any]:
    """Settled from the start: the row only keeps the question from being asked again."""
    return {"settled_at": now, "problem": NOT_NEEDED} if is_unneeded else {}


def _add(*notices: Notice) -> None:
    """A key that is there already is a notice that was written already."""
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
