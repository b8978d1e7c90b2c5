"""Loaded by pytest before Django: the tests' settings, whatever the shell has set."""

import os
from pathlib import Path

from assistant import env

DATABASE_URL = os.environ.get("SAYSO_TEST_DATABASE_URL", "")
SPECS_DIR = os.environ.get("SAYSO_SPECS_DIR", "")

for name in [name for name in os.environ if name.startswith("SAYSO_")]:
    if not name.startswith("SAYSO_TEST_"):
        del os.environ[name]
os.environ["SAYSO_ENV_FILE"] = str(Path(__file__).parent / "test.env")
if DATABASE_URL:
    os.environ["SAYSO_DATABASE_URL"] = DATABASE_URL
env.load()
