"""A receipt in words, for its page and its mail; in the reader's language and time zone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent import phrases
from consent.models import Receipt
from consent.privacy import Amounts, AsksCode
from consent.scopes import Scope
from consent.states import Channel, Event
from consent.writing import receipts

Json = Mapping[str, Any]

_HEADINGS = {
    Event.GRANT: gettext_lazy("You allowed %(name)s to answer questions about your money"),
    Event.CHANGE: gettext_lazy("What %(name)s may tell you was changed"),
    Event.PAUSE: gettext_lazy("%(name)s is paused"),
    Event.RESUME: gettext_lazy("%(name)s may answer again"),
    Event.END: gettext_lazy("%(name)s can no longer hear anything"),
}
_BY = {
    Channel.PAGES: gettext_lazy("by you, on this bank's site"),
    Channel.APP: gettext_lazy("by you, in this bank's app"),
    Channel.ASSISTANT: gettext_lazy("by you, through the assistant"),
    Channel.TOKEN: gettext_lazy("by the assistant's maker, who gave its key back"),
    Channel.PLATFORM: gettext_lazy("in the assistant's own app"),
    Channel.OPERATOR: gettext_lazy("by this bank"),
    Channel.CLOCK: gettext_lazy("because its time was over"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is not as it was in the receipt before."""

    label: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a receipt says, ready to be laid out; accounts by name and last digits."""

    public_id: str
    heading: str
    event: str
    by: str
    at: datetime
    assistant: str
    vendor: str
    purpose: str
    scopes: tuple[str, ...]
    accounts: tuple[str, ...]
    privacy: tuple[str, ...]
    granted_at: datetime | None
    until: datetime | None
    is_over: bool
    changes: tuple[Change, ...]
    terms: str
    terms_version: str
    privacy_url: str
    statements: tuple[str, ...]
    ways_out: tuple[str, ...]
    rights: tuple[str, ...]
    keep_for: str


def told(receipt: Receipt) -> Told:
    """The receipt as it is read."""
    what, earlier = _processing(receipt), receipts.before(receipt)
    vendor = next(each for each in receipt.document["parties"] if each["party_id"] == "vendor")
    notice = what["privacy_notice"]
    return Told(
        public_id=str(receipt.public_id),
        heading=_heading(receipt) % {"name": what["service"]},
        event=receipt.event,
        by=str(_BY[Channel(receipt.channel)]),
        at=receipt.at,
        assistant=what["service"],
        vendor=vendor["party_name"],
        purpose=phrases.purpose(what["purpose"]),
        scopes=_scopes(what),
        accounts=tuple(what["accounts"]),
        privacy=_privacy(what["privacy_settings"]),
        granted_at=_moment(what["valid_from"]),
        until=_moment(what["valid_until"]),
        is_over=receipt.event == Event.END,
        changes=_changes(_processing(earlier), what) if earlier else (),
        terms=notice["terms"],
        terms_version=notice["version"],
        privacy_url=notice["url"],
        statements=tuple(vendor["statements"]),
        ways_out=tuple(each["description"] for each in what["withdrawal_method"]),
        rights=tuple(each["description"] for each in what["privacy_rights"]),
        keep_for=what["retention_period"].strip("PD"),
    )


def _heading(receipt: Receipt) -> str:
    if receipt.document["events"][-1]["event_state"] == "replaced":
        return _("What you allowed %(name)s was replaced by what you allowed it anew")
    return str(_HEADINGS[Event(receipt.event)])


def _processing(receipt: Receipt) -> Json:
    processing: Json = receipt.document["pii_processing"][0]
    return processing


def _scopes(what: Json) -> tuple[str, ...]:
    """In the reader's language where the vocabulary still has it, else as it was written."""
    return tuple(
        str(Scope(each["pii_attribute_id"]).label)
        if each["pii_attribute_id"] in Scope
        else str(each["pii_type"])
        for each in what["pii_information"]
    )


def _privacy(settings: Json) -> tuple[str, ...]:
    amounts = Amounts(settings["amounts"]).label
    asks_code = AsksCode(settings["asks_code"]).label
    merchants = _("Yes") if settings["says_merchants"] else _("No")
    voice = _("Yes") if settings["only_my_voice"] else _("No")
    return (
        _("Amounts: %(how)s") % {"how": amounts},
        _("Names of shops are told: %(how)s") % {"how": merchants},
        _("Only when it knows your voice: %(how)s") % {"how": voice},
        _("Asks for your voice code: %(how)s") % {"how": asks_code},
    )


def _changes(before: Json, after: Json) -> tuple[Change, ...]:
    until = (_until(before), _until(after))
    found = (
        _change(_("What it may tell you"), _scopes(before), _scopes(after)),
        _change(_("Accounts"), before["accounts"], after["accounts"]),
        _change(_("Until"), until[:1], until[1:]),
        _change(
            _("How it is told"),
            _privacy(before["privacy_settings"]),
            _privacy(after["privacy_settings"]),
        ),
    )
    return tuple(each for each in found if each.added or each.removed)


def _change(label: str, before: Sequence[str], after: Sequence[str]) -> Change:
    return Change(
        label=label,
        added=tuple(each for each in after if each not in before),
        removed=tuple(each for each in before if each not in after),
    )


def _until(what: Json) -> str:
    until = _moment(what["valid_until"])
    return _shown(until) if until else ""


def _shown(at: datetime) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
