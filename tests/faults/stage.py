"""What a fault run plays on: a database, a broker's queues, a bank and workers, all its own."""

import os
import random
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis
from kombu import Connection

from tests import databases

ROOT = Path(__file__).resolve().parents[2]
SERVICE_SECRET = secrets.token_urlsafe(24)
SLOTS, ASKED_SLOTS = 4, 2
WORKERS = {
    # Two, so that one goes on while the other comes back.
    "scheduled": ["worker", "-n", "one@faults", "-Q", "scheduled", "-c", str(SLOTS // 2)],
    "scheduled two": ["worker", "-n", "two@faults", "-Q", "scheduled", "-c", str(SLOTS // 2)],
    "interactive": [
        "worker",
        "-n",
        "interactive@faults",
        "-Q",
        "interactive",
        "-c",
        str(ASKED_SLOTS),
    ],
    # Within a worker (-B) its death would go unseen by whoever restarts the worker.
    "beat": ["beat"],
}


@contextmanager
def process(*command: str, log: Path) -> Iterator[subprocess.Popen[str]]:
    """A process in a group of its own, killed with all its children at the end."""
    with log.open("a") as errors:
        started = subprocess.Popen(  # noqa: S603 - our own programs
            [sys.executable, *command],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
    try:
        yield started
    finally:
        kill_group(started)


def kill_group(process: "subprocess.Popen[str]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()


def ended(
    module: str, *options: str, patience_s: float = 300
) -> "subprocess.CompletedProcess[str]":
    """How the program ended, run as from a shell without any setting of ours."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("SAYSO_")
    }
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", module, *options],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=patience_s,
    )  # fmt: skip


@contextmanager
def environment(database_url: str, broker: str, lease_s: int) -> Iterator[Path]:
    """Sets the environment and Django up, for this process and all that it starts."""
    with tempfile.TemporaryDirectory(prefix="sayso-faults-") as name, ExitStack() as stack:
        folder = Path(name)
        os.environ |= {
            "SAYSO_ENV_FILE": str(ROOT / "tests" / "test.env"),
            "SAYSO_RUN_DIR": name,
            "SAYSO_BROKER_URL": broker,
            "SAYSO_QUEUE_PREFIX": f"faults-{os.getpid()}",
            "SAYSO_REFRESH_LEASE_S": str(lease_s),
            "SAYSO_REFRESH_SLOTS": str(SLOTS),
            "SAYSO_ASKED_SLOTS": str(ASKED_SLOTS),
            "SAYSO_LOG_LEVEL": "WARNING",
            "SANDBOX_BANK_SECRET": SERVICE_SECRET,
            "DJANGO_SETTINGS_MODULE": "assistant.settings",
            # The workers' start is part of the figures; the checks are made elsewhere.
            "CELERY_SKIP_CHECKS": "1",
        }
        os.environ["SAYSO_DATABASE_URL"] = stack.enter_context(
            databases.empty(database_url, folder, "faults")
        )
        import django  # noqa: PLC0415 - the environment comes first

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connections  # noqa: PLC0415

        stack.callback(connections.close_all)
        call_command("migrate", verbosity=0, skip_checks=True)
        yield folder
        delete_queues()


def delete_queues() -> None:
    """What outlives us: the embedded broker's are files in our own folder."""
    from assistant.celery import QUEUES, app  # noqa: PLC0415

    broker = str(app.conf.broker_url)
    if broker.startswith("redis"):
        _forget(broker, os.environ["SAYSO_QUEUE_PREFIX"])
    if not broker.startswith("amqp"):
        return
    # Not the app's own connection, which gives up on a busy broker after half a second.
    with Connection(broker) as connection, suppress(Exception):
        channel: Any = connection.default_channel
        first = app.amqp.queues["scheduled"]
        for name in [app.amqp.queues[queue].name for queue in QUEUES]:
            channel.queue_delete(name)
        channel.queue_delete((first.queue_arguments or {})["x-dead-letter-routing-key"])
        channel.exchange_delete(first.exchange.name)


def _forget(broker: str, prefix: str) -> None:
    """What Redis keeps beside the queues: bindings, and what was being worked on."""
    with redis.Redis.from_url(broker) as client:
        for key in client.scan_iter(f"{prefix}.*"):
            client.delete(key)


@contextmanager
def bank(folder: Path, *, port: int = 0, known_as: str = "") -> Iterator[str]:
    """The sandbox bank's address; clients may know it by another."""
    command = ["manage.py", "sandbox_bank", "--port", str(port), "--store", ":memory:"]
    command += ["--base-url", known_as] if known_as else []
    with process(*command, log=folder / "bank.log") as running:
        line = running.stdout.readline() if running.stdout else ""
        if "http" not in line:
            message = (folder / "bank.log").read_text()[-2000:]
            raise RuntimeError(message)
        yield line.split()[-1]


@dataclass(kw_only=True)
class Workers:
    """The workers and beat, and what is done to them."""

    folder: Path
    stack: ExitStack
    chance: random.Random
    running: dict[str, "subprocess.Popen[str]"] = field(default_factory=dict)
    frozen: list[tuple[float, int]] = field(default_factory=list)

    def start(self, name: str, *, twin: str = "") -> None:
        """As in production; a second beat keeps its own notes."""
        command = ["-m", "celery", "-A", "assistant", *WORKERS[name]]
        if twin:
            command += ["-s", str(self.folder / f"{name}-{twin}")]
        self.running[name + twin] = self.stack.enter_context(
            process(*command, log=self.folder / f"{name}{twin}.log")
        )

    def kill(self, name: str) -> None:
        """Kill -9 for the whole worker, which comes back at once as a supervisor would do it."""
        kill_group(self.running[name])
        self.start(name)

    def child(self, name: str) -> int | None:
        """One of the worker's pool processes; beat has none."""
        pid = self.running[name].pid
        with suppress(FileNotFoundError):
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            return int(self.chance.choice(children)) if children else None
        return None

    def kill_child(self, name: str) -> None:
        if child := self.child(name):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def freeze_child(self, name: str, until: float) -> None:
        """Stops a pool process for longer than its lease, so that it comes back with old news."""
        if child := self.child(name):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGSTOP)
                self.frozen.append((until, child))

    def thaw(self, now: float) -> None:
        for until, child in [each for each in self.frozen if each[0] <= now]:
            self.frozen.remove((until, child))
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGCONT)
