"""Runs the tests on every database and broker that answers; says what it left out, and why.

``python -m tests.run [--all]``: with --all nothing may be left out or skipped.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import psycopg
from kombu import Connection

from tests import specs
from tests.browser import chromium

POSTGRESQL = os.environ.get("SAYSO_TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/")
RABBITMQ = os.environ.get("SAYSO_TEST_BROKER_URL", "amqp://guest:guest@127.0.0.1:5672//")
# One more than there are processors: a test spends half of its time waiting.
_PROCESSES = (os.cpu_count() or 1) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One run of pytest; ``missing`` is why it cannot be.

    ``is_elsewhere``: what it needs is neither ours to hand out nor to install.
    """

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    missing: str | None = None
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a stage went: pytest's own summary line, and the tests it skipped."""

    is_good: bool
    summary: str
    skipped: tuple[str, ...]


def stages() -> list[Stage]:
    """The same tests on both databases, then those that need a broker or a browser."""
    parallel = f"--numprocesses={_PROCESSES}"
    url = urlsplit(POSTGRESQL)._replace(path=f"/sayso_{os.getpid()}").geturl()
    return [
        Stage(
            name="SQLite and the embedded broker",
            arguments=[parallel, "-m", "not broker and not browser and not postgres and not specs"],
            environment={"SAYSO_TEST_FAULTS": "yes"},
        ),
        Stage(
            name="PostgreSQL",
            # The fault runs bring their own database; once is enough. Their queries run on both.
            arguments=[
                *(parallel, "-m", "not broker and not browser and not specs"),
                "--ignore-glob=tests/faults/test_[!i]*",
            ],
            environment={"SAYSO_TEST_DATABASE_URL": url},
            missing=_postgresql_missing(),
        ),
        Stage(
            name="RabbitMQ",
            arguments=["-m", "broker"],
            environment={"SAYSO_TEST_FAULTS": "yes", "SAYSO_TEST_BROKER_URL": RABBITMQ},
            missing=_rabbitmq_missing(),
        ),
        Stage(
            name="The standards' own files",
            arguments=["-m", "specs"],
            environment={"SAYSO_SPECS_DIR": str(specs.folder() or "")},
            missing=specs.missing(),
            is_elsewhere=True,
        ),
        Stage(name="Chromium", arguments=["-m", "browser"], missing=chromium.missing()),
    ]


def _postgresql_missing() -> str | None:
    server = urlsplit(POSTGRESQL)._replace(path="/postgres").geturl()
    try:
        psycopg.connect(server, connect_timeout=2).close()
    except psycopg.OperationalError as error:
        return f"PostgreSQL does not let us in: {_first_line(error)}"
    return None


def _rabbitmq_missing() -> str | None:
    try:
        with Connection(RABBITMQ, connect_timeout=2) as connection:
            connection.connect()
    except OSError as error:
        host = urlsplit(RABBITMQ).hostname
        return f"RabbitMQ does not answer on {host}: {_first_line(error)}"
    return None


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def run(stage: Stage) -> Ran:
    """Runs pytest, showing all it says."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("SAYSO_")
    }
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "pytest", "--quiet", "-rs", *stage.arguments],
        env=environment | dict(stage.environment),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        said = []
        for line in process.stdout or ():
            print(line, end="", flush=True)
            said.append(line.strip())
    return Ran(
        is_good=process.returncode == 0,
        summary=next((line for line in reversed(said) if re.search(r" in [\d.]+s", line)), ""),
        skipped=tuple(line for line in said if line.startswith("SKIPPED")),
    )


def verdict(stage: Stage, ran: Ran | None, *, is_all: bool) -> tuple[bool, list[str]]:
    """Whether the stage is good enough, and the lines that tell of it."""
    if ran is None:
        is_good = stage.is_elsewhere or not is_all
        word = "left out" if is_good else "MISSING"
        return is_good, [f"{stage.name}: {word}. {stage.missing}"]
    is_good = ran.is_good and not (is_all and ran.skipped)
    lines = [f"{stage.name}: {'passed' if is_good else 'FAILED'}. {ran.summary}"]
    if is_all and ran.skipped:
        lines.append("  With --all no test may be skipped; these were:")
    return is_good, lines + [f"  {line}" for line in ran.skipped]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="nothing may be left out or skipped")
    is_all: bool = parser.parse_args().all
    started, results = time.monotonic(), []
    for stage in stages():
        if stage.missing:
            results.append(verdict(stage, None, is_all=is_all))
            continue
        print(f"\n--- {stage.name}", flush=True)
        results.append(verdict(stage, run(stage), is_all=is_all))
    print(f"\n--- Tests, in {time.monotonic() - started:.0f} s")
    for _, lines in results:
        print("\n".join(lines))
    return 0 if all(is_good for is_good, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main())
