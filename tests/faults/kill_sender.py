"""Kills whoever sends the notices, again and again, and counts what the mailboxes got.

``python -m tests.faults.kill_sender [--database postgres://...]``; exits 1 if a notice was lost,
or sent twice without being known as the same.
"""

import argparse
import os
import random
import sys
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.faults import stage

CALM_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One run in numbers."""

    notices: int
    kills: int
    never_sent: int
    unmarked: int
    unknown: int
    sent_again: int
    seconds: float

    @property
    def is_loss(self) -> bool:
        return bool(self.never_sent or self.unmarked or self.unknown)


def send_forever() -> None:
    """The worker: ticks, one after the other, until it is killed."""
    import django  # noqa: PLC0415 - the environment comes first

    django.setup()
    from django.conf import settings  # noqa: PLC0415

    from consent import tasks  # noqa: PLC0415

    settings.EMAIL_BACKEND = "tests.faults.postbox.Postbox"
    print("ready", flush=True)  # noqa: T201 - for whoever started it
    while True:
        tasks.tick()
        time.sleep(0.05)


def make_notices(count: int) -> set[str]:
    """Notices that are due, of an invented customer; the ids their mails will have."""
    from django.utils import timezone  # noqa: PLC0415

    from banking.models import User  # noqa: PLC0415
    from consent.writing import letters, notices  # noqa: PLC0415

    customer: User = User.objects.create_user("customer", email="customer@example.com")
    keys = [f"notice-{number}" for number in range(count)]
    for key in keys:
        notices.security(customer, "voice_code_locked", timezone.now(), key=key)
    return {letters.message_id(key) for key in keys}


def run_out() -> None:
    """Time passes: the leases of whoever is dead run out."""
    from datetime import timedelta  # noqa: PLC0415

    from django.db.models.functions import Now  # noqa: PLC0415

    from consent.models import Chore, Notice  # noqa: PLC0415

    past = Now() - timedelta(seconds=1)
    Notice.objects.exclude(lease_until=None).update(lease_until=past)
    Chore.objects.exclude(lease_until=None).update(lease_until=past)


def unsettled() -> int:
    from consent.models import Notice  # noqa: PLC0415

    return Notice.objects.filter(settled_at=None).count()


def torment(folder: Path, kills: int, chance: random.Random) -> int:
    """Starts the sender and kills it at random, until it had its kills; then lets it finish."""
    done = 0
    with ExitStack() as last:
        while unsettled() and done < kills:
            with ExitStack() as stack:
                _start(stack, folder)
                _wait_for_mail(folder / "postbox")
                time.sleep(chance.uniform(0, 0.1))
            done += 1
            run_out()
        _start(last, folder)
        end = time.monotonic() + CALM_S
        while unsettled() and time.monotonic() < end:
            time.sleep(0.1)
    return done


def _wait_for_mail(box: Path) -> None:
    """A kill before anything is sent would prove nothing."""
    before, end = box.stat().st_size, time.monotonic() + CALM_S
    while box.stat().st_size == before and time.monotonic() < end:
        time.sleep(0.005)


def _start(stack: ExitStack, folder: Path) -> None:
    command = ("-m", "tests.faults.kill_sender", "--send")
    sender = stack.enter_context(stage.process(*command, log=folder / "sender.log"))
    line = sender.stdout.readline() if sender.stdout else ""
    if "ready" not in line:
        raise RuntimeError((folder / "sender.log").read_text()[-2000:])


def play(asked: argparse.Namespace) -> Figures:
    started = time.monotonic()
    with stage.environment(asked.database, "memory://", lease_s=90) as folder:
        box = folder / "postbox"
        box.touch()
        os.environ["SAYSO_TEST_POSTBOX"] = str(box)
        expected = make_notices(asked.notices)
        chance = random.Random(asked.seed)  # noqa: S311 - a run that can be repeated
        kills = torment(folder, asked.kills, chance)
        got = Counter(box.read_text().split())
        return Figures(
            notices=len(expected),
            kills=kills,
            never_sent=len(expected - got.keys()),
            unmarked=unsettled(),
            unknown=len(got.keys() - expected),
            sent_again=got.total() - len(got),
            seconds=round(time.monotonic() - started, 1),
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database", default="", help="a PostgreSQL; empty: a SQLite file")
    parser.add_argument("--notices", type=int, default=60)
    parser.add_argument("--kills", type=int, default=4)
    parser.add_argument("--seed", type=int, default=2018)
    parser.add_argument("--send", action="store_true", help="be the one who is killed")
    asked = parser.parse_args()
    if asked.send:
        send_forever()
    figures = play(asked)
    for name in Figures.__slots__:
        print(f"{name.replace('_', ' '):24}{getattr(figures, name)}")  # noqa: T201
    return int(figures.is_loss or figures.kills < asked.kills)


if __name__ == "__main__":
    sys.exit(main())
