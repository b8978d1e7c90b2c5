"""The demo as `make demo` starts it, on ports and in a folder of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.simulator.demo import PASSWORD
from assistant.simulator.processes import free_port

ROOT = Path(__file__).resolve().parents[2]
_STARTS_WITHIN_S, _ENDS_WITHIN_S = 180.0, 30.0


@dataclass(frozen=True, kw_only=True)
class Demo:
    """The bank, its customers and Alice's linked device: where they are."""

    url: str
    bank_url: str
    folder: Path
    password: str
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """What one of our commands prints, such as ``ask``."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(  # noqa: S603 - our own command
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def running(folder: Path) -> Iterator[Demo]:
    """The whole demo, from migrations to the linked device; ended with all its processes."""
    port, bank_port = free_port(), free_port()
    # It fills the file with secrets of its own; what the tests were given is not for it.
    (folder / "demo.env").touch()
    known = {name: value for name, value in os.environ.items() if not name.startswith("SAYSO_")}
    own = {"SAYSO_ENV_FILE": str(folder / "demo.env"), "SAYSO_RUN_DIR": str(folder)}
    output = folder / "demo.log"
    with output.open("w") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "manage.py", "demo", f"--port={port}", f"--bank-port={bank_port}"],
            cwd=ROOT,
            env=known | own,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        _wait(process, output)
        url = f"http://127.0.0.1:{port}"
        yield Demo(
            url=url,
            bank_url=f"http://127.0.0.1:{bank_port}",
            folder=folder,
            password=PASSWORD,
            environment=known | own | {"SAYSO_PUBLIC_URL": url},
        )
    finally:
        _end(process)


def _wait(process: "subprocess.Popen[bytes]", output: Path) -> None:
    ends_at = time.monotonic() + _STARTS_WITHIN_S
    while "Ready." not in (said := output.read_text()):
        if process.poll() is not None or time.monotonic() > ends_at:
            message = f"The demo did not start; it said:\n{said}"
            raise RuntimeError(message)
        time.sleep(0.2)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(_ENDS_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
