"""What every test may use."""

import logging
import os
from collections.abc import Iterator

import pytest
import structlog
from django.conf import settings
from django.core.cache import cache

from tests import people

# The cast's secrets, names of accounts and amounts, in every form in which they could appear.
CANARIES = (
    people.SECRET,
    "'s long password",
    "a-verifier-of-forty-three-characters",
    *("Everyday", "Rainy Day", "Household"),
    *("123450", "1234.50", "1,234.50", "999900", "9,999.00"),
)


def pytest_configure() -> None:
    """Hashes fast, finds static files uncollected, gives SQLite a file for its threads."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    database = settings.DATABASES["default"]
    # The threads of a live server end without a word; their connections end with each request.
    database["CONN_MAX_AGE"] = 0
    if database["ENGINE"] == "django.db.backends.sqlite3":
        name = settings.RUN_DIR / f"test-{os.getpid()}.sqlite3"
        database.setdefault("TEST", {})["NAME"] = str(name)
        # Nobody pulls the plug on a test: waiting for the disk would be half of all its time.
        start = database["OPTIONS"]["init_command"]
        database["OPTIONS"]["init_command"] = start.replace("synchronous=FULL", "synchronous=OFF")


@pytest.fixture
def cast(db: None) -> people.Cast:
    """Alice, Bob and Charlie."""
    return people.cast()


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _no_secret_in_any_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Check 57: whatever a test does, the log holds nothing of what must stay out of it."""
    yield
    [ours] = [each for each in logging.getLogger().handlers if _is_ours(each)]
    for record in (*caplog.get_records("setup"), *caplog.get_records("call")):
        # As the operator reads it: an exception's own words are left out.
        line = ours.format(record)
        found = [secret for secret in CANARIES if secret in line]
        assert not found, f"{record.name} logged {found}"


def _is_ours(handler: logging.Handler) -> bool:
    return isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter)
