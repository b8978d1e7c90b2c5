"""Consents in the words of the pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import pgettext_lazy as in_context

from consent.models import Consent
from consent.operations import PURPOSE, Choice, Difference, privacy_of
from consent.privacy import AsksCode, Privacy
from consent.scopes import NAMES_MERCHANTS, Scope
from consent.states import Channel, EndReason, Event

_ENDED = {
    EndReason.DENIED: gettext_lazy("You said no."),
    EndReason.ABANDONED: gettext_lazy("It was never answered."),
    EndReason.REVOKED: gettext_lazy("The bank or the assistant's maker ended it."),
    EndReason.EXPIRED: gettext_lazy("Its time was over."),
    EndReason.WITHDRAWN: gettext_lazy("You disconnected it."),
    EndReason.REPLACED: gettext_lazy("You connected the assistant anew."),
}
# CDR rule 9.3: it is also kept how a withdrawal was asked for.
_ENDED_THROUGH = {
    (EndReason.REVOKED, Channel.TOKEN): gettext_lazy("The assistant's maker ended it."),
    (EndReason.REVOKED, Channel.OPERATOR): gettext_lazy("The bank ended it."),
    (EndReason.WITHDRAWN, Channel.PAGES): gettext_lazy("You disconnected it on this site."),
    (EndReason.WITHDRAWN, Channel.APP): gettext_lazy("You disconnected it in your bank's app."),
    (EndReason.WITHDRAWN, Channel.ASSISTANT): gettext_lazy("You told the assistant to."),
    (EndReason.WITHDRAWN, Channel.PLATFORM): gettext_lazy("You unlinked it at the assistant."),
}


def why_ended(reason: str, channel: str) -> str:
    """Why a consent ended, and by which way if that is known."""
    if not reason:
        return ""
    ended = EndReason(reason)
    through = _ENDED_THROUGH.get((ended, Channel(channel))) if channel else None
    return str(through or _ENDED[ended])


_EVENTS = {
    Event.GRANT: gettext_lazy("You allowed it"),
    Event.CHANGE: gettext_lazy("You changed it"),
    Event.PAUSE: gettext_lazy("You paused it"),
    Event.RESUME: gettext_lazy("You let it answer again"),
    Event.END: gettext_lazy("It ended"),
}


def event(happened: str) -> str:
    """What happened to a consent, for a list of its receipts."""
    return str(_EVENTS[Event(happened)])


_PURPOSES = {PURPOSE: gettext_lazy("Answering your questions")}


def purpose(written: str) -> str:
    """What for, in her language; as it was written where we have no words of our own for it."""
    return str(_PURPOSES.get(written, written))


def moment(at: datetime) -> str:
    """The moment in the time zone that is in force."""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def day(at: datetime) -> str:
    """Its day there; where the hour says nothing, such as years ahead."""
    return date_format(timezone.localtime(at), "DATE_FORMAT")


_VOICE_CODE = {
    AsksCode.NEVER: gettext_lazy("It never asks for your voice code."),
    AsksCode.AMOUNTS: gettext_lazy("It asks for your voice code before an amount is told."),
    AsksCode.EVERYTHING: gettext_lazy("It asks for your voice code before anything is told."),
}


def privacy(chosen: Privacy, scopes: Iterable[Scope]) -> tuple[str, ...]:
    """How loudly it is told, a sentence each; shops only where they could be named."""
    said = [_("Amounts: %(how)s.") % {"how": _lowered(str(chosen.amounts.label))}]
    if NAMES_MERCHANTS & set(scopes):
        said.append(_merchants(names=chosen.says_merchants))
    said.append(_voice(only_mine=chosen.only_my_voice))
    said.append(str(_VOICE_CODE[chosen.asks_code]))
    return tuple(said)


def _lowered(label: str) -> str:
    return label[:1].lower() + label[1:]


def _merchants(*, names: bool) -> str:
    return _("It may say the names of shops.") if names else _("It leaves out the names of shops.")


def _voice(*, only_mine: bool) -> str:
    if only_mine:
        return _("It answers only when it knows your voice.")
    return _("It answers whoever asks through your assistant.")


class Turn(StrEnum):
    """Which way a single change goes."""

    ADDED = "added"
    REMOVED = "removed"
    LATER = "later"
    EARLIER = "earlier"
    LOUDER = "louder"
    QUIETER = "quieter"

    @property
    def label(self) -> str:
        return str(_TURNS[self])


_TURNS = {
    Turn.ADDED: in_context("change", "Added"),
    Turn.REMOVED: in_context("change", "Removed"),
    Turn.LATER: in_context("change", "Later"),
    Turn.EARLIER: in_context("change", "Earlier"),
    Turn.LOUDER: in_context("change", "Louder"),
    Turn.QUIETER: in_context("change", "Quieter"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a choice changes, as it was and as it will be; empty is not there."""

    turn: Turn
    before: str
    after: str


def changes(consent: Consent, choice: Choice, found: Difference) -> list[Change]:
    """What the choice changes of the consent, widenings of each kind first."""
    had = {row.account_ref: row.label for row in consent.accounts.all()}
    told = [
        *_added(str(scope.label) for scope in Scope if scope in found.added_scopes),
        *_added(choice.accounts[ref] for ref in choice.accounts if ref in found.added_accounts),
        *_removed(str(scope.label) for scope in Scope if scope in found.removed_scopes),
        *_removed(had[ref] for ref in had if ref in found.removed_accounts),
    ]
    if found.expires_at and consent.expires_at:
        turn = Turn.LATER if found.is_later else Turn.EARLIER
        ends = _ends(consent.expires_at), _ends(found.expires_at)
        told.append(Change(turn=turn, before=ends[0], after=ends[1]))
    return [*told, *_privacy_changes(privacy_of(consent), choice.privacy)]


def _added(labels: Iterable[str]) -> list[Change]:
    return [Change(turn=Turn.ADDED, before="", after=label) for label in labels]


def _removed(labels: Iterable[str]) -> list[Change]:
    return [Change(turn=Turn.REMOVED, before=label, after="") for label in labels]


def _ends(at: datetime) -> str:
    return _("Ends on %(moment)s") % {"moment": moment(at)}


def _privacy_changes(old: Privacy, new: Privacy) -> list[Change]:
    """One for each setting; each alone is louder or quieter than it was."""
    turned = []
    for setting in ("amounts", "says_merchants", "only_my_voice", "asks_code"):
        before, after = (_alone(setting, each) for each in (old, new))
        if before != after:
            turn = Turn.LOUDER if after.is_looser_than(before) else Turn.QUIETER
            said = [_said(setting, each) for each in (before, after)]
            turned.append(Change(turn=turn, before=said[0], after=said[1]))
    return turned


def _alone(setting: str, chosen: Privacy) -> Privacy:
    return Privacy(**{setting: getattr(chosen, setting)})


def _said(setting: str, chosen: Privacy) -> str:
    sentences: Mapping[str, str] = dict(
        zip(
            ("amounts", "says_merchants", "only_my_voice", "asks_code"),
            privacy(chosen, NAMES_MERCHANTS),
            strict=True,
        )
    )
    return sentences[setting]
