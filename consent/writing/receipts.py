"""What a customer gets in writing of each change of a consent."""

import uuid
from datetime import datetime
from typing import Any

from consent import audit
from consent.models import Consent, Receipt
from consent.states import Channel, Event
from consent.writing import notices, record


def write(consent: Consent, event: Event, channel: Channel, now: datetime) -> Receipt:
    """Writes the receipt of a change, and the mail that is due, in the change's transaction."""
    consent = _as_stored(consent)
    public_id = uuid.uuid4()
    receipt = Receipt.objects.create(
        public_id=public_id,
        consent=consent,
        number=consent.revision,
        event=event,
        channel=channel,
        at=now,
        document=document(consent, event, channel, now) | {"receipt_id": str(public_id)},
    )
    notices.of_receipt(receipt)
    audit.record(
        f"consent.{event.value}",
        actor=audit.actor_of(channel, consent.customer),
        subject=consent.public_id,
        detail=consent.end_reason or channel.value,
        now=now,
    )
    return receipt


def document(consent: Consent, event: Event, channel: Channel, now: datetime) -> dict[str, Any]:
    """The consent after the change in the terms of ISO/IEC TS 27560.

    Never an amount, a token or a word that was said; lists have one order.
    """
    return record.of(consent, event, channel, now)


def before(receipt: Receipt) -> Receipt | None:
    """The receipt of the change before this one."""
    earlier = Receipt.objects.filter(consent=receipt.consent_id, number__lt=receipt.number)
    return earlier.order_by("-number").first()


def _as_stored(consent: Consent) -> Consent:
    """Read again: what the caller holds may have kinds of fact or accounts from before."""
    rows = Consent.objects.select_related("customer", "assistant")
    return rows.prefetch_related("scopes", "accounts").get(pk=consent.pk)
