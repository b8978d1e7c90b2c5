"""Typed readers of the environment; each names the variable it misses.

Every setting comes from a variable that starts with ``SAYSO_``. A file of ``NAME=value`` lines
(``SAYSO_ENV_FILE``, by default the demo's) fills in what the environment leaves open. The demo's
is read only where the environment says nothing that matters about Sayso.
"""

import base64
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from cryptography.fernet import Fernet

BASE_DIR = Path(__file__).resolve().parent.parent
DEMO_FILE = BASE_DIR / ".run" / "demo.env"
DEMO_NAMES = (
    "SAYSO_DEMO",
    "SAYSO_SECRET_KEY",
    "SAYSO_ENCRYPTION_KEYS",
    "SAYSO_LEDGER_KEYS",
    "SAYSO_VOICE_CODE_KEY",
    "SAYSO_ALEXA_SKILL_IDS",
    "SAYSO_ASSISTANT_SECRET",
    "SANDBOX_BANK_SECRET",
)

_FILE = "SAYSO_ENV_FILE"
# What may be set beside the demo's file; anything else says that these are other settings.
_BESIDE_A_FILE = {
    "SAYSO_LOG_LEVEL",
    "SAYSO_ASKED_SLOTS",
    "SAYSO_REFRESH_LEASE_S",
    "SAYSO_REFRESH_SLOTS",
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
        create_demo: Write the demo's file, with fresh secrets, or what an older one lacks.

    """
    named = os.environ.get(_FILE)
    if named is None and not {n for n in os.environ if n.startswith("SAYSO_")} <= _BESIDE_A_FILE:
        return
    path = Path(named or DEMO_FILE)
    if named and not path.exists():
        raise MissingSettingError(_FILE, f"names a file that is not there, {named}")
    if create_demo:
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
        "SAYSO_LEDGER_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
        "SAYSO_VOICE_CODE_KEY": secrets.token_urlsafe(50),
        "SAYSO_ALEXA_SKILL_IDS": "amzn1.ask.skill.sayso-demo",
        "SAYSO_ASSISTANT_SECRET": secrets.token_urlsafe(32),
        "SANDBOX_BANK_SECRET": secrets.token_urlsafe(32),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    written = path.read_text()
    known = dict(_lines(path))
    lines = [f"{name}={value}\n" for name, value in values.items() if name not in known]
    if lines:
        gap = "\n" if written and not written.endswith("\n") else ""
        path.write_text(written + gap + "".join(lines))


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


def signing_keys(name: str) -> list[str]:
    """The variable's comma-separated Ed25519 keys, the first of which signs.

    Shape: each is 32 bytes in base64; ``public:`` before one that only verifies.

    Raises:
        MissingSettingError: It is not set, or one of them is none; without what it holds.

    """
    keys = words(name)
    for number, key in enumerate(keys, start=1):
        try:
            length = len(base64.b64decode(key.removeprefix("public:"), validate=True))
        except ValueError:
            length = 0
        if length != 32:  # noqa: PLR2004 - RFC 8032, section 5.1.5
            problem = (
                f"must hold base64 of 32 bytes as key {number}, `public:` before a retired one"
            )
            raise MissingSettingError(name, problem)
    if not keys or keys[0].startswith("public:"):
        raise MissingSettingError(name, "must begin with a key that signs, not a public one")
    return keys


def switch(name: str, *, default: bool = False) -> bool:
    """The variable as yes or no.

    Raises:
        MissingSettingError: It holds anything else.

    """
    value = text(name, "yes" if default else "no").lower()
    if value not in {"yes", "no"}:
        raise MissingSettingError(name, f"must be yes or no, not {value!r}")
    return value == "yes"


@dataclass(frozen=True, kw_only=True)
class Mail:
    """How mail leaves: a server, or for a demo a folder or the standard output."""

    backend: str
    folder: str | None = None
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    is_upgraded: bool = False
    is_tls: bool = False


_SERVERS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
_BACKENDS = "django.core.mail.backends"


def mail(name: str, default: str | None = None, *, folder: Path) -> Mail:
    """The variable as the way of mail.

    ``smtp+tls://user:password@host:587`` (STARTTLS), ``smtps://`` (TLS from the start),
    ``smtp://`` (neither), ``file:`` (into the folder), ``console:``.

    Raises:
        MissingSettingError: It is not set and has no default, or is none of these.

    """
    url = urlsplit(text(name, default))
    if url.scheme == "file":
        return Mail(backend=f"{_BACKENDS}.filebased.EmailBackend", folder=str(folder))
    if url.scheme == "console":
        return Mail(backend=f"{_BACKENDS}.console.EmailBackend")
    if url.scheme not in _SERVERS or not url.hostname:
        # Without its value: that may hold a password.
        raise MissingSettingError(name, "must be smtp+tls://user:password@host, or file:")
    return Mail(
        backend=f"{_BACKENDS}.smtp.EmailBackend",
        host=url.hostname,
        port=url.port or _SERVERS[url.scheme],
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        is_upgraded=url.scheme == "smtp+tls",
        is_tls=url.scheme == "smtps",
    )
