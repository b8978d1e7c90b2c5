"""Moving credentials to another key may be killed at any instruction, and is simply run again."""

import os
import subprocess
import sys

from tests.faults.stage import ROOT


def test_a_killed_reencrypt_alters_nothing_and_goes_on_when_it_is_run_again() -> None:
    """Check 54: some rows under either key in between, each readable, and all moved in the end."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("SAYSO_")
    }
    database = os.environ.get("SAYSO_TEST_DATABASE_URL", "")

    ended = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "tests.faults.kill_reencrypt", "--kills", "1",
         "--database", database],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip

    assert ended.returncode == 0, ended.stdout + ended.stderr
