"""What every test may use."""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache

from tests import people


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
