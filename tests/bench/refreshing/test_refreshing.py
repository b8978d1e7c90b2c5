"""The bench of refreshes runs, and every refresh in it stored what it should."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
POSTGRES = os.environ.get("SAYSO_TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/")
BROKER = os.environ.get("SAYSO_TEST_BROKER_URL", "")
TINY = ["--rounds=1", "--due=12", "--others=200", "--dispatched=50", "--overdue=100"]


@pytest.mark.broker
@pytest.mark.postgres
def test_it_measures_refreshes_beside_the_bare_script(tmp_path: Path) -> None:
    """It fails by itself if a link was stored with other movements than the bank's."""
    written = tmp_path / "refreshing.json"
    command = [sys.executable, "-m", "tests.bench.refreshing", *TINY, f"--to={written}"]
    done = subprocess.run(  # noqa: S603 - our own program
        [*command, f"--postgres={POSTGRES}", f"--broker={BROKER}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    # Below the floor is no failure here: a dozen refreshes say nothing about speed.
    assert written.exists(), done.stderr
    figures = json.loads(written.read_text())["figures"]
    assert figures["questions answered with the new figure"] == figures["of"] == 60
