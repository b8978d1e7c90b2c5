"""A server of our own for programs that are not: its processes, settings and database."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.simulator.processes import Processes, free_port, is_listening
from tests import databases
from tests.environment import DATABASE_URL


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server: where it is, what it runs with, and where its words go."""

    url: str
    environment: Mapping[str, str]
    log: Path

    def said(self) -> str:
        """All that it has logged so far."""
        return self.log.read_text(encoding="utf-8")


@contextmanager
def serving(folder: Path, **variables: str) -> Iterator[Server]:
    """`manage.py serve` on a free port, on an empty database, under its own address.

    The settings are the tests', and so production's, but for http: what calls it is on this
    machine. The database is of the kind that the tests run on.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with databases.empty(DATABASE_URL, folder, "serving") as database_url:
        own = {
            "DJANGO_SETTINGS_MODULE": "tests.served_settings",
            "SAYSO_PUBLIC_URL": url,
            "SAYSO_ALLOWED_HOSTS": "127.0.0.1",
            "SAYSO_RUN_DIR": str(folder),
            "SAYSO_DATABASE_URL": database_url,
        }
        with Processes(own | variables, folder / "logs") as processes:
            processes.run("migrate", "--verbosity=0")
            processes.run("collectstatic", "--noinput", "--verbosity=0")
            processes.start("web", [sys.executable, "manage.py", "serve", f"--port={port}"])
            processes.wait_for(lambda: is_listening(port), "web")
            yield Server(
                url=url,
                environment=os.environ | own | variables,
                log=folder / "logs" / "web.log",
            )
