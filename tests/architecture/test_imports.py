"""The import contracts hold, and each of them breaks on the import it is there to catch."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT

LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"
PACKAGES = ("assistant", "consent", "banking")
PLANTED = {
    "One direction: assistant, consent, banking": ("consent/planted.py", "assistant.platform"),
    "Bank data leaves through one door": ("consent/planted.py", "banking.queries"),
    "Banking's models stay in banking": ("consent/gateway.py", "banking.models"),
    "Consent's models stay in consent": ("assistant/planted.py", "consent.models"),
    "Nobody imports the settings module": ("assistant/planted.py", "assistant.settings"),
    "Platforms know nothing of each other": (
        "assistant/platforms/planted/__init__.py",
        "assistant.platforms.alexa.wire",
    ),
    "Connectors know nothing of each other": (
        "banking/connectors/planted/__init__.py",
        "banking.connectors.fdx.wire",
    ),
    "The sandbox bank stands alone": ("banking/sandbox/planted.py", "banking.connector"),
}


def contracts(folder: Path) -> dict[str, bool]:
    """Every contract, and whether the code in the folder keeps it."""
    command = [str(LINT_IMPORTS), f"--config={ROOT / 'pyproject.toml'}", "--no-cache"]
    linted = subprocess.run(  # noqa: S603 - our own tool
        command, cwd=folder, capture_output=True, check=False, text=True
    )
    verdicts = re.findall(r"^(.+?) (KEPT|BROKEN)(?: |$)", linted.stdout, re.MULTILINE)
    assert verdicts, linted.stdout + linted.stderr
    return {name: verdict == "KEPT" for name, verdict in verdicts}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The three packages in a folder where a file may be planted."""
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__", "static", "templates", "language")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignored)
    return tmp_path


def test_every_contract_holds() -> None:
    """Promise P1."""
    assert contracts(ROOT) == dict.fromkeys(PLANTED, True)


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_import_breaks_its_contract_and_no_other(copied: Path, contract: str) -> None:
    """Promise P1."""
    path, imported = PLANTED[contract]
    (copied / path).parent.mkdir(exist_ok=True)
    with (copied / path).open("a") as planted:
        planted.write(f"\nimport {imported}\n")

    assert [name for name, is_kept in contracts(copied).items() if not is_kept] == [contract]
