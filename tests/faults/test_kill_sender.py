"""Whoever sends the notices may die at any instruction: none is lost, and doubles are known."""

import os
import subprocess
import sys

from tests.faults.stage import ROOT


def test_a_killed_sender_loses_no_notice_and_marks_each_once() -> None:
    """Promise P9: at least once on the wire, once in the mailbox and in the outbox."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("SAYSO_")
    }
    database = os.environ.get("SAYSO_TEST_DATABASE_URL", "")

    ended = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "tests.faults.kill_sender", "--kills", "3", "--database", database],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip

    assert ended.returncode == 0, ended.stdout + ended.stderr
