"""What a customer gets in writing of each change of a consent."""

from datetime import datetime

from consent import audit
from consent.models import Consent, Notice, Receipt
from consent.states import Channel, Event


def write(consent: Consent, event: Event, channel: Channel, now: datetime) -> Receipt:
    """Writes the receipt of a change, and the mail that is due, in the change's transaction."""
    receipt = Receipt.objects.create(
        consent=consent,
        number=consent.revision,
        event=event,
        channel=channel,
        at=now,
        document=document(consent, now),
    )
    Notice.objects.create(
        customer_id=consent.customer_id,
        kind=Notice.Kind.RECEIPT,
        key=f"receipt:{receipt.public_id}",
        receipt=receipt,
        consent=consent,
        created_at=now,
    )
    audit.record(
        f"consent.{event.value}",
        actor=consent.customer if channel in _HERS else channel.value,
        subject=consent.public_id,
        detail=consent.end_reason or channel.value,
        now=now,
    )
    return receipt


_HERS = {Channel.PAGES, Channel.APP, Channel.ASSISTANT}


def document(consent: Consent, now: datetime) -> dict[str, object]:
    """The consent as it is now, in the terms of ISO/IEC TS 27560."""
    return {"record_id": consent.public_id, "at": now.isoformat()}
