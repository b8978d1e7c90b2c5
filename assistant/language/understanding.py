"""From a customer's sentence to what she asks, for platforms that give us only her words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from hassil import recognize_best
from hassil.models import MatchEntity

from assistant import language
from assistant.platform import Slot

# Longer sentences cost more time than they could be worth; no account's name has more words.
_LONGEST = 200
_MOST_WORDS_OF_A_NAME = 5
# A code as it is typed: digits, alone or apart. They are put aside before the sentence is read, so
# that none is taken for a number and loses its zeros; this word stands for them.
_DIGITS = re.compile(r"(?<!\d)\d(?:[ -]?\d){2,7}(?!\d)")
_ASIDE = "spokendigits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What was asked; ``fallback`` where it is nothing we know."""

    intent: str
    slots: Mapping[str, Slot] = field(default_factory=dict)


_NOTHING = Understood(intent="fallback")


def understand(text: str, locale: str) -> Understood:
    """What a sentence asks, by the language's own sentences.

    Shape: a slot from a list has its value, a free one only what was said. About a millisecond.
    """
    # Braces and the like are a template's; nobody says them.
    if not text.strip() or len(text) > _LONGEST or not text.isprintable() or "{" in text:
        return _NOTHING
    if _ASIDE in text.casefold():
        return _NOTHING
    return _coded(text, locale) or _recognised(text, locale)


def _coded(text: str, locale: str) -> Understood | None:
    """A voice code, if that is what the digits of the sentence are."""
    digits = _DIGITS.findall(text)
    if len(digits) != 1:
        return None
    found = _recognised(_DIGITS.sub(_ASIDE, text), locale)
    if "code" not in found.slots:
        return None
    said = "".join(each for each in digits[0] if each.isdecimal())
    return Understood(intent=found.intent, slots={"code": Slot(said=said)})


def _recognised(text: str, locale: str) -> Understood:
    # "my savings" is a kind before it is a name, even where a name's sentence fits more words.
    found = recognize_best(text, language.of(locale).sentences, best_slot_name="kind")
    if found is None or any(_is_no_name(entity) for entity in found.entities_list):
        return _NOTHING
    return Understood(
        intent=found.intent.name,
        slots={entity.name: _slot(entity) for entity in found.entities_list},
    )


def _is_no_name(entity: MatchEntity) -> bool:
    return entity.is_wildcard and len(entity.text.split()) > _MOST_WORDS_OF_A_NAME


def _slot(entity: MatchEntity) -> Slot:
    return Slot(said=entity.text, value=None if entity.is_wildcard else str(entity.value))
