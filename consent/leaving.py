"""The one way out of a consent, whoever opens it: dead tokens, no identities, a receipt."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import structlog
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from oauth2_provider.models import get_access_token_model, get_refresh_token_model

from consent import audit, states
from consent.models import (
    Assistant,
    Authorization,
    Consent,
    IssuedToken,
    PlatformIdentity,
    VoicePass,
)
from consent.states import Channel, EndReason, Event, Operation, State
from consent.writing import notices, receipts

log = structlog.get_logger(__name__)

# A request that nobody answers is given up.
_ANSWERED_WITHIN = timedelta(hours=1)
# Platforms tell their moments in whole seconds.
_MOMENT = timedelta(seconds=1)


@transaction.atomic
def revoke(consent: Consent, reason: EndReason, channel: Channel, now: datetime) -> Consent:
    """Ends a consent for good, with every token under it; harmless if it has ended.

    After this returns, no question under it is answered, whatever is running.
    """
    consent = locked(consent)
    return consent if consent.state == State.ENDED else end(consent, reason, channel, now)


def end(consent: Consent, reason: EndReason, channel: Channel, now: datetime) -> Consent:
    """Ends a consent within the caller's transaction.

    Raises:
        Forbidden: It has ended already.

    """
    was_granted = consent.state != State.REQUESTED
    state = states.after(State(consent.state), Operation.END)
    for authorization in consent.authorizations.filter(ended_at=None):
        _end_authorization(authorization, now)
    PlatformIdentity.objects.filter(consent=consent).delete()
    VoicePass.objects.filter(consent=consent).delete()
    fields = {"end_reason": reason, "ended_at": now, "paused_at": None}
    consent = changed(consent, state=state, **fields)
    if was_granted:
        receipts.write(consent, Event.END, channel, now)
    log.info("consent.ended", consent=consent.public_id, reason=reason.value)
    return consent


def everything(
    customer: AbstractBaseUser, reason: EndReason, channel: Channel, now: datetime
) -> list[Consent]:
    """Ends every consent of a customer, those that wait for an answer too."""
    with transaction.atomic():
        standing = Consent.objects.of(customer.pk).standing().select_for_update().order_by("pk")
        return [end(consent, reason, channel, now) for consent in standing]


@transaction.atomic
def retire(assistant: Assistant, now: datetime) -> None:
    """Switches a whole assistant off for good: at once for every question and every token.

    Its consents are ended, each with its receipt, by ``of_retired`` in the ticks that follow.
    """
    Assistant.objects.filter(pk=assistant.pk).update(is_enabled=False, retired_at=now)
    audit.record(
        "assistant.retire",
        actor=audit.acting_operator(),
        subject=assistant.client_id[:40],
        now=now,
    )


def of_retired(now: datetime, *, batch: int = 200) -> int:
    """Ends the next consents of retired assistants; how many there were."""
    due = Consent.objects.standing().filter(assistant__retired_at__isnull=False)
    return _end_each(due.order_by("pk")[:batch], EndReason.REVOKED, Channel.OPERATOR, now)


def expired(now: datetime, *, batch: int = 200) -> int:
    """Ends the next consents whose time is over, which nobody could use any more anyway."""
    due = Consent.objects.standing().filter(expires_at__lte=now).order_by("expires_at", "pk")
    return _end_each(due[:batch], EndReason.EXPIRED, Channel.CLOCK, now)


def abandoned(now: datetime, *, batch: int = 200) -> int:
    """Ends the next requests that were never answered."""
    due = Consent.objects.filter(state=State.REQUESTED, requested_at__lte=now - _ANSWERED_WITHIN)
    return _end_each(due.order_by("pk")[:batch], EndReason.ABANDONED, Channel.CLOCK, now)


def _end_each(
    due: Iterable[Consent],
    reason: EndReason,
    channel: Channel,
    now: datetime,
) -> int:
    ended = 0
    for consent in due:
        ended += revoke(consent, reason, channel, now).ended_at == now
    return ended


def by_token(unverified_token: str, platform: str, now: datetime) -> Consent | None:
    """Ends the consent under an assistant's token: "disconnect my bank", by voice or chat.

    None if the token is nobody's, or another platform's.
    """
    issued = (
        IssuedToken.objects.select_related("authorization__consent")
        .filter(
            checksum=sha256(unverified_token.encode()).hexdigest(),
            authorization__consent__assistant__platform=platform,
        )
        .first()
    )
    if issued is None:
        return None
    consent = issued.authorization.consent
    return revoke(consent, EndReason.WITHDRAWN, Channel.ASSISTANT, now)


def by_identity(
    platform: str, hashes: Iterable[str], now: datetime, *, happened_at: datetime | None = None
) -> int:
    """Ends the consents of whoever a platform says has left it; how many there were.

    Shape: ``happened_at`` is when it happened, by the platform. News may come late or twice: what
    was granted after that is another link.
    """
    consents = (
        Consent.objects.standing()
        .filter(
            assistant__platform=platform,
            identities__kind=PlatformIdentity.Kind.USER,
            identities__value__in=list(hashes),
            granted_at__lt=(happened_at or now) + _MOMENT,
        )
        .order_by("pk")
    )
    return _end_each(consents, EndReason.WITHDRAWN, Channel.PLATFORM, now)


@transaction.atomic
def end_authorization(authorization: Authorization, now: datetime, *, why: str) -> None:
    """Ends one linking and its tokens: a sign that its code or token is in other hands."""
    consent = locked(authorization.consent)
    _end_authorization(authorization, now)
    consent = changed(consent)
    audit.record("authorization.end", actor="oauth", subject=consent.public_id, detail=why, now=now)
    key = f"replay:{consent.public_id}:{consent.revision}"
    notices.security(consent.customer, notices.Topic.TOKEN_REPLAYED, now, key=key, consent=consent)
    log.warning("authorization.ended", consent=consent.public_id, why=why)


def _end_authorization(authorization: Authorization, now: datetime) -> None:
    authorization.ended_at = now
    authorization.save(update_fields=["ended_at"])
    checksums = IssuedToken.objects.filter(authorization=authorization).values("checksum")
    get_access_token_model().objects.filter(token_checksum__in=checksums).delete()
    if authorization.token_family:
        get_refresh_token_model().revoke_family(authorization.token_family)


def locked(consent: Consent) -> Consent:
    """The row as it is, held until the transaction ends (SQLite holds the whole database)."""
    return Consent.objects.select_for_update().get(pk=consent.pk)


def changed(consent: Consent, **fields: Any) -> Consent:
    """Saves the fields and raises the revision, which undoes every question under way."""
    consent.revision += 1
    for name, value in fields.items():
        setattr(consent, name, value)
    consent.save(update_fields=["revision", *fields])
    return consent
