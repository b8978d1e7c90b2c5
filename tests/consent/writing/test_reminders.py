"""Reminders: in time, for the end that holds, once, and none that nobody needs."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from consent import leaving, operations
from consent.models import Consent, Notice
from consent.operations import Choice
from consent.scopes import Scope
from consent.states import Channel, EndReason
from consent.writing import notices
from tests import people
from tests.consent.writing.post import consent_of, deliver, outcome, sent
from tests.people import NOW, Cast

DAY = timedelta(days=1)
ENDS = NOW + timedelta(days=90)
ALICES = ("alice@example.com", "Alexa may answer you for one more month")


def reminded() -> list[Notice]:
    """The reminders that are to be sent."""
    rows = Notice.objects.filter(kind="reminder").exclude(problem="not_needed")
    return list(rows.order_by("created_at", "pk"))


@pytest.fixture
def consent(addressed: Cast) -> Consent:
    """Alice's, for 90 days; Bob's is out of the way."""
    leaving.revoke(consent_of(addressed.bob), EndReason.WITHDRAWN, Channel.PAGES, NOW)
    return consent_of(addressed.alice)


def extend(consent: Consent, days: int, now: datetime) -> Consent:
    accounts = {row.account_ref: row.label for row in consent.accounts.all()}
    scopes = frozenset(Scope(row.scope) for row in consent.scopes.all())
    return operations.change(consent, Choice(scopes=scopes, accounts=accounts, days=days), now)


def test_it_comes_a_month_before_the_end_and_once(consent: Consent) -> None:
    """Promise P9."""
    due = ENDS - timedelta(days=31)
    notices.reminders(due - timedelta(seconds=1))
    assert reminded() == []
    for hour in range(50):
        notices.reminders(due + timedelta(hours=hour))
    [notice] = reminded()
    assert (notice.consent, notice.ends_at, notice.created_at) == (consent, ENDS, due)


def test_ticks_that_stopped_for_days_remind_late_and_once(consent: Consent) -> None:
    """Promise P9: everything is derived from dates."""
    for late in (ENDS - 9 * DAY, ENDS - 2 * DAY):
        notices.reminders(late)
    assert len(reminded()) == 1


def test_nobody_is_reminded_of_an_end_that_is_past(consent: Consent) -> None:
    notices.reminders(ENDS)
    assert reminded() == []


@pytest.mark.parametrize("days", [1, 30])
def test_a_consent_of_a_month_or_less_has_no_reminder(addressed: Cast, days: int) -> None:
    people.allow(
        addressed.alice, addressed.alexa, [Scope.BALANCES], [addressed.everyday], days=days
    )
    for hours in range(0, days * 24, 6):
        notices.reminders(NOW + timedelta(hours=hours))
    assert [each for each in reminded() if each.customer_id == addressed.alice.pk] == []


def test_a_longer_consent_gets_a_new_reminder_for_its_new_end(consent: Consent) -> None:
    notices.reminders(ENDS - 31 * DAY)
    extended = extend(consent, 90, ENDS - 20 * DAY)
    assert extended.expires_at == ENDS + 70 * DAY
    notices.reminders(ENDS + 38 * DAY)
    assert len(reminded()) == 1
    notices.reminders(ENDS + 39 * DAY)
    assert [each.ends_at for each in reminded()] == [ENDS, ENDS + 70 * DAY]


def test_whoever_chose_the_end_a_moment_ago_is_not_reminded_of_it(consent: Consent) -> None:
    extend(consent, 30, ENDS - 10 * DAY)
    for day in range(30):
        notices.reminders(ENDS + (day - 10) * DAY)
    assert reminded() == []
    assert Notice.objects.get(kind="reminder").settled_at == ENDS - 10 * DAY


def test_a_change_of_something_else_moves_no_reminder(consent: Consent) -> None:
    operations.pause(consent, ENDS - 40 * DAY)
    operations.resume(consent, ENDS - 31 * DAY)
    notices.reminders(ENDS - 30 * DAY)
    assert len(reminded()) == 1


def test_a_paused_consent_is_reminded_of_too(consent: Consent) -> None:
    operations.pause(consent, NOW)
    notices.reminders(ENDS - 31 * DAY)
    deliver(ENDS - 31 * DAY)
    assert ALICES in sent()


def test_an_ended_consent_is_not(consent: Consent) -> None:
    leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, NOW)
    notices.reminders(ENDS - 31 * DAY)
    assert reminded() == []


def test_one_that_is_no_longer_so_when_it_would_be_sent_is_not_sent(consent: Consent) -> None:
    notices.reminders(ENDS - 31 * DAY)
    extend(consent, 90, ENDS - 31 * DAY)
    deliver(ENDS - 31 * DAY)
    assert ALICES not in sent()
    assert outcome(Notice.objects.get(kind="reminder")) == (False, True, "not_needed")


def test_charlie_is_told_nothing_about_others(addressed: Cast) -> None:
    notices.reminders(ENDS - 31 * DAY)
    assert {each.customer for each in reminded()} == {addressed.alice, addressed.bob}


@pytest.mark.parametrize(
    ("zone", "granted"),
    [
        # Clocks go forward, back, and a day is put in between the reminder and the end.
        ("America/New_York", datetime(2026, 12, 20, 7, 30, tzinfo=UTC)),
        ("Europe/Madrid", datetime(2026, 8, 5, 0, 30, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 7, 20, 15, 0, tzinfo=UTC)),
        ("UTC", datetime(2027, 12, 25, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_it_is_thirty_days_before_the_end_by_her_own_calendar_too(
    addressed: Cast, zone: str, granted: datetime
) -> None:
    """FDX: no later than 30 days before, also where a day has 23 or 25 hours, or February 29."""
    people.allow(
        addressed.alice, addressed.alexa, [Scope.BALANCES], [addressed.everyday], now=granted
    )
    ends_at = granted + timedelta(days=90)
    moment = granted + timedelta(days=55)
    while not Notice.objects.filter(kind="reminder", ends_at=ends_at).exists():
        moment += timedelta(hours=1)
        notices.reminders(moment)
    there = ZoneInfo(zone)
    days = (ends_at.astimezone(there).date() - moment.astimezone(there).date()).days
    assert days in {30, 31}
    assert ends_at - moment > timedelta(days=30)
