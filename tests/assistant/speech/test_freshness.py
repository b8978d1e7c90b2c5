"""How old a figure is, in the customer's own time."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant.speech import freshness, wording
from assistant.speech.answer import Age, Answer, Phrase

NEW_YORK = "America/New_York"


def said(as_of: datetime, at: datetime, time_zone: str = NEW_YORK, tag: str = "en-US") -> str:
    age = Age(as_of=as_of, at=at, time_zone=time_zone)
    phrase = Phrase(topic="freshness", key="all_aged", values={"age": age})
    speech = wording.reply(Answer(phrases=(phrase,)), tag, {}).speech
    return speech.removeprefix("These figures are ").removesuffix(".")


@pytest.mark.parametrize(
    ("age", "is_old"),
    [
        (timedelta(minutes=4, seconds=59), False),
        (timedelta(minutes=5), False),
        (timedelta(minutes=5, seconds=1), True),
        (timedelta(seconds=-30), False),
    ],
)
def test_p6_five_minutes_are_the_limit(age: timedelta, is_old: bool) -> None:  # noqa: FBT001
    at = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)

    assert freshness.is_old(at - age, at) is is_old


@pytest.mark.parametrize(
    ("as_of", "words"),
    [
        ("2026-11-20T19:05", "as of 2:05 PM today"),
        ("2026-11-20T05:00", "as of 12:00 AM today"),
        ("2026-11-20T04:59", "as of yesterday at 11:59 PM"),
        ("2026-11-19T23:04", "as of yesterday at 6:04 PM"),
        ("2026-11-16T15:00", "as of Monday, November 16 at 10:00 AM"),
        ("2025-12-31T15:00", "as of Wednesday, December 31, 2025 at 10:00 AM"),
    ],
)
def test_it_is_said_as_seen_from_the_customers_day(as_of: str, words: str) -> None:
    at = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)

    assert said(datetime.fromisoformat(as_of).replace(tzinfo=UTC), at) == words


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("en-US", "as of Monday, November 16 at 2:05 PM"),
        ("en-GB", "as of Monday 16 November at 14:05"),
        ("en-AU", "as of Monday, 16 November at 2:05 pm"),
        ("fr-FR", "as of Monday, November 16 at 2:05 PM"),
    ],
)
def test_the_locale_decides_the_clock_and_the_order(tag: str, words: str) -> None:
    as_of = datetime(2026, 11, 16, 14, 5, tzinfo=UTC)

    assert said(as_of, as_of + timedelta(days=3), "UTC", tag) == words


@pytest.mark.parametrize(
    ("time_zone", "words"),
    [
        ("Asia/Tokyo", "as of yesterday at 11:30 PM"),
        ("Asia/Kolkata", "as of 8:00 PM today"),
        ("America/Los_Angeles", "as of 6:30 AM today"),
    ],
)
def test_today_is_where_the_customer_lives(time_zone: str, words: str) -> None:
    as_of = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)

    assert said(as_of, as_of + timedelta(hours=1), time_zone) == words


@pytest.mark.parametrize(
    ("as_of", "at", "words"),
    [
        # Clocks go back at 06:00 UTC on November 1: the day has 25 hours.
        ("2026-11-01T04:30", "2026-11-02T04:30", "as of 12:30 AM today"),
        ("2026-11-01T03:30", "2026-11-01T06:30", "as of yesterday at 11:30 PM"),
        ("2026-11-01T06:30", "2026-11-01T07:30", "as of 1:30 AM today"),
        # And forward at 07:00 UTC on March 8: the day has 23.
        ("2026-03-08T04:30", "2026-03-09T03:30", "as of yesterday at 11:30 PM"),
        ("2026-03-08T07:30", "2026-03-09T03:30", "as of 3:30 AM today"),
    ],
)
def test_days_of_other_lengths_are_one_day(as_of: str, at: str, words: str) -> None:
    then, now = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (as_of, at))

    assert said(then, now) == words
