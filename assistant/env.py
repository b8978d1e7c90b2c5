"""Typed readers of the environment; each names the variable it misses.

Every setting comes from a variable that starts with ``SAYSO_``. A file of ``NAME=value`` lines
(``SAYSO_ENV_FILE``, by default the demo's) fills in what the environment leaves open. The demo's
is read only where the environment says nothing that matters about Sayso.
"""

import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

from cryptography.fernet import Fernet

BASE_DIR = Path(__file__).resolve().parent.parent
DEMO_FILE = BASE_DIR / ".run" / "demo.env"
DEMO_NAMES = (
    "SAYSO_DEMO",
    "SAYSO_SECRET_KEY",
    "SAYSO_ENCRYPTION_KEYS",
    "SAYSO_ALEXA_SKILL_IDS",
    "SAYSO_ASSISTANT_SECRET",
    "SANDBOX_BANK_SECRET",
)

_FILE = "SAYSO_ENV_FILE"
# What may be set beside the demo's file; anything else says that these are other settings.
_BESIDE_A_FILE = {
    "SAYSO_LOG_LEVEL",
    "SAYSO_REFRESH_LEASE_S",
    "SAYSO_RUN_DIR",
    "SAYSO_SERVER_THREADS",
}


class MissingSettingError(Exception):
    """A variable without which Sayso will not start; the message names it."""

    def __init__(self, name: str, problem: str = "is not set") -> None:
        super().__init__(
            f"{name} {problem}. The README's settings table says what it is for; "
            "`make demo` starts a demo that needs none."
        )


def load(*, create_demo: bool = False) -> None:
    """Fills the environment from the file of settings, where it names none itself.

    Args:
        create_demo: Write the demo's file, with fresh secrets, if it does not exist.

    """
    named = os.environ.get(_FILE)
    if named is None and not {n for n in os.environ if n.startswith("SAYSO_")} <= _BESIDE_A_FILE:
        return
    path = Path(named or DEMO_FILE)
    if named and not path.exists():
        raise MissingSettingError(_FILE, f"names a file that is not there, {named}")
    if create_demo and not path.exists():
        _write_demo(path)
    if path.exists():
        for name, value in _lines(path):
            os.environ.setdefault(name, value)


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text().splitlines():
        name, separator, value = line.partition("=")
        if separator and not line.startswith("#"):
            yield name.strip(), value.strip()


def _write_demo(path: Path) -> None:
    values: Mapping[str, str] = {
        "SAYSO_DEMO": "yes",
        "SAYSO_SECRET_KEY": secrets.token_urlsafe(50),
        "SAYSO_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "SAYSO_ALEXA_SKILL_IDS": "amzn1.ask.skill.sayso-demo",
        "SAYSO_ASSISTANT_SECRET": secrets.token_urlsafe(32),
        "SANDBOX_BANK_SECRET": secrets.token_urlsafe(32),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text("".join(f"{name}={value}\n" for name, value in values.items()))


def text(name: str, default: str | None = None) -> str:
    """The variable's text.

    Raises:
        MissingSettingError: It is not set, or empty, and there is no default.

    """
    value = os.environ.get(name, "") or default
    if value is None:
        raise MissingSettingError(name)
    return value


def words(name: str, default: str | None = None) -> list[str]:
    """The variable's comma-separated parts, without the empty ones."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def whole(name: str, default: int) -> int:
    """The variable as a whole number.

    Raises:
        MissingSettingError: It holds anything else.

    """
    value = text(name, str(default))
    if not value.isdecimal():
        raise MissingSettingError(name, f"must be a whole number, not {value!r}")
    return int(value)


def switch(name: str, *, default: bool = False) -> bool:
    """The variable as yes or no.

    Raises:
        MissingSettingError: It holds anything else.

    """
    value = text(name, "yes" if default else "no").lower()
    if value not in {"yes", "no"}:
        raise MissingSettingError(name, f"must be yes or no, not {value!r}")
    return value == "yes"
