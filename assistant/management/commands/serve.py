"""Becomes the web server: granian with the options it was measured with."""

import os
import sys
from typing import Any

from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandParser

_OPTIONS = (
    # The only interface in which a body is awaited without a thread (assistant/server.py).
    "--interface=rsgi",
    "--http=1",
    "--no-ws",
    # Named, or an event loop that happens to be installed would be taken without a word.
    "--loop=asyncio",
    # It counts connections, so it has to exceed the slow ones that may be there.
    "--backpressure=4096",
    "--backlog=2048",
    "--http1-header-read-timeout=5000",
    "--workers-kill-timeout=15",
    "--respawn-failed-workers",
)


class Command(BaseCommand):
    help = "Serves the site and the platforms' endpoints."
    requires_system_checks = (Tags.security,)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=1, help="Processes; one per core.")

    def handle(self, *_: Any, **options: Any) -> None:
        where = [f"--{name}={options[name]}" for name in ("host", "port", "workers")]
        command = [sys.executable, "-m", "granian", *_OPTIONS, *where]
        os.execv(sys.executable, [*command, "assistant.server:application"])  # noqa: S606
