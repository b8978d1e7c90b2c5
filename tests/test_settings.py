"""The settings as a process of its own reads them: they refuse, and are strict by default."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

REQUIRED = (
    "SAYSO_PUBLIC_URL",
    "SAYSO_ALLOWED_HOSTS",
    "SAYSO_SECRET_KEY",
    "SAYSO_ENCRYPTION_KEYS",
    "SAYSO_LEDGER_KEYS",
    "SAYSO_VOICE_CODE_KEY",
    "SAYSO_DATABASE_URL",
    "SAYSO_CACHE_URL",
    "SAYSO_BROKER_URL",
    "SAYSO_ALEXA_SKILL_IDS",
    "SAYSO_EMAIL_URL",
    "SAYSO_BANK_NAME",
    "SAYSO_BANK_ADDRESS",
    "SAYSO_BANK_EMAIL",
    "SAYSO_BANK_COUNTRY",
)
READ = """
import json, sys
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """An environment with all that production needs, and a folder of its own."""
    lines = (Path(__file__).parent / "test.env").read_text().splitlines()
    values = dict(line.split("=", 1) for line in lines if line.startswith("SAYSO_"))
    return values | {"SAYSO_RUN_DIR": str(tmp_path)}


def python(environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python with the environment and nothing else of Sayso's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SAYSO_")}
    return subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=kept | {"DJANGO_SETTINGS_MODULE": "assistant.settings"} | dict(environment),
        capture_output=True,
        check=False,
        text=True,
    )


def read(environment: Mapping[str, str], *names: str) -> dict[str, Any]:
    ended = python(environment, "-c", READ, *names)
    assert ended.returncode == 0, ended.stderr
    values: dict[str, Any] = json.loads(ended.stdout)
    return values


def test_production_needs_nothing_but_what_is_required(production: dict[str, str]) -> None:
    ended = python(production, "manage.py", "check", "--deploy", "--fail-level=WARNING")
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("name", REQUIRED)
def test_production_does_not_start_without(production: dict[str, str], name: str) -> None:
    """Promise P2."""
    del production[name]
    ended = python(production, "manage.py", "check")
    assert ended.returncode != 0
    assert f"{name} is not set" in ended.stderr


def test_outside_the_demo_nothing_is_permissive(production: dict[str, str]) -> None:
    """Promise P2: not saying that this is no demo is as good as saying so."""
    del production["SAYSO_DEMO"]
    names = ("DEMO", "DEBUG", "ALEXA_TEST_CA_DIR", "ALLOWED_HOSTS", "SESSION_COOKIE_SECURE")
    assert read(production, *names, "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT") == {
        "DEMO": False,
        "DEBUG": False,
        "ALEXA_TEST_CA_DIR": None,
        "ALLOWED_HOSTS": ["testserver", "bank.test", "127.0.0.1", "localhost"],
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
    }


def test_outside_the_demo_every_gate_of_oauth_is_on(production: dict[str, str]) -> None:
    provider = read(production, "OAUTH2_PROVIDER")["OAUTH2_PROVIDER"]
    gates = {name for name in provider if name.startswith("COMPLIANT_")}
    assert len(gates) >= 10
    assert {name for name in gates if provider[name] is not True} == set()
    assert provider["ALLOWED_REDIRECT_URI_SCHEMES"] == ["https"]
    assert provider["PKCE_REQUIRED"] is True


def test_an_address_without_tls_fails_the_deployment_check(production: dict[str, str]) -> None:
    production["SAYSO_PUBLIC_URL"] = "http://bank.test"
    ended = python(production, "manage.py", "check", "--deploy", "--fail-level=WARNING")
    assert ended.returncode != 0
    assert "SESSION_COOKIE_SECURE" in ended.stderr


def test_sqlite_takes_the_write_lock_first_and_keeps_what_it_committed(
    production: dict[str, str],
) -> None:
    database = read(production, "DATABASES")["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["OPTIONS"] == {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }


def test_postgresql_prepares_its_statements_and_gives_up_soon(production: dict[str, str]) -> None:
    production["SAYSO_DATABASE_URL"] = "postgres://sayso@bank.test:5433/sayso"
    database = read(production, "DATABASES")["DATABASES"]["default"]
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("bank.test", 5433, "sayso")
    assert database["CONN_MAX_AGE"] is None
    assert database["OPTIONS"] == {
        "server_side_binding": True,
        "prepare_threshold": 1,
        "connect_timeout": 2,
    }


@pytest.mark.parametrize(
    ("url", "backend"),
    [
        ("local", "django.core.cache.backends.locmem.LocMemCache"),
        ("redis://bank.test:6379/0", "django.core.cache.backends.redis.RedisCache"),
    ],
)
def test_the_cache_is_shared_where_one_is_named(
    production: dict[str, str], url: str, backend: str
) -> None:
    production["SAYSO_CACHE_URL"] = url
    assert read(production, "CACHES")["CACHES"]["default"]["BACKEND"] == backend
