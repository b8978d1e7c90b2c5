"""Turns an answer into what is heard and seen in a locale: plain text, that platforms escape."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from babel import Locale

from assistant import language
from assistant.language.vocabulary import Language
from assistant.platform import Card, Reply
from assistant.speech import freshness, lists, locales, money
from assistant.speech.answer import Age, Answer, Currency, Digits, Phrase, Value, Whole
from banking.money import Money


def reply(answer: Answer, tag: str, state: Mapping[str, str]) -> Reply:
    """The words of an answer in the locale ``tag``.

    Raises:
        LanguageError: The language has no words for one of its phrases.

    """
    spoken_language, locale = language.of(tag), locales.of(tag)
    ear = _Medium(language=spoken_language, locale=locale, is_card=False)
    question = ear.said(answer.question) if answer.question else None
    heard = (answer.aloud,) if answer.aloud else answer.phrases
    sentences = [ear.said(phrase) for phrase in heard]
    return Reply(
        speech=" ".join([*sentences, question] if question else sentences),
        reprompt=question,
        card=_card(answer, spoken_language, locale),
        asks_to_link=answer.asks_to_link,
        state=state,
    )


def _card(answer: Answer, shown_language: Language, locale: Locale) -> Card | None:
    if answer.title is None:
        return None
    eye = _Medium(language=shown_language, locale=locale, is_card=True)
    lines = [eye.said(phrase) for phrase in answer.phrases]
    return Card(title=eye.said(answer.title), text=lists.written(lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Medium:
    """The ear or the eye of a customer, in her language."""

    language: Language
    locale: Locale
    is_card: bool

    def said(self, phrase: Phrase) -> str:
        words = {name: self._words(value) for name, value in phrase.values.items()}
        return self._filled(phrase.topic, phrase.key, words)

    def _filled(self, topic: str, key: str, words: Mapping[str, str]) -> str:
        template = self.language.template(topic, key)
        # What goes in is never read as a template again, whatever braces a name has.
        return (template.card if self.is_card else template.speech).format_map(words)

    def _words(self, value: Value) -> str:  # noqa: C901, PLR0911 - one case for each kind of value
        match value:
            case str():
                return value
            case Money():
                form = money.written if self.is_card else money.spoken
                return form(value, self.locale)
            case Whole():
                return money.whole(value.money, self.locale, is_written=self.is_card)
            case Currency():
                return money.currency_name(value.code, self.locale)
            case Digits():
                return value.text if self.is_card else " ".join(value.text)
            case Age():
                return self._filled(freshness.TOPIC, *freshness.said(value, self.locale))
            case Phrase():
                return self.said(value)
            case tuple():
                items = [self.said(phrase) for phrase in value]
                return lists.written(items) if self.is_card else lists.spoken(items, self.locale)
            case _:
                assert_never(value)
