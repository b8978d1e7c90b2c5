"""Plays every fault several times and prints what it broke, as a table for the README.

``python -m tests.faults --runs 5``; exits 1 if any run broke anything. Each run has a process, a
database, queues and banks of its own, and ends by itself.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import version

import psycopg
from kombu import Connection

from tests.faults import invariants
from tests.faults.scenarios import SCENARIOS, USUAL
from tests.faults.stage import ROOT

DATABASE = os.environ.get("SAYSO_TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/")
BROKER = os.environ.get("SAYSO_TEST_BROKER_URL", "amqp://guest:guest@127.0.0.1:5672//")
# Longer than any run can take by its own limits, and not for ever.
PATIENCE_S = 1500
TOLD = ("stored", "kills", "frozen", "asked", "ended", "stale writes fenced",
        "killed while running", "longest gap", "seconds")  # fmt: skip


def play(scenario: str, seed: int, asked: argparse.Namespace) -> dict[str, float] | None:
    """The run's figures; none if it did not come to an end."""
    command = [sys.executable, "-m", "tests.faults.play", scenario, "--seed", str(seed)]
    command += ["--database", asked.database, "--broker", asked.broker]
    command += ["--retry-after", str(asked.retry_after)]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("SAYSO_")
    }
    try:
        ended = subprocess.run(  # noqa: S603 - our own program
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False,
            timeout=PATIENCE_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    lines = ended.stdout.splitlines()
    figures = json.loads(lines[-1]) if lines else None
    return dict(figures, lost=ended.returncode) if figures else None


def row(scenario: str, seed: int, figures: dict[str, float] | None) -> str:
    """One line of the table."""
    if figures is None:
        return f"| {scenario} | {seed} | did not end |"
    cells = [figures[name] for name in (*TOLD[:-2], *invariants.QUERIES, *TOLD[-2:])]
    return f"| {scenario} | {seed} | {' | '.join(f'{cell:g}' for cell in cells)} |"


def heading() -> list[str]:
    names = ["scenario", "seed", *TOLD[:-2], *invariants.QUERIES, *TOLD[-2:]]
    return [f"| {' | '.join(names)} |", "|---" * len(names) + "|"]


def circumstances(asked: argparse.Namespace) -> Iterator[str]:
    """With what it was played: figures mean nothing without."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"],  # noqa: S607 - whichever git there is
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout.strip()  # fmt: skip
    yield f"commit {commit}; Python {platform.python_version()}"
    yield ", ".join(f"{name} {version(name)}" for name in ("celery", "kombu", "amqp", "Django"))
    if asked.database:
        with psycopg.connect(asked.database.rpartition("/")[0] + "/postgres") as connection:
            yield f"PostgreSQL {connection.info.server_version // 10000}"
    if asked.broker.startswith("amqp"):
        with Connection(asked.broker) as broker:
            broker.connect()
            told = broker.connection.server_properties
            yield f"{told.get('product', 'broker')} {told.get('version', '')}"
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    yield f"{os.cpu_count()} processors, load {load} when it began"


def asked_for() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--scenarios", nargs="+", choices=SCENARIOS, default=USUAL)
    parser.add_argument("--database", default=DATABASE, help="empty: a SQLite file")
    parser.add_argument("--broker", default=BROKER)
    parser.add_argument("--seed", type=int, default=2018, help="of the first run; then one more")
    parser.add_argument("--retry-after", type=int, default=40, help="what a busy bank asks for")
    return parser.parse_args()


def main() -> int:
    asked = asked_for()
    told, rows, lost, started = list(circumstances(asked)), heading(), 0, time.monotonic()
    for number in range(asked.runs):
        for scenario in asked.scenarios:
            seed = asked.seed + number
            figures = play(scenario, seed, asked)
            lost += figures is None or bool(figures["lost"])
            rows.append(row(scenario, seed, figures))
            past_s = time.monotonic() - started
            print(f"\n[{past_s:.0f} s] {rows[-1]}", file=sys.stderr, flush=True)  # noqa: T201
    print("; ".join(told), "", *rows, sep="\n")  # noqa: T201
    return int(lost > 0)


if __name__ == "__main__":
    sys.exit(main())
