"""The tick: all that is due is done, once, however many ticks there are and however late."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from oauth2_provider.models import AccessToken, Grant, RefreshToken

from banking.models import User
from consent import leaving, operations, queries, tasks
from consent.chores import Chore
from consent.models import Checkpoint, Consent, Export, IssuedToken, Notice
from consent.models import Chore as ChoreRow
from consent.queries import Standing
from consent.release import Reason, Refusal
from consent.scopes import Scope
from consent.states import State
from tests import people
from tests.consent.oauth import linking
from tests.consent.test_contention import at_once
from tests.people import NOW, Cast

DAY = timedelta(days=1)


def tick_at(moment: datetime) -> None:
    """A tick of that moment; what it did before is due again."""
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    ChoreRow.objects.update(next_at=long_ago, lease_until=None)
    with time_machine.travel(moment, tick=False):
        tasks.tick()


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the chores that were done, each of them doing nothing."""
    seen: list[str] = []

    nothing = tuple(_noting(each, seen) for each in tasks.CHORES)
    monkeypatch.setattr(tasks, "CHORES", nothing)
    return seen


def _noting(chore: Chore, seen: list[str]) -> Chore:
    def run(_now: datetime) -> bool:
        seen.append(chore.name)
        return False

    return replace(chore, run=run)


def test_daily_work_is_done_once_however_many_ticks_there_are(db: None, done: list[str]) -> None:
    for _ in range(3):
        tasks.tick()
    assert sorted(set(done)) == sorted(each.name for each in tasks.CHORES)
    assert {name for name in done if done.count(name) > 1} <= {"exports"}


def test_a_tick_takes_arguments_of_later_versions(db: None) -> None:
    tasks.tick(something_new=1)
    assert ChoreRow.objects.filter(lease_until=None).count() == len(tasks.CHORES)


def test_a_consent_ends_to_the_second_and_waits_for_no_tick(cast: Cast) -> None:
    """Design, section 4: expiry is computed. Promise P3."""
    end = Consent.objects.get(customer=cast.alice).expires_at
    assert end is not None
    before = queries.standing(cast.alices_token, "alexa", end - timedelta(microseconds=1))
    assert isinstance(before, Standing)
    after = queries.standing(cast.alices_token, "alexa", end)
    assert after == Refusal(reason=Reason.EXPIRED)
    assert Consent.objects.get(customer=cast.alice).state == State.LIVE, "no tick has come by"


def test_a_tick_writes_down_what_ended_by_itself_and_sends_the_receipt(cast: Cast) -> None:
    User.objects.filter(pk=cast.alice.pk).update(email="alice@example.com")
    Notice.objects.all().delete()
    tick_at(NOW + 91 * DAY)
    consent = Consent.objects.get(customer=cast.alice)
    assert (consent.state, consent.end_reason) == ("ended", "expired")
    assert [each.subject.partition(": ")[2] for each in mail.outbox] == [
        "Alexa can no longer hear anything"
    ]


def test_a_tick_ends_what_was_never_answered_and_what_a_retired_assistant_had(cast: Cast) -> None:
    operations.request(cast.charlie, cast.other, NOW)
    leaving.retire(cast.alexa, NOW)
    tick_at(NOW + timedelta(hours=2))
    ended = Consent.objects.filter(state="ended").order_by("customer__username")
    assert list(ended.values_list("customer__username", "end_reason")) == [
        ("alice", "revoked"),
        ("charlie", "abandoned"),
    ]


def test_ticks_that_stopped_for_weeks_do_what_is_due_once(cast: Cast) -> None:
    """Promise P9: all of it is derived from dates."""
    people.allow(cast.alice, cast.alexa, [Scope.BALANCES], [cast.everyday], days=365)
    Notice.objects.all().delete()
    for hours in range(3):
        tick_at(NOW + 345 * DAY + timedelta(hours=hours))
    told = Notice.objects.filter(customer=cast.alice).exclude(problem="not_needed")
    assert sorted(told.values_list("kind", flat=True)) == ["periodic", "reminder"]
    assert Notice.objects.filter(customer=cast.bob, kind="receipt").count() == 1


def test_a_tick_seals_the_chains_and_makes_the_archives_that_wait(cast: Cast) -> None:
    Consent.objects.filter(customer=cast.alice).update(seq=1, head="0" * 64)
    Export.objects.create(customer=cast.alice, asked_at=NOW)
    tick_at(NOW)
    assert Checkpoint.objects.count() == 1
    assert Export.objects.get().ready_at is not None


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_say_everything_once() -> None:
    """Promise P9: two beats are harmless."""
    cast = people.cast()
    User.objects.filter(pk=cast.alice.pk).update(email="alice@example.com")
    Notice.objects.all().delete()
    with time_machine.travel(NOW + 91 * DAY, tick=False):
        at_once(tasks.tick, tasks.tick, tasks.tick)
        tasks.tick()
    ends = Notice.objects.filter(kind="receipt")
    assert sorted(ends.values_list("customer__username", flat=True)) == ["alice", "bob"]
    assert len(mail.outbox) == 1


def test_traces_of_tokens_are_kept_a_month(cast: Cast) -> None:
    now = timezone.now()
    mine = IssuedToken.objects.filter(authorization__consent__customer=cast.alice)
    mine.update(expires_at=now - timedelta(days=31))
    bobs = IssuedToken.objects.exclude(pk__in=mine)
    bobs.update(expires_at=now - timedelta(days=29))
    tasks.forget_tokens(now)
    assert list(IssuedToken.objects.values_list("authorization__consent__customer", flat=True)) == [
        cast.bob.pk
    ]


@pytest.mark.parametrize(("days", "kept"), [(1, (0, 1, 1)), (368, (0, 0, 0))])
def test_dead_codes_are_deleted_at_once_and_refresh_tokens_a_year_later(
    cast: Cast, days: int, kept: tuple[int, int, int]
) -> None:
    """Design section 4: the ceiling of a refresh token is 366 days."""
    for model in (AccessToken, RefreshToken):
        model.objects.all().delete()
    linking.tokens(cast.alice, cast.everyday)
    linking.code(cast.charlie, cast.charlies)
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        tasks.forget_tokens(timezone.now())
    counts = tuple(model.objects.count() for model in (Grant, AccessToken, RefreshToken))
    assert counts == kept
