"""A short run of the fault script; the long ones are in banking/README.md."""

import os
import subprocess
import sys

import pytest

from tests.faults.stage import ROOT

BROKER_URL = os.environ.get("SAYSO_TEST_BROKER_URL", "")


@pytest.mark.parametrize(
    "options",
    [
        pytest.param((), id="embedded"),
        pytest.param(
            ("--broker", BROKER_URL),
            id="rabbitmq",
            marks=pytest.mark.broker,
        ),
    ],
)
@pytest.mark.skipif("SAYSO_TEST_FAULTS" not in os.environ, reason="takes a minute; say so")
def test_killed_workers_lose_nothing(options: tuple[str, ...]) -> None:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("SAYSO_")
    }

    ended = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "tests.faults.kill_workers", "--links", "30", "--kills", "5",
         "--seconds", "30", *options],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=150,
    )  # fmt: skip

    assert ended.returncode == 0, ended.stdout + ended.stderr
