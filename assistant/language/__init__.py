"""Languages as data: what customers can ask, in which words, and the words of the answers."""

from functools import cache, lru_cache
from pathlib import Path

from assistant.language import reading
from assistant.language.vocabulary import Language

DEFAULT = "en"
_FOLDER = Path(__file__).parent


@cache
def codes() -> frozenset[str]:
    """The languages there are; each is a folder with an ``intents.yaml``."""
    return frozenset(found.parent.name for found in _FOLDER.glob("*/intents.yaml"))


# A platform's locale is untrusted: it only ever picks among the folders there are, and the cache
# is bounded.
@lru_cache(maxsize=256)
def of(locale: str) -> Language:
    """The language of a locale such as ``en-US``; English where we do not speak it.

    Raises:
        LanguageError: Its data contradicts itself.

    """
    return _read(_code(locale) if is_spoken(locale) else DEFAULT)


def is_spoken(locale: str) -> bool:
    """Whether there is a language for the locale, other than by falling back."""
    return _code(locale) in codes()


def _code(locale: str) -> str:
    return locale.replace("_", "-").partition("-")[0].lower()


@cache
def _read(code: str) -> Language:
    return reading.language(_FOLDER / code)
