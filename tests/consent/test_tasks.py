"""Daily work: once a day, however many ticks there are."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from oauth2_provider.models import AccessToken, Grant, RefreshToken

from consent import tasks
from consent.models import Chore, IssuedToken
from tests.consent.oauth import linking
from tests.people import Cast


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often tokens were forgotten."""
    seen: list[str] = []
    monkeypatch.setattr(tasks, "forget_tokens", lambda: seen.append("done"))
    return seen


def test_many_ticks_do_it_once(db: None, done: list[str]) -> None:
    for _ in range(3):
        tasks.tick()
    assert done == ["done"]


def test_it_is_due_again_the_next_day(db: None, done: list[str]) -> None:
    tasks.tick()
    Chore.objects.update(next_at=timezone.now() - timedelta(seconds=1))
    tasks.tick()
    assert done == ["done", "done"]


def test_another_workers_lease_is_respected_until_it_runs_out(db: None, done: list[str]) -> None:
    """Promise P9."""
    tasks.tick()
    past, soon = (timezone.now() + timedelta(minutes=m) for m in (-1, 1))
    Chore.objects.update(next_at=past, lease_until=soon)
    tasks.tick()
    assert done == ["done"]
    Chore.objects.update(lease_until=past)
    tasks.tick()
    assert done == ["done", "done"]


def test_a_tick_takes_arguments_of_later_versions(db: None, done: list[str]) -> None:
    tasks.tick(something_new=1)
    assert done == ["done"]


def test_traces_of_tokens_are_kept_a_month(cast: Cast) -> None:
    mine = IssuedToken.objects.filter(authorization__consent__customer=cast.alice)
    mine.update(expires_at=timezone.now() - timedelta(days=31))
    bobs = IssuedToken.objects.exclude(pk__in=mine)
    bobs.update(expires_at=timezone.now() - timedelta(days=29))
    tasks.forget_tokens()
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
        tasks.forget_tokens()
    counts = tuple(model.objects.count() for model in (Grant, AccessToken, RefreshToken))
    assert counts == kept
