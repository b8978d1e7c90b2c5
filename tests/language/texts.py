"""All the texts that are translated, with their translations."""

from collections.abc import Iterator
from dataclasses import dataclass

from babel.messages.catalog import Catalog

from tests import catalogs
from tests.catalogs import APPS, LANGUAGES


@dataclass(frozen=True, kw_only=True)
class Text:
    """One text: in English, and in the other language; a plural is two."""

    english: str
    translated: str
    context: str


def every(language: str = LANGUAGES[0]) -> list[Text]:
    """Each once, however many places say it."""
    found = [text for app in APPS for text in _of(catalogs.kept(app, language))]
    return list(dict.fromkeys(found))


def _of(catalog: Catalog) -> Iterator[Text]:
    for message in catalog:
        if message.id:
            for english, translated in zip(_forms(message.id), _forms(message.string), strict=True):
                yield Text(english=english, translated=translated, context=message.context or "")


def _forms(text: object) -> tuple[str, ...]:
    return tuple(map(str, text)) if isinstance(text, tuple | list) else (str(text),)


def sentences() -> list[Text]:
    """Those that are words, not patterns of a date."""
    return [text for text in every() if text.context != "date format"]
