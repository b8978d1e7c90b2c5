"""What is said while all goes on: every 90 days, once a year the list, never both on one day."""

from datetime import datetime, timedelta

import pytest

from banking.models import User
from consent import leaving, operations
from consent.models import Consent, Notice
from consent.states import Channel, EndReason
from consent.writing import notices
from tests.consent.writing.post import consent_of, deliver, kinds, sent
from tests.people import NOW, Cast

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
QUARTER, YEAR = 90 * DAY, 365 * DAY


@pytest.fixture
def long(addressed: Cast) -> Consent:
    """Alice's consent, for longer than a year by having been extended."""
    leaving.revoke(consent_of(addressed.bob), EndReason.WITHDRAWN, Channel.PAGES, NOW)
    Notice.objects.all().delete()
    Consent.objects.filter(customer=addressed.alice).update(expires_at=NOW + 3 * YEAR)
    return consent_of(addressed.alice)


def tell(moment: datetime) -> None:
    """As the chore does it."""
    notices.yearly(moment)
    notices.periodic(moment)


def test_it_is_said_every_ninety_days_and_once(long: Consent) -> None:
    """Promise P9."""
    tell(NOW + QUARTER - timedelta(seconds=1))
    assert kinds() == []
    for hour in range(0, 85 * 24, 11):
        tell(NOW + QUARTER + hour * HOUR)
    assert kinds() == ["periodic"]
    tell(NOW + 2 * QUARTER)
    assert kinds() == ["periodic"] * 2


def test_ticks_that_stopped_for_months_say_it_once(long: Consent) -> None:
    for hour in range(3):
        tell(NOW + 3 * QUARTER + hour * HOUR)
    assert kinds() == ["periodic"]


def test_a_consent_of_ninety_days_is_over_before(addressed: Cast) -> None:
    for hour in range(89 * 24, 92 * 24, 3):
        tell(NOW + hour * HOUR)
    assert kinds() == []


def test_once_a_year_all_of_them_are_listed(long: Consent) -> None:
    for years in (1, 2):
        for hour in range(0, 60, 7):
            tell(NOW + years * YEAR + hour * HOUR)
    assert kinds(kind="yearly") == ["yearly"] * 2
    keys = Notice.objects.filter(kind="yearly").order_by("pk").values_list("key", flat=True)
    assert list(keys) == [f"yearly:{long.customer.public_id}:{n}" for n in (1, 2)]


def test_the_list_and_a_notice_never_come_on_one_day(long: Consent) -> None:
    """One quiet mail: the list says all that the other would."""
    tell(NOW + YEAR)
    assert kinds() == ["yearly"]
    tell(NOW + YEAR + 2 * DAY)
    assert kinds() == ["yearly"], "and what the list said is not said again the day after"
    tell(NOW + YEAR + QUARTER)
    assert kinds() == ["yearly", "periodic"]


def test_the_list_names_everyone_who_may_ask_when_it_is_sent(
    addressed: Cast, long: Consent
) -> None:
    operations.pause(long, NOW)
    tell(NOW + YEAR)
    deliver(NOW + YEAR)
    [letter] = [each for each in sent() if each[1] == "Who may ask about your money"]
    assert letter[0] == "alice@example.com"


def test_nobody_hears_of_nothing(addressed: Cast) -> None:
    tell(NOW + YEAR)
    assert kinds(kind="yearly") == []


def test_a_list_of_what_ended_meanwhile_is_not_sent(long: Consent) -> None:
    tell(NOW + YEAR)
    leaving.revoke(long, EndReason.WITHDRAWN, Channel.PAGES, NOW + YEAR)
    deliver(NOW + YEAR)
    assert sent() == [("alice@example.com", "Alexa can no longer hear anything")]


def test_who_was_shut_out_is_told_nothing(addressed: Cast, long: Consent) -> None:
    User.objects.filter(pk=addressed.alice.pk).update(is_active=False)
    tell(NOW + YEAR)
    assert kinds() == []


def test_many_are_told_batch_by_batch(long: Consent) -> None:
    Consent.objects.filter(state="ended").update(
        state="live", ended_at=None, end_reason="", expires_at=NOW + 3 * YEAR
    )
    now = NOW + QUARTER
    assert [notices.periodic(now, batch=1) for _ in range(3)] == [1, 1, 0]
