"""The server's own settings, with two more views, and an authority that the load is signed by."""

from assistant.settings import *  # noqa: F403 - whatever they are, these are the same
from assistant.settings import RUN_DIR

ROOT_URLCONF = "tests.bench.urls"
ALEXA_TEST_CA_DIR = RUN_DIR / "alexa-ca"
# That nobody but Amazon is trusted is what this check is for, and why it is silenced here alone.
SILENCED_SYSTEM_CHECKS = ["assistant.E001"]
