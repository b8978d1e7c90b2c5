"""Where the standards' own OpenAPI files lie; they are read from there, and copied nowhere."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.environment import SPECS_DIR

_ROOT = Path(__file__).resolve().parents[1]
ACCOUNT_INFO = {
    "3.1.11": "obie/account-info-openapi-v3.1.11.yaml",
    "4.0.0": "obie/account-info-openapi-v4.0.0.yaml",
}
BERLIN_GROUP = "berlin-group/psd2-api_v1.3.11-2021-10-01v1.yaml"


def folder() -> Path | None:
    """The first folder that is there, of those where the files may lie."""
    return next((each for each in _places() if each.is_dir()), None)


def missing() -> str | None:
    """Why the tests with the standards' files cannot run; None if they can."""
    return None if folder() else "The standards' files are missing: SAYSO_SPECS_DIR says where."


def document(name: str) -> Path:
    """One of the files; the test fails without it."""
    found = folder()
    path = found / name if found else None
    if path is None or not path.is_file():
        pytest.fail(missing() or f"The standards' folder has no {name}.")
    return path


def _places() -> Iterator[Path]:
    """What the environment says, and nothing else if it says something; else beside the project."""
    if SPECS_DIR:
        yield Path(SPECS_DIR)
        return
    yield _ROOT.parent / "shared/specs"
    origin = _origin()
    if origin.startswith("/"):
        yield Path(origin).parent / "shared/specs"


def _origin() -> str:
    """What this working copy was cloned from, which may be another folder of this machine."""
    asked = ["git", "config", "--get", "remote.origin.url"]
    try:
        done = subprocess.run(asked, cwd=_ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    except OSError:
        return ""
    return done.stdout.strip().removeprefix("file://")
