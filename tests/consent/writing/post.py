"""What leaves by mail in a test, and what is kept of it."""

from datetime import datetime
from typing import Any

from django.core import mail

from banking.models import User
from consent.models import Consent, Notice
from consent.writing import outbox
from tests.people import NOW


def deliver(now: datetime = NOW) -> int:
    """Sends all that is due; how many mails."""
    return outbox.send_due(now, within_s=30)


def sent() -> list[tuple[str, str]]:
    """To whom and what about, in the order of sending."""
    return [(each.to[0], each.subject.partition(": ")[2]) for each in mail.outbox]


def outcome(notice: Notice) -> tuple[bool, bool, str]:
    """Whether it was sent, whether it is settled, and what stood against it."""
    notice.refresh_from_db()
    return bool(notice.sent_at), bool(notice.settled_at), notice.problem


def kinds(**of: Any) -> list[str]:
    """The kinds of the notices that will be, or were, sent, oldest first."""
    rows = Notice.objects.filter(**of).exclude(problem="not_needed").order_by("created_at", "pk")
    return list(rows.values_list("kind", flat=True))


def consent_of(customer: User) -> Consent:
    """Her standing consent."""
    return Consent.objects.get(customer=customer, state__in=["live", "paused"])
