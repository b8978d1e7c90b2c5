"""The outbox: each notice sent once in effect, by whoever holds its newest lease."""

import smtplib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.db.models.functions import Now
from structlog.testing import capture_logs

from banking.models import User
from consent import leaving
from consent.models import AuditEvent, Notice
from consent.states import Channel, EndReason
from consent.writing import letters, notices, outbox
from consent.writing.outbox import Lease
from tests import people
from tests.consent.test_contention import at_once
from tests.consent.writing.post import consent_of, deliver, outcome, sent
from tests.people import NOW, Cast


def a_notice(customer: User, key: str, *, minutes_ago: int = 0) -> Notice:
    notices.security(customer, "voice_code_locked", NOW, key=key)
    # A second more: SQLite's text of a moment is longer when it was calculated, so later.
    due_at = Now() - timedelta(minutes=minutes_ago, seconds=1)
    Notice.objects.filter(key=key).update(due_at=due_at)
    return Notice.objects.get(key=key)


class Refusing(BaseEmailBackend):
    """A mail server that takes nothing, and counts who tried."""

    tried = 0

    def send_messages(self, messages: Sequence[Any]) -> int:
        Refusing.tried += len(messages)
        raise smtplib.SMTPServerDisconnected


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Refusing, "tried", 0)
    monkeypatch.setattr("django.core.mail.get_connection", Refusing)


def test_what_is_due_is_sent_oldest_first_and_once(addressed: Cast) -> None:
    """Promise P9."""
    a_notice(addressed.alice, "young", minutes_ago=1)
    a_notice(addressed.bob, "old", minutes_ago=2)
    assert (deliver(), deliver()) == (2, 0)
    assert [to for to, _ in sent()] == ["bob@example.com", "alice@example.com"]


def test_a_long_queue_drains_oldest_first(addressed: Cast) -> None:
    keys = {minutes: f"{minutes} minutes" for minutes in range(50)}
    for minutes in sorted(keys, key=lambda each: each * 7 % 50):
        a_notice(addressed.alice, keys[minutes], minutes_ago=minutes)
    assert deliver() == 50
    ids = [each.extra_headers["Message-ID"] for each in mail.outbox]
    assert ids == [letters.message_id(keys[minutes]) for minutes in reversed(range(50))]


def test_the_same_key_is_the_same_notice(addressed: Cast) -> None:
    for _ in range(3):
        notices.security(addressed.alice, "voice_code_locked", NOW, key="once")
    assert deliver() == 1


def test_what_is_not_due_yet_waits(addressed: Cast) -> None:
    Notice.objects.filter(pk=a_notice(addressed.alice, "later").pk).update(
        due_at=Now() + timedelta(minutes=1)
    )
    assert deliver() == 0


def test_another_senders_lease_is_respected_until_it_runs_out(addressed: Cast) -> None:
    """Promise P9: the sender was killed between claiming and settling."""
    notice = a_notice(addressed.alice, "held")
    assert outbox.claim() == [Lease(notice=notice.pk, token=1)]
    assert deliver() == 0
    Notice.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert deliver() == 1
    assert outcome(notice) == (True, True, "")


def test_a_lease_outlasts_a_task(addressed: Cast) -> None:
    a_notice(addressed.alice, "held")
    outbox.claim()
    [left] = Notice.objects.annotate(left=F("lease_until") - Now()).values_list("left", flat=True)
    assert timedelta(seconds=30) < left <= timedelta(seconds=60)


