"""Several things in one sentence, or one under the other."""

from collections.abc import Sequence

from babel import Locale
from babel.lists import format_list


def spoken(items: Sequence[str], locale: Locale) -> str:
    """``a, b, and c`` as the locale joins them."""
    return items[0] if len(items) == 1 else format_list(items, style="standard", locale=locale)


def written(items: Sequence[str]) -> str:
    """One line each."""
    return "\n".join(items)
