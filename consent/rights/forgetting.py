"""Erasing at the customer's word: what was recorded about one assistant, or everything.

Source: GDPR, article 17.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from consent import audit, gateway, leaving
from consent.models import Consent, Export, PlatformIdentity, VoiceCode, VoicePass
from consent.proof import erasing
from consent.states import Channel, EndReason

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What came of it; ``kept_until`` is when the last of what was hidden is destroyed."""

    consents: int
    links: int
    kept_until: datetime | None


@transaction.atomic
def of_assistant(consent: Consent, now: datetime) -> Forgotten:
    """Hides what was recorded about a consent's assistant, under all its consents of hers.

    None of them ends by it.
    """
    alike = Consent.objects.of(consent.customer_id).filter(assistant=consent.assistant_id)
    return Forgotten(consents=0, links=0, kept_until=_hidden(alike.order_by("pk"), now))


@transaction.atomic
def everything(
    customer: AbstractBaseUser, now: datetime, channel: Channel = Channel.PAGES
) -> Forgotten:
    """Ends every consent and every link of a customer, and erases what they left.

    All or nothing. Deleted with the commit: what her banks told and what opens their door, voice
    code, platform identities, archives. Hidden with it and destroyed later: disclosures. Kept:
    receipts, the trail, her sign-in. Nobody else's rows are touched.
    """
    ended = leaving.everything(customer, EndReason.WITHDRAWN, channel, now)
    hers = Consent.objects.of(customer.pk)
    kept_until = _hidden(hers.order_by("pk"), now)
    VoicePass.objects.filter(consent__customer=customer.pk).delete()
    VoiceCode.objects.filter(customer=customer.pk).delete()
    PlatformIdentity.objects.filter(consent__customer=customer.pk).delete()
    Export.objects.filter(customer=customer.pk).delete()
    links = gateway.end_own_links(customer)
    audit.record("customer.erase", actor=customer, subject=_public_id(customer), now=now)
    log.info("customer.erased", consents=len(ended), links=links)
    return Forgotten(consents=len(ended), links=links, kept_until=kept_until)


def _hidden(consents: Iterable[Consent], now: datetime) -> datetime | None:
    moments = [erasing.erase(consent, now) for consent in consents]
    return max((moment for moment in moments if moment), default=None)


def _public_id(customer: AbstractBaseUser) -> str:
    return str(getattr(customer, "public_id", ""))
