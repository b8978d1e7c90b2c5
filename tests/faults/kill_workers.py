"""Kills the workers again and again during refreshes, and counts what that did.

``python -m tests.faults.kill_workers [--broker amqp://...] [--database postgres://...]``; without
options it runs on SQLite and the embedded broker. Exits 1 if anything was lost or applied twice.
"""

import argparse
import json
import random
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.faults import stage

if TYPE_CHECKING:
    from banking.models import Link

LEASE_S = 6
CALM_S = 60
ASKED_EVERY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One run in numbers."""

    refreshes: int
    kills: int
    freezes: int
    never_refreshed: int
    applied_twice: int
    stale_writes_fenced: int
    killed_while_running: int
    seconds: float

    @property
    def is_loss(self) -> bool:
        return bool(self.never_refreshed or self.applied_twice)


def make_links(bank: str, count: int) -> None:
    """Links of invented customers, all due now but each fifth, which is only ever asked for."""
    from django.utils import timezone  # noqa: PLC0415 - after the environment

    from banking.models import Institution, Link, User  # noqa: PLC0415

    institution = Institution.objects.create(
        name="Sandbox Bank",
        standard="fdx",
        base_url=f"{bank}/fdx/v6",
        token_url=f"{bank}/oauth/token",
        service_id="sayso",
        service_secret=stage.SERVICE_SECRET,
        time_zone="America/New_York",
    )
    users = User.objects.bulk_create(User(username=f"customer-{n}") for n in range(count))
    far = timezone.now() + timedelta(days=30)
    for number, user in enumerate(users):
        link = Link.objects.create(
            customer=user,
            institution=institution,
            credentials=json.dumps({"customer_number": f"{100001 + number % 4}"}),
        )
        if number % ASKED_EVERY == 0:
            Link.objects.filter(pk=link.pk).update(next_refresh_at=far)


def torment(workers: stage.Workers, asked: argparse.Namespace) -> tuple[int, int]:
    """Kills and freezes until all is fetched, or the time is up; how often it did."""
    kills = freezes = 0
    end = time.monotonic() + asked.seconds
    while time.monotonic() < end:
        workers.thaw(time.monotonic())
        missing = _unfetched()
        if not missing and kills >= asked.kills and not workers.frozen:
            break
        _ask(missing)
        name = workers.chance.choice(list(stage.WORKERS))
        match workers.chance.random():
            case dice if dice < 0.2:
                workers.kill(name)
                kills += 1
            case dice if dice < 0.35:
                workers.kill_child(name)
                kills += 1
            case dice if dice < 0.45 and len(workers.frozen) < 2:
                workers.freeze_child(name, time.monotonic() + LEASE_S + 2)
                freezes += 1
        time.sleep(0.7)
    workers.thaw(float("inf"))
    return kills, freezes


def calm(end: float) -> None:
    """Lets what is due be done, now that the faults have stopped."""
    while time.monotonic() < end and (missing := _unfetched()):
        _ask(missing)
        time.sleep(1)


def _unfetched() -> list["Link"]:
    from banking.models import Link  # noqa: PLC0415

    return list(Link.objects.filter(fetched_at=None))


def _ask(missing: list["Link"]) -> None:
    """As a customer would: those links that only a question refreshes."""
    from django.utils import timezone  # noqa: PLC0415

    from banking import refresh  # noqa: PLC0415

    for link in missing:
        if link.next_refresh_at > timezone.now() + timedelta(days=1):
            refresh.ask(link.pk)


def count(kills: int, freezes: int, seconds: float) -> Figures:
    """What the database says about it."""
    from django.db.models import Count  # noqa: PLC0415

    from banking.models import Link, Refresh, RefreshOutcome  # noqa: PLC0415

    stored = Refresh.objects.filter(outcome__in=[RefreshOutcome.STORED, RefreshOutcome.PARTIAL])
    per_lease = stored.values("link", "lease_token").annotate(times=Count("pk"))
    # Each link had one due moment, and a refresh that is stored moves it by hours; who asked had
    # as many moments as questions.
    per_moment = stored.filter(is_interactive=False).values("link").annotate(times=Count("pk"))
    overtaken = Refresh.objects.filter(outcome=RefreshOutcome.OVERTAKEN)
    return Figures(
        refreshes=stored.count(),
        kills=kills,
        freezes=freezes,
        never_refreshed=Link.objects.filter(fetched_at=None).count(),
        applied_twice=per_lease.filter(times__gt=1).count()
        + per_moment.filter(times__gt=1).count(),
        stale_writes_fenced=overtaken.filter(took__gt=timedelta()).count(),
        killed_while_running=overtaken.filter(took=timedelta()).count(),
        seconds=round(seconds, 1),
    )


def play(asked: argparse.Namespace) -> Figures:
    with ExitStack() as stack:
        folder = stack.enter_context(
            stage.environment(asked.database, asked.broker, lease_s=LEASE_S)
        )
        make_links(stack.enter_context(stage.bank(folder)), asked.links)
        processes = stack.enter_context(ExitStack())
        workers = stage.Workers(
            folder=folder,
            stack=processes,
            chance=random.Random(asked.seed),  # noqa: S311 - a run that can be repeated
        )
        for name in stage.WORKERS:
            workers.start(name)
        started = time.monotonic()
        kills, freezes = torment(workers, asked)
        calm(time.monotonic() + CALM_S)
        # Whoever was frozen gets the time to try its old news on us.
        time.sleep(LEASE_S / 2)
        return count(kills, freezes, time.monotonic() - started)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--broker", default="filesystem://")
    parser.add_argument("--database", default="", help="a PostgreSQL; empty: a SQLite file")
    parser.add_argument("--links", type=int, default=200)
    parser.add_argument("--kills", type=int, default=15, help="at least so many")
    parser.add_argument("--seconds", type=float, default=90, help="torment at most so long")
    parser.add_argument("--seed", type=int, default=2018)
    figures = play(parser.parse_args())
    for name in Figures.__slots__:
        print(f"{name.replace('_', ' '):24}{getattr(figures, name)}")  # noqa: T201
    return int(figures.is_loss)


if __name__ == "__main__":
    sys.exit(main())
