"""Days and times as people of a locale say them; 12 or 24 hours is the locale's own."""

import re
from datetime import datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_time

# CLDR puts a narrow no-break space before "PM", which some voices and screens stumble over.
_SPACES = str.maketrans({"\u202f": " ", "\u00a0": " "})


def time(local: datetime, locale: Locale) -> str:
    """``2:05 PM`` or ``14:05``, in the moment's own time zone."""
    return format_time(local, "short", tzinfo=local.tzinfo, locale=locale).translate(_SPACES)


def day(local: datetime, locale: Locale, *, has_year: bool) -> str:
    """``Monday, November 16``, with the year where it is another one."""
    pattern = locale.date_formats["full"].pattern if has_year else _day_pattern(locale)
    return format_date(local, pattern, locale=locale).translate(_SPACES)


@lru_cache(maxsize=256)
def _day_pattern(locale: Locale) -> str:
    """The locale's order of weekday, month and day, in full words.

    Locales give this order in short forms only, and the fields are to be widened to what was asked
    for (Source: UTS #35, part 4, "Matching Skeletons"), which Babel leaves to us.
    """
    pattern: str = locale.datetime_skeletons["MMMEd"].pattern
    # A part in quotes is text, not fields.
    parts = pattern.split("'")
    parts[::2] = [re.sub("MMM+", "MMMM", re.sub("E+|ccc+", "EEEE", part)) for part in parts[::2]]
    return "'".join(parts)
