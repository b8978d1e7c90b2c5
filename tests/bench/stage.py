"""What the bench plays on: a PostgreSQL database, a crowd in it and a server, all its own."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import create_connection, create_server
from typing import IO

from tests import databases

ROOT = Path(__file__).resolve().parents[2]
SKILL = "amzn1.ask.skill.sayso-test"
_STARTS_WITHIN_S, _STOPS_WITHIN_S = 30, 20


@contextmanager
def environment(url: str, **more: str) -> Iterator[Path]:
    """Sets the environment and Django up, for this process and all that it starts.

    Everything is as behind a proxy that ends TLS, but for the authority that is trusted. ``more``
    are variables to set besides.
    """
    with (
        tempfile.TemporaryDirectory(prefix="sayso-bench-") as folder,
        databases.empty(url, Path(folder), "bench") as own,
    ):
        for name in [name for name in os.environ if name.startswith("SAYSO_")]:
            del os.environ[name]
        os.environ |= {
            "SAYSO_ENV_FILE": str(ROOT / "tests" / "test.env"),
            "SAYSO_RUN_DIR": folder,
            "SAYSO_DATABASE_URL": own,
            "SAYSO_ALEXA_SKILL_IDS": SKILL,
            "SAYSO_TRUSTED_PROXY_COUNT": "1",
            "SAYSO_LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
            **more,
        }
        import django  # noqa: PLC0415 - the environment comes first

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connections  # noqa: PLC0415

        try:
            call_command("migrate", verbosity=0, skip_checks=True)
            yield Path(folder)
        finally:
            connections.close_all()


def fill(size: int, ca: Path) -> None:
    """The cast and the crowd, with the database as tidy as if they had been there for long."""
    from django.db import connection  # noqa: PLC0415 - the environment comes first

    from assistant.simulator import authority  # noqa: PLC0415
    from tests import crowd, people  # noqa: PLC0415

    cast = people.cast()
    crowd.add(size, institution=people.institution().pk, assistant=cast.alexa.pk)
    authority.opened(ca, now=datetime.now(UTC) - timedelta(minutes=1))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server: its port and its processes, the workers' first."""

    port: int
    workers: tuple[int, ...]
    pids: tuple[int, ...]

    def memory_mib(self) -> list[float]:
        """What each worker takes, with its part of what is shared."""
        return [proportional_mib(pid) for pid in self.workers]


@contextmanager
def server(workers: int, folder: Path) -> Iterator[Server]:
    """The server with its own options, ended with all its processes."""
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["manage.py", "serve", f"--port={port}", f"--workers={workers}"]
    with (folder / "server.log").open("w+") as log:
        started = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, *command], cwd=ROOT, stdout=log, stderr=log
        )
        try:
            yield _running(started, port, workers, log)
        finally:
            started.terminate()
            try:
                started.wait(_STOPS_WITHIN_S)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()


def _running(process: "subprocess.Popen[bytes]", port: int, workers: int, log: IO[str]) -> Server:
    ends_at = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < ends_at and process.poll() is None:
        time.sleep(0.1)
        found = children(process.pid)
        with suppress(OSError):
            create_connection(("127.0.0.1", port), timeout=1).close()
            if len(found) >= workers:
                return Server(port=port, workers=found, pids=(*found, process.pid))
    log.seek(0)
    message = f"The server did not start:\n{log.read()[-2000:]}"
    raise RuntimeError(message)


def children(pid: int) -> tuple[int, ...]:
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return tuple(int(child) for each in found for child in each.read_text().split())


def proportional_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
