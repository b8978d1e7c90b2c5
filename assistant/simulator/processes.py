"""The demo's processes: started in order, watched, and ended with it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from django.conf import settings

_STARTS_WITHIN_S, _ENDS_WITHIN_S = 30.0, 10.0


class DidNotStartError(Exception):
    """A process is not there; the message is one sentence that says what to do."""


class Processes:
    """A group of child processes; leaving the context ends them, the last one first."""

    def __init__(self, variables: Mapping[str, str], logs: Path) -> None:
        self._environment = os.environ | variables
        self._logs = logs
        self._running: list[tuple[str, subprocess.Popen[bytes]]] = []
        logs.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for _name, process in reversed(self._running):
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + _ENDS_WITHIN_S
        for _name, process in reversed(self._running):
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            if process.poll() is None:
                process.kill()
                process.wait()

    def run(self, *arguments: str) -> None:
        """Runs one of our commands to its end.

        Raises:
            DidNotStartError: It failed; its own words are in the message.

        """
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines() or ["nothing"]
            message = f"`manage.py {arguments[0]}` failed; it said: {said[-1]}"
            raise DidNotStartError(message)

    def start(self, name: str, command: Sequence[str]) -> None:
        """Starts a process whose words go to a log of its own."""
        with (self._logs / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 - our own command
                command,
                env=self._environment,
                cwd=settings.BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C is for the demo, which then ends the others in order.
                start_new_session=True,
            )
        self._running.append((name, process))

    def wait_for(self, is_there: Callable[[], bool], name: str) -> None:
        """Waits until a started process answers.

        Raises:
            DidNotStartError: It ended, or does not answer in time.

        """
        deadline = time.monotonic() + _STARTS_WITHIN_S
        while not is_there():
            if self.ended() or time.monotonic() > deadline:
                message = f"The {name} did not start; {self._logs / name}.log says why."
                raise DidNotStartError(message)
            time.sleep(0.1)

    def ended(self) -> str | None:
        """The name of a process that is no longer running, if there is one."""
        return next((name for name, each in self._running if each.poll() is not None), None)


def is_listening(port: int) -> bool:
    """Whether somebody answers on the port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """A port on which nobody listens at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
