"""The bench runs, and what it compares gives the same figure for the same statements."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
POSTGRES = os.environ.get("SAYSO_TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/")
TINY = ["--rounds=1", "--seconds=0.2", "--crowd=500", "--workers=1"]


@pytest.mark.postgres
def test_it_measures_ours_beside_the_bare_view(tmp_path: Path) -> None:
    """It fails by itself if an answer has another figure than the crowd's."""
    written = tmp_path / "balance.json"
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "tests.bench", *TINY, f"--postgres={POSTGRES}", f"--to={written}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    # Below the floor is no failure here: a fraction of a second says nothing about speed.
    assert written.exists(), done.stderr
    found = json.loads(written.read_text())
    assert found["medians"].keys() == {"1", "8", "32"}
    assert found["statements"] == {
        "ours": "3 statements (2 SELECT, 1 WITH), 1 commit",
        "bare": "4 statements (2 SELECT, 1 UPDATE, 1 INSERT), 1 commit",
    }
