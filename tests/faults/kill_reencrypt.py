"""Kills ``reencrypt`` in the middle, again and again, and counts what then opens.

``python -m tests.faults.kill_reencrypt [--database postgres://...]``; exits 1 if a credential was
lost or altered, or if the last run, which is not killed, leaves one under the old key.
"""

import argparse
import os
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from tests.faults import stage

_COMMAND = ("manage.py", "reencrypt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One run in numbers."""

    credentials: int
    kills: int
    moved_before_the_last_run: int
    altered: int
    left_under_the_old_key: int

    @property
    def is_loss(self) -> bool:
        return bool(self.altered or self.left_under_the_old_key)


def make_links(count: int) -> dict[int, str]:
    """Links of an invented customer, each with a credential of its own; these, by link."""
    from banking.models import Institution, Link, User  # noqa: PLC0415 - after the environment

    address = "http://127.0.0.1:9/"
    institution = Institution.objects.create(
        name="A bank", standard="fdx", base_url=address, token_url=address, service_id="sayso",
        service_secret=stage.SERVICE_SECRET, time_zone="UTC",
    )  # fmt: skip
    users = User.objects.bulk_create(User(username=f"customer-{each}") for each in range(count))
    links = Link.objects.bulk_create(
        Link(customer=user, institution=institution, credentials=f"credential-{user.pk}")
        for user in users
    )
    return {link.pk: f"credential-{link.customer_id}" for link in links}


def rows() -> dict[int, str]:
    """What lies in the column, as it lies there."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT id, credentials FROM banking_link")
        return dict(cursor.fetchall())


def opened(key: str) -> dict[int, str]:
    """The credentials that this one key opens."""
    found = {}
    for pk, sealed in rows().items():
        try:
            found[pk] = Fernet(key).decrypt(sealed).decode()
        except InvalidToken:
            continue
    return found


def killed(folder: Path) -> bool:
    """Runs the command until it has told of its first batch of links; whether it was cut short."""
    with ExitStack() as stack:
        running = stack.enter_context(stage.process(*_COMMAND, log=folder / "reencrypt.log"))
        for line in running.stdout or ():
            if line.startswith("banking_link") and " 0 moved" not in line:
                return running.poll() is None
    return False


def play(asked: argparse.Namespace) -> Figures:
    with stage.environment(asked.database, "memory://", lease_s=90) as folder:
        from django.conf import settings  # noqa: PLC0415

        expected, old, new = make_links(asked.links), settings.ENCRYPTION_KEYS[0], _key()
        os.environ["SAYSO_ENCRYPTION_KEYS"] = f"{new},{old}"
        kills = sum(killed(folder) for _ in range(asked.kills))
        halfway = opened(new)
        altered = {pk for pk, told in (opened(old) | halfway).items() if told != expected[pk]}
        lost = expected.keys() - (opened(old) | halfway).keys()
        with stage.process(*_COMMAND, log=folder / "reencrypt.log") as last:
            last.communicate()
        return Figures(
            credentials=len(expected),
            kills=kills,
            moved_before_the_last_run=len(halfway),
            altered=len(altered | lost),
            left_under_the_old_key=sum(
                opened(new).get(pk) != told for pk, told in expected.items()
            ),
        )


def _key() -> str:
    return Fernet.generate_key().decode()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database", default="", help="a PostgreSQL; empty: a SQLite file")
    parser.add_argument("--links", type=int, default=600)
    parser.add_argument("--kills", type=int, default=2)
    asked = parser.parse_args()
    figures = play(asked)
    for name in Figures.__slots__:
        print(f"{name.replace('_', ' '):28}{getattr(figures, name)}")  # noqa: T201
    was_halfway = 0 < figures.moved_before_the_last_run < figures.credentials
    return int(figures.is_loss or figures.kills < asked.kills or not was_halfway)


if __name__ == "__main__":
    sys.exit(main())
