"""Notices as mails: rendered when they are sent, in the customer's language and time zone."""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from banking.facts import BankNeed
from consent import gateway, phrases
from consent.models import Consent, Notice
from consent.scopes import Scope
from consent.states import State
from consent.writing import bank_news, readable
from consent.writing.notices import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """A consent that stands, as a mail tells of it."""

    assistant: str
    vendor: str
    purpose: str
    scopes: tuple[str, ...]
    accounts: tuple[str, ...]
    granted_at: datetime | None
    until: datetime | None
    is_paused: bool


def written(notice: Notice, now: datetime) -> EmailMultiAlternatives:
    """The mail of a notice; its Message-ID is the same however often it is sent."""
    customer = notice.customer
    zone = gateway.own_time_zone(customer)
    with translation.override(customer.reading_language), timezone.override(zone):
        told = _told(notice, now)
        context = told | _links(notice) | {"bank": _bank()}
        text = _tidy(render_to_string(f"consent/mail/{notice.kind}.txt", context))
        html = render_to_string(f"consent/mail/{notice.kind}.html", context)
        subject = " ".join(f"{settings.BANK_NAME}: {told['subject']}".split())
    letter = EmailMultiAlternatives(
        subject=subject,
        body=text,
        to=[customer.email],
        # RFC 3834: whoever is on holiday does not answer it.
        headers={"Message-ID": message_id(notice.key), "Auto-Submitted": "auto-generated"},
    )
    letter.attach_alternative(html, "text/html")
    return letter


def _tidy(text: str) -> str:
    """Without the holes that tags leave."""
    return re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"


def message_id(key: str) -> str:
    """One notice, one Message-ID: a mailbox that gets it twice shows it once."""
    host = urlsplit(settings.PUBLIC_URL).hostname
    return f"<{sha256(key.encode()).hexdigest()[:40]}@{host}>"


def _told(notice: Notice, now: datetime) -> dict[str, Any]:
    match notice.kind:
        case Notice.Kind.RECEIPT:
            return _receipt(notice)
        case Notice.Kind.REMINDER | Notice.Kind.PERIODIC:
            return _one(notice)
        case Notice.Kind.YEARLY:
            return _yearly(notice, now)
        case Notice.Kind.BANK:
            return _bank_wants(notice, now)
        case _:
            return _security(notice)


def _receipt(notice: Notice) -> dict[str, Any]:
    assert notice.receipt  # noqa: S101 - a notice of this kind has one
    told = readable.told(notice.receipt)
    return {"subject": told.heading, "told": told}


def _one(notice: Notice) -> dict[str, Any]:
    assert notice.consent  # noqa: S101 - a notice of this kind has one
    allowed = _allowed(notice.consent)
    subject = (
        _("%(name)s may answer you for one more month")
        if notice.kind == Notice.Kind.REMINDER
        else _("%(name)s may still answer questions about your money")
    )
    return {"subject": subject % {"name": allowed.assistant}, "allowed": allowed}


def _yearly(notice: Notice, now: datetime) -> dict[str, Any]:
    rows = Consent.objects.of(notice.customer_id).filter(
        state__in=[State.LIVE, State.PAUSED], expires_at__gt=now
    )
    standing = rows.select_related("assistant").order_by("granted_at", "pk")
    subject = _("Who may ask about your money")
    return {"subject": subject, "consents": [_allowed(each) for each in standing]}


def _bank_wants(notice: Notice, now: datetime) -> dict[str, Any]:
    bank = bank_news.bank_of(notice, now)
    assert bank  # noqa: S101 - else the notice is not needed, and nothing is written
    subject = (
        _("%(name)s lets us in no more")
        if notice.topic == BankNeed.NOW.value
        else _("The permission of %(name)s ends soon")
    )
    page = settings.PUBLIC_URL + reverse("banks:detail", args=[bank.ref])
    return {
        "subject": subject % {"name": bank.name},
        "is_over": notice.topic == BankNeed.NOW.value,
        "until": notice.ends_at,
        "bank_link": bank,
        "bank_url": page,
    }


def _security(notice: Notice) -> dict[str, Any]:
    return {
        "subject": str(Topic(notice.topic).label),
        "topic": notice.topic,
        "at": notice.created_at,
        "assistant": notice.consent.assistant.name if notice.consent else "",
    }


def _allowed(consent: Consent) -> Allowed:
    scopes = {row.scope for row in consent.scopes.all()}
    return Allowed(
        assistant=consent.assistant.name,
        vendor=consent.assistant.vendor,
        purpose=phrases.purpose(consent.purpose),
        scopes=tuple(str(scope.label) for scope in Scope if scope in scopes),
        accounts=tuple(sorted(row.label for row in consent.accounts.all())),
        granted_at=consent.granted_at,
        until=consent.expires_at,
        is_paused=consent.state == State.PAUSED,
    )


def _links(notice: Notice) -> dict[str, str]:
    """Plain addresses of our own pages; nothing in them tells who opened which mail."""
    links = {"list_url": settings.PUBLIC_URL + reverse("consent:list")}
    if notice.consent:
        page = reverse("consent:detail", args=[notice.consent.public_id])
        links["consent_url"] = settings.PUBLIC_URL + page
    if notice.receipt:
        page = reverse("consent:receipt", args=[notice.receipt.public_id])
        links["receipt_url"] = settings.PUBLIC_URL + page
    return links


def _bank() -> dict[str, str]:
    return {
        "name": settings.BANK_NAME,
        "address": settings.BANK_ADDRESS,
        "email": settings.BANK_EMAIL,
    }
