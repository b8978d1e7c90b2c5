"""What one language knows: frozen, as read from its folder and checked."""

from collections.abc import Mapping
from dataclasses import dataclass

from hassil import Intents


class LanguageError(Exception):
    """A language's data contradicts itself; the message names the file and what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """Something that can be asked, and an Alexa skill's names for it."""

    name: str
    alexa: tuple[str, ...]
    slots: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList:
    """What a slot may hold.

    Shape: ``phrases`` by the value they mean, the plainest first; empty for a wildcard, whose
    ``samples`` only show what is said there.
    """

    name: str
    alexa_type: str
    phrases: Mapping[str, tuple[str, ...]]
    samples: tuple[str, ...]

    def value_of(self, said: str) -> str | None:
        """The value that these words mean, if they are a phrase of the list."""
        words = " ".join(said.casefold().split())
        return next((value for value, those in self.phrases.items() if words in those), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A phrase of an answer, for the ear and for the eye, with names in braces."""

    speech: str
    card: str
    placeholders: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language: what can be asked in it, how, and the words of every answer."""

    code: str
    intents: Mapping[str, Intent]
    lists: Mapping[str, WordList]
    sentences: Intents
    answers: Mapping[str, Mapping[str, Template]]

    def template(self, topic: str, key: str) -> Template:
        """The words of a phrase.

        Raises:
            LanguageError: The language has none.

        """
        try:
            return self.answers[topic][key]
        except KeyError:
            message = f"{self.code}/answers/{topic}.yaml has no answer {key!r}"
            raise LanguageError(message) from None


def mismatches(language: Language, topic: str, promised: Mapping[str, frozenset[str]]) -> list[str]:
    """What keeps a language's answers from being those that a topic gives.

    Shape: ``promised`` has the placeholders by key; one sentence per fault, none if all is well.
    """
    written = language.answers.get(topic, {})
    place = f"{language.code}/answers/{topic}.yaml"
    missing = [f"{place}: {key!r} is missing" for key in sorted(promised.keys() - written.keys())]
    unused = [f"{place}: nothing says {key!r}" for key in sorted(written.keys() - promised.keys())]
    wrong = [
        f"{place}: {key!r} has {sorted(written[key].placeholders)}, not {sorted(promised[key])}"
        for key in sorted(promised.keys() & written.keys())
        if written[key].placeholders != promised[key]
    ]
    return missing + unused + wrong
