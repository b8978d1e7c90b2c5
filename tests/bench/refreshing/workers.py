"""The processes of a round: the prepared bank, workers as in production, the bare script."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection, create_server

from tests.bench.stage import ROOT, children, proportional_mib

_STARTS_WITHIN_S = 30


@dataclass(frozen=True, kw_only=True)
class Workers:
    """Running workers of one queue."""

    pid: int

    def memory_mib(self) -> list[float]:
        """What each of the processes that refresh takes, with its part of what is shared."""
        return [proportional_mib(child) for child in children(self.pid)]


@contextmanager
def _process(log: Path, *command: str) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("ab") as told:
        started = subprocess.Popen(  # noqa: S603 - our own programs
            [sys.executable, *command], cwd=ROOT, stdout=told, stderr=told
        )
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(10)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


@contextmanager
def bank(folder: Path) -> Iterator[str]:
    """The prepared bank's address."""
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with _process(folder / "bank.log", "-m", "tests.bench.refreshing.bank", str(port)) as started:
        _wait_for(port, started)
        yield f"http://127.0.0.1:{port}"


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    ends_at = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < ends_at and process.poll() is None:
        with suppress(OSError):
            create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.1)
    message = "The prepared bank did not start"
    raise RuntimeError(message)


@contextmanager
def workers(folder: Path, count: int, *, queue: str = "scheduled") -> Iterator[Workers]:
    """Workers with so many processes that refresh."""
    name = f"{queue}@bench"
    command = ["-m", "celery", "-A", "assistant", "worker", "-Q", queue, "-n", name]
    log = folder / f"{queue}.log"
    with _process(log, *command, "-c", str(count), "--loglevel", "WARNING") as started:
        yield Workers(pid=started.pid)


def script_s(bank_url: str, database: str, first: int, count: int) -> float:
    """How long the bare script took for so many links."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "tests.bench.refreshing.script"]  # noqa: RUF005 - two lines
        + [bank_url, database, str(first), str(count)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)
