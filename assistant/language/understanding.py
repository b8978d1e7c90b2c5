"""From a customer's sentence to what she asks, for platforms that give us only her words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hassil import recognize_best
from hassil.models import MatchEntity

from assistant import language
from assistant.platform import Slot

# Longer sentences cost more time than they could be worth; no account's name has more words.
_LONGEST = 200
_MOST_WORDS_OF_A_NAME = 5


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
