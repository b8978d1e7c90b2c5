"""A broker and a database of our own, to be killed without asking anybody."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from kombu import Connection

PATIENCE_S = 60
_RABBITMQ = "/usr/lib/rabbitmq/bin/rabbitmq-server"


class NotReady(Exception):  # noqa: N818 - what it is, not whose fault
    """A service did not come up in time."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(kw_only=True)
class Service(ABC):
    """A server in a folder of its own, which dies with all its children."""

    folder: Path
    port: int = field(default_factory=free_port)
    running: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Starts it, again and again if it ends itself: what was killed may still be in its way.

        Raises:
            NotReady: It does not answer.

        """
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            if self.running is None or self.running.poll() is not None:
                self._launch()
            with suppress(Exception):
                self.ask()
                return
            time.sleep(0.2)
        raise NotReady(type(self).__name__)

    def _launch(self) -> None:
        with (self.folder.parent / f"{type(self).__name__.lower()}.log").open("ab") as log:
            self.running = subprocess.Popen(  # noqa: S603 - our own command
                self.command(),
                env=self.environment(),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                user=self.owner(),
                group=self.owner(),
            )

    def kill(self) -> None:
        """Kill -9, as a power cut would: nothing is said good-bye to."""
        if self.running:
            with suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()
            self.running = None

    @abstractmethod
    def command(self) -> list[str]:
        """How it is started."""

    def environment(self) -> dict[str, str]:
        return dict(os.environ)

    def owner(self) -> str | None:
        """As whom it runs; none: as we do."""
        return None

    @abstractmethod
    def ask(self) -> None:
        """Comes back if it answers, and raises if it does not."""


class RabbitMQ(Service):
    """A node with its own name, ports, cookie and data."""

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    def command(self) -> list[str]:
        return [_RABBITMQ]

    def environment(self) -> dict[str, str]:
        config = self.folder / "rabbitmq.conf"
        config.write_text(f"listeners.tcp.1 = 127.0.0.1:{self.port}\n")
        cookie = self.folder / ".erlang.cookie"
        if not cookie.exists():
            cookie.write_text(secrets.token_hex(16))
            cookie.chmod(0o400)
        distribution = str(free_port())
        return dict(os.environ) | {
            "HOME": str(self.folder),
            "RABBITMQ_NODENAME": f"faults{self.port}@localhost",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": distribution,
            "RABBITMQ_CONFIG_FILE": str(config),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_LOGS": str(self.folder / "node.log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            # No name service of Erlang's: its process would outlive us.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                f"-start_epmd false -erl_epmd_port {distribution}"
            ),
        }

    def ask(self) -> None:
        with Connection(self.url, connect_timeout=2) as connection:
            connection.connect()

    def wipe(self) -> None:
        """Deletes all that the node knew: messages, queues, itself."""
        shutil.rmtree(self.folder / "data")


class PostgreSQL(Service):
    """A cluster that is started as whoever may: PostgreSQL refuses to be root's."""

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/"

    def make(self) -> None:
        made = [self.program("initdb"), "--username=postgres", "--auth=trust", "-D", str(self.data)]
        subprocess.run(  # noqa: S603 - our own command
            made, check=True, capture_output=True, user=self.owner(), group=self.owner()
        )

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def program(self, name: str) -> str:
        # Debian keeps those of each version apart, and shows only some.
        kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
        return str(kept[-1]) if kept else name

    def owner(self) -> str | None:
        return "postgres" if os.geteuid() == 0 else None

    def command(self) -> list[str]:
        return [
            self.program("postgres"),
            *("-D", str(self.data), "-p", str(self.port), "-h", "127.0.0.1"),
            *("-k", str(self.folder), "-c", "max_connections=60"),
        ]

    def ask(self) -> None:
        psycopg.connect(f"{self.url}postgres", connect_timeout=2).close()


@contextmanager
def rabbitmq(folder: Path) -> Iterator[RabbitMQ]:
    home = folder / "rabbitmq"
    home.mkdir()
    service = RabbitMQ(folder=home)
    try:
        service.start()
        yield service
    finally:
        service.kill()


@contextmanager
def postgresql(folder: Path) -> Iterator[PostgreSQL]:
    home = folder / "postgresql"
    home.mkdir()
    if os.geteuid() == 0:
        shutil.chown(home, "postgres", "postgres")
        # Its own user has to get through to it.
        folder.chmod(0o711)
    service = PostgreSQL(folder=home)
    try:
        service.make()
        service.start()
        yield service
    finally:
        service.kill()
