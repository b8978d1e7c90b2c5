"""The age of figures: which are old, and how that is said."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale

from assistant.speech import dates
from assistant.speech.answer import Age

TOPIC = "freshness"
# Older than this, a figure's age is spoken (promise P6).
SPOKEN_AFTER = timedelta(minutes=5)
PHRASES: Mapping[str, frozenset[str]] = {
    "as_of_today": frozenset({"time"}),
    "as_of_yesterday": frozenset({"time"}),
    "as_of_day": frozenset({"day", "time"}),
    "aged": frozenset({"item", "age"}),
    "all_aged": frozenset({"age"}),
    "bank_silent": frozenset(),
    "bank_wants_you": frozenset(),
}


def is_old(as_of: datetime, at: datetime) -> bool:
    """Whether a figure of that moment, released at this one, must be said with its age."""
    return at - as_of > SPOKEN_AFTER


def said(age: Age, locale: Locale) -> tuple[str, dict[str, str]]:
    """The key of the phrase for an age, and the words that go into it.

    Days are the customer's: yesterday is the date before today where she lives.
    """
    zone = ZoneInfo(age.time_zone)
    then = age.as_of.astimezone(zone)
    today = age.at.astimezone(zone).date()
    time = dates.time(then, locale)
    if then.date() == today:
        return "as_of_today", {"time": time}
    if then.date() == today - timedelta(days=1):
        return "as_of_yesterday", {"time": time}
    day = dates.day(then, locale, has_year=then.year != today.year)
    return "as_of_day", {"day": day, "time": time}