def test_whoever_holds_an_older_lease_settles_nothing(
    addressed: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = a_notice(addressed.alice, "overtaken")
    written = letters.written

    def overtaken(notice: Notice, now: datetime) -> mail.EmailMultiAlternatives:
        Notice.objects.update(lease_token=F("lease_token") + 1)
        return written(notice, now)

    monkeypatch.setattr("consent.writing.letters.written", overtaken)
    assert deliver() == 0
    assert outcome(notice) == (False, False, "")


def test_a_mail_that_is_sent_again_has_the_same_id(addressed: Cast) -> None:
    """Killed after sending and before settling: at least once, and known as the same."""
    a_notice(addressed.alice, "twice")
    deliver()
    Notice.objects.update(sent_at=None, settled_at=None)
    deliver()
    first, second = (each.extra_headers["Message-ID"] for each in mail.outbox)
    assert first == second
    assert first.endswith("@bank.test>")


def test_a_failure_is_tried_again_later(addressed: Cast, refusing: None) -> None:
    notice = a_notice(addressed.alice, "refused")
    assert deliver() == 0
    waits = Notice.objects.annotate(waits=F("due_at") - Now()).get(pk=notice.pk)
    assert timedelta(seconds=55) < waits.waits < timedelta(seconds=91)
    assert (waits.attempts, waits.lease_until) == (1, None)
    assert outcome(notice) == (False, False, "SMTPServerDisconnected")


def test_what_is_sent_at_last_has_no_problem_any_more(addressed: Cast) -> None:
    notice = a_notice(addressed.alice, "late")
    Notice.objects.update(attempts=3, problem="TimeoutError")
    deliver()
    assert outcome(notice) == (True, True, "")


@pytest.mark.parametrize(("attempts", "minutes"), [(0, 1), (1, 2), (5, 32), (9, 360), (30, 360)])
def test_the_pause_doubles_up_to_six_hours_and_is_spread(attempts: int, minutes: int) -> None:
    pauses = [outbox.pause(attempts) / timedelta(minutes=minutes) for _ in range(50)]
    assert 1 <= min(pauses) < max(pauses) <= 1.5


def test_all_attempts_take_about_four_days() -> None:
    """A mail server that is down over a weekend loses nothing."""
    least = sum((outbox.pause(n) / 1.5 for n in range(outbox.ATTEMPTS - 1)), timedelta())
    assert least > timedelta(days=2.5)


def test_after_the_last_attempt_the_operator_sees_it(addressed: Cast, refusing: None) -> None:
    notice = a_notice(addressed.alice, "given up")
    Notice.objects.update(attempts=outbox.ATTEMPTS - 1)
    with capture_logs() as logs:
        deliver()
    assert outcome(notice) == (False, True, "SMTPServerDisconnected")
    assert [each["event"] for each in logs] == ["notice.not_sent", "notice.given_up"]
    assert "alice" not in str(logs)
    event = AuditEvent.objects.get(kind="notice.given_up")
    assert (event.subject, event.detail) == (addressed.alice.public_id, "security")


def test_a_server_that_is_down_is_left_alone_until_the_next_tick(
    addressed: Cast, refusing: None
) -> None:
    for number in range(10):
        a_notice(addressed.alice, f"{number}")
    deliver()
    assert Refusing.tried == 3
    assert Notice.objects.filter(attempts=0, lease_until=None).count() == 7


def test_one_that_cannot_be_written_keeps_no_other_from_being_sent(addressed: Cast) -> None:
    broken = a_notice(addressed.alice, "broken", minutes_ago=1)
    Notice.objects.update(topic="unheard of")
    fine = a_notice(addressed.bob, "fine")
    assert deliver() == 1
    assert outcome(broken) == (False, False, "ValueError")
    assert outcome(fine) == (True, True, "")


def test_without_an_address_it_is_settled_and_counted_for_her_page(addressed: Cast) -> None:
    notice = a_notice(addressed.charlie, "nowhere")
    assert deliver() == 0
    assert outcome(notice) == (False, True, "no_address")
    told = [notices.not_mailed(each) for each in (addressed.charlie, addressed.alice)]
    assert told == [1, 0]


def test_who_was_shut_out_hears_of_ends_and_of_nothing_else(addressed: Cast) -> None:
    other = a_notice(addressed.alice, "other")
    User.objects.filter(pk=addressed.alice.pk).update(is_active=False)
    leaving.everything(addressed.alice, EndReason.REVOKED, Channel.OPERATOR, NOW)
    deliver()
    assert sent() == [("alice@example.com", "Alexa can no longer hear anything")]
    assert outcome(other) == (False, True, "inactive")


def test_sending_stops_when_its_time_is_up(addressed: Cast) -> None:
    for number in range(3):
        a_notice(addressed.alice, f"{number}")
    assert outbox.send_due(NOW, within_s=0) == 0
    assert Notice.objects.filter(lease_until=None, settled_at=None).count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_two_ticks_at_once_each_notice_is_sent_by_one() -> None:
    """Promise P9: two beats are harmless."""
    alice = people.customer("alice")
    User.objects.update(email="alice@example.com")
    keys = [f"notice-{number}" for number in range(60)]
    for key in keys:
        a_notice(alice, key)
    counts = at_once(*[deliver] * 4)
    ids = [each.extra_headers["Message-ID"] for each in mail.outbox]
    assert sum(counts) == len(ids) == len(set(ids)) == len(keys)
    assert not Notice.objects.filter(sent_at=None).exists()


def test_a_receipt_is_due_with_its_change_or_not_at_all(addressed: Cast) -> None:
    consent = consent_of(addressed.alice)
    leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, NOW)
    notice = Notice.objects.get(consent=consent)
    assert notice.key == f"receipt:{notice.receipt and notice.receipt.public_id}"
    deliver()
    assert outcome(notice) == (True, True, "")
