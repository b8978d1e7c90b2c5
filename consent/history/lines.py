"""A disclosure in words: one line of what was released, in the reader's language and time zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec
from babel.lists import format_list
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext

from consent.models import Disclosure
from consent.privacy import Amounts
from consent.scopes import Scope


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """An account as it was named when it was told of."""

    ref: str = ""
    label: str = ""


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a disclosure says, as `gateway` writes it; what an older one lacks is empty."""

    assistant: str = ""
    platform: str = ""
    device: str = ""
    topic: str = ""
    manner: str = ""
    scopes: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One disclosure, ready to be shown or written into a file.

    Shape: ``at`` is in the reader's time zone; ``sentence`` says all that the other fields do.
    """

    at: datetime
    sentence: str
    assistant: str
    platform: str
    device: str
    topic: str
    manner: str
    scopes: tuple[str, ...]
    accounts: tuple[str, ...]
    consent: str
    seq: int
    digest: str
    hash: str


# Whole sentences, since another language orders and bends their parts in its own way.
_BALANCE: Mapping[str, object] = {
    "speaker": ngettext_lazy(
        "%(when)s, %(assistant)s, on a speaker without a screen, "
        "was told the balance of %(accounts)s.",
        "%(when)s, %(assistant)s, on a speaker without a screen, "
        "was told the balances of %(accounts)s.",
        "count",
    ),
    "screen": ngettext_lazy(
        "%(when)s, %(assistant)s, on a device with a screen, was told the balance of %(accounts)s.",
        "%(when)s, %(assistant)s, on a device with a screen, "
        "was told the balances of %(accounts)s.",
        "count",
    ),
    "chat": ngettext_lazy(
        "%(when)s, %(assistant)s, in a chat, was told the balance of %(accounts)s.",
        "%(when)s, %(assistant)s, in a chat, was told the balances of %(accounts)s.",
        "count",
    ),
    "": ngettext_lazy(
        "%(when)s, %(assistant)s was told the balance of %(accounts)s.",
        "%(when)s, %(assistant)s was told the balances of %(accounts)s.",
        "count",
    ),
}
_SOMETHING: Mapping[str, object] = {
    "speaker": gettext_lazy(
        "%(when)s, %(assistant)s, on a speaker without a screen, "
        "was told something about %(accounts)s."
    ),
    "screen": gettext_lazy(
        "%(when)s, %(assistant)s, on a device with a screen, was told something about %(accounts)s."
    ),
    "chat": gettext_lazy(
        "%(when)s, %(assistant)s, in a chat, was told something about %(accounts)s."
    ),
    "": gettext_lazy("%(when)s, %(assistant)s was told something about %(accounts)s."),
}
_NO_ACCOUNT = gettext_lazy("%(when)s, %(assistant)s was told something.")
_TOPICS = {"balance": _BALANCE}
_MANNERS = {
    Amounts.ROUNDED: gettext_lazy("Amounts were rounded."),
    Amounts.SCREEN: gettext_lazy("Amounts were for the screen, and not spoken."),
    Amounts.YES_NO: gettext_lazy("It was a yes or no, without an amount."),
}


def read(content: str) -> Content:
    """The content; of one that cannot be read, nothing, rather than no page."""
    try:
        return msgspec.json.decode(content, type=Content)
    except msgspec.DecodeError:
        return Content()


def line(disclosure: Disclosure, consent: str, now: datetime) -> Line:
    """The disclosure in words, under the consent of that public id."""
    content = read(disclosure.content)
    at = timezone.localtime(disclosure.at)
    return Line(
        at=at,
        sentence=_sentence(content, _when(at, now)),
        assistant=content.assistant,
        platform=content.platform,
        device=content.device,
        topic=content.topic,
        manner=content.manner,
        scopes=content.scopes,
        accounts=tuple(each.label for each in content.accounts),
        consent=consent,
        seq=disclosure.seq,
        digest=disclosure.digest,
        hash=disclosure.hash,
    )


def _when(at: datetime, now: datetime) -> str:
    """The day of the week while that is plain, then the date."""
    days = (timezone.localtime(now).date() - at.date()).days
    if 0 <= days < 7:  # noqa: PLR2004 - a week
        # Translators: a moment of the last seven days, in Django's date format: Tue 18:04
        return date_format(at, pgettext("date format", "D H:i"))
    # Translators: an older moment, in Django's date format: Tue 3 Nov 2026 18:04
    return date_format(at, pgettext("date format", "D j M Y H:i"))


def _sentence(content: Content, when: str) -> str:
    labels = [each.label for each in content.accounts]
    values = {
        "when": when,
        "assistant": content.assistant or _("an assistant"),
        "accounts": _listed(labels),
        "count": len(labels),
    }
    by_device = _TOPICS.get(content.topic, _SOMETHING)
    whole = by_device.get(content.device, by_device[""]) if labels else _NO_ACCOUNT
    sentences = [str(whole % values)]  # type: ignore[operator]  # lazy texts have no type for it
    if content.manner in _MANNERS:
        sentences.append(str(_MANNERS[Amounts(content.manner)]))
    if content.topic == "balance" and Scope.DUES in content.scopes:
        sentences.append(_("The credit left was part of it."))
    return " ".join(sentences)


def _listed(labels: list[str]) -> str:
    locale = translation.to_locale(translation.get_language() or "en")
    return format_list(labels, locale=locale) if labels else ""
