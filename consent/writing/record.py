"""A consent and its history in the terms of ISO/IEC TS 27560:2023.

Source: the field names as tabulated in the W3C DPV guide to TS 27560, of February 2026. What the
specification has no name for (accounts, privacy settings, the agreement) stands beside them.
"""

import base64
import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from consent.models import Consent, Receipt
from consent.scopes import Scope
from consent.states import Channel, EndReason, Event

SCHEMA = "ISO/IEC TS 27560:2023"
BANK, VENDOR = "bank", "vendor"
Json = dict[str, Any]

_STATES = {
    Event.GRANT: "given",
    Event.CHANGE: "modified",
    Event.PAUSE: "suspended",
    Event.RESUME: "resumed",
}
_END_STATES = {
    EndReason.EXPIRED: "expired",
    EndReason.REVOKED: "revoked",
    EndReason.WITHDRAWN: "withdrawn",
    EndReason.REPLACED: "replaced",
}


def of(consent: Consent, event: Event, channel: Channel, now: datetime) -> Json:
    """The consent as it is now, with all that ever happened to it, in the customer's language."""
    with override(consent.customer.reading_language):
        return {
            "schema_version": SCHEMA,
            "record_id": str(record_id(consent)),
            "pii_principal_id": consent.customer.public_id,
            "pii_processing": [_processing(consent)],
            "parties": _parties(consent),
            "events": [*_earlier(consent), _event(consent, event, channel, now)],
        }


def record_id(consent: Consent) -> uuid.UUID:
    """The consent's UUID-4: its public id is as many random bits as that takes, and more."""
    return uuid.UUID(bytes=base64.urlsafe_b64decode(f"{consent.public_id}=="), version=4)


def _processing(consent: Consent) -> Json:
    assistant = consent.assistant
    return {
        "privacy_notice": {
            "version": assistant.agreement_version,
            "agreed_on": _day(assistant.agreed_on),
            "ends_on": _day(assistant.agreement_ends_on),
            "terms": assistant.agreement_terms,
            "url": assistant.privacy_url,
        },
        "language": consent.customer.reading_language,
        "purpose": consent.purpose,
        "purpose_type": "ServiceProvision",
        "service": assistant.name,
        "lawful_basis": "consent",
        "pii_information": _information(consent),
        "accounts": sorted(row.label for row in consent.accounts.all()),
        "privacy_settings": {
            "amounts": consent.amounts,
            "says_merchants": consent.says_merchants,
            "only_my_voice": consent.only_my_voice,
            "asks_code": consent.asks_code,
        },
        "pii_controllers": [BANK],
        "recipient_third_parties": [VENDOR],
        "collection_method": _("From your accounts at the banks that you linked"),
        "processing_method": _("One answer at a time, when you ask; each is put on your list"),
        "storage_locations": [settings.BANK_COUNTRY],
        "processing_locations": [settings.BANK_COUNTRY],
        "retention_period": f"P{settings.DISCLOSURE_KEEP_DAYS}D",
        "jurisdiction": settings.BANK_COUNTRY,
        "valid_from": _moment(consent.granted_at),
        "valid_until": _moment(consent.expires_at),
        "withdrawal_method": _ways_out(consent),
        "privacy_rights": _rights(),
    }


def _information(consent: Consent) -> list[Json]:
    """The kinds of fact, in the vocabulary's own order."""
    allowed = {row.scope for row in consent.scopes.all()}
    return [
        {"pii_type": str(scope.label), "pii_attribute_id": scope.value, "pii_optional": True}
        for scope in Scope
        if scope in allowed
    ]


def _ways_out(consent: Consent) -> list[Json]:
    page = settings.PUBLIC_URL + reverse("consent:list")
    ways = {
        "page": _("On this bank's site: %(page)s") % {"page": page},
        "voice": _("Say to %(name)s: “Disconnect my bank”") % {"name": consent.assistant.name},
        "platform": _("In the app of %(name)s: unlink this bank")
        % {"name": consent.assistant.name},
        "bank": _("Write to this bank: %(email)s") % {"email": settings.BANK_EMAIL},
    }
    return [{"method": method, "description": words} for method, words in ways.items()]


def _rights() -> list[Json]:
    rights = {
        "withdraw": _("End this at any time, at once and at no cost"),
        "access": _("See every answer that was given"),
        "portability": _("Download everything that is held about you"),
        "erasure": _("Have deleted what was recorded about you"),
        "complaint": _("Complain to this bank, or to who watches over data protection"),
    }
    return [{"right": right, "description": words} for right, words in rights.items()]


def _parties(consent: Consent) -> list[Json]:
    assistant, contact = consent.assistant, settings.BANK_EMAIL
    return [
        {
            "party_id": BANK,
            "party_name": settings.BANK_NAME,
            "party_address": settings.BANK_ADDRESS,
            "party_contact": contact,
            "party_url": settings.PUBLIC_URL,
            "party_role": "pii_controller",
            "party_type": "bank",
        },
        {
            "party_id": VENDOR,
            "party_name": assistant.vendor,
            "party_address": assistant.vendor_address or _("This bank tells you when you ask."),
            "party_contact": assistant.privacy_url or contact,
            "party_url": assistant.privacy_url,
            "party_role": "recipient",
            "party_type": "third_party",
            "statements": _statements(assistant.vendor),
        },
    ]


def _statements(vendor: str) -> list[str]:
    """CDR, disclosure to a party that is not accredited: what no longer holds, and whom to ask."""
    values = {"vendor": vendor, "email": settings.BANK_EMAIL}
    return [
        _(
            "Once %(vendor)s has heard an answer, this bank's rules no longer protect it, and it "
            "cannot be taken back."
        )
        % values,
        _("Look at how %(vendor)s treats what it hears before you ask.") % values,
        _("To complain, write to %(email)s.") % values,
    ]


def _earlier(consent: Consent) -> list[Json]:
    """The history up to now, as the receipt before this one has it."""
    last = Receipt.objects.filter(consent=consent).order_by("-number").first()
    if last:
        earlier: list[Json] = last.document["events"]
        return earlier
    return [_entry(consent.requested_at, "requested", str(consent.customer.public_id), "P0D")]


def _event(consent: Consent, event: Event, channel: Channel, now: datetime) -> Json:
    state = _STATES.get(event) or _END_STATES.get(EndReason(consent.end_reason), "withdrawn")
    entry = _entry(now, state, _who(consent, channel), _validity(consent, event, now))
    return entry | {"event": event.value, "channel": channel.value}


def _entry(at: datetime, state: str, who: str, validity: str) -> Json:
    return {
        "event_time": at.isoformat(),
        "event_type": "explicit",
        "event_state": state,
        "entity_id": who,
        "validity_duration": validity,
    }


def _who(consent: Consent, channel: Channel) -> str:
    match channel:
        case Channel.PAGES | Channel.APP | Channel.ASSISTANT:
            return str(consent.customer.public_id)
        case Channel.TOKEN | Channel.PLATFORM:
            return VENDOR
        case Channel.OPERATOR | Channel.CLOCK:
            return BANK


def _validity(consent: Consent, event: Event, now: datetime) -> str:
    """How long it holds from then on, as an ISO 8601 duration in seconds."""
    is_over = event == Event.END or consent.expires_at is None
    return "PT0S" if is_over else f"PT{max(0, _seconds(consent, now))}S"


def _seconds(consent: Consent, now: datetime) -> int:
    return int((consent.expires_at - now).total_seconds()) if consent.expires_at else 0


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _day(on: object) -> str | None:
    return str(on) if on else None
