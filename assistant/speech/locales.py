"""A platform's locale as Babel's, in a language that we speak."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError

from assistant import language


# Locales come from outside, so the cache is bounded.
@lru_cache(maxsize=256)
def of(tag: str) -> Locale:
    """Babel's locale for a tag such as ``en-GB``.

    Words and numbers go together: where we do not speak the language, its numbers are not used
    either, and where the territory is unknown, the language's own are.
    """
    code = language.of(tag).code
    try:
        found = Locale.parse(tag.replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale(code)
    return found if found.language == code else Locale(code)
