"""The server's own settings, but for hashes as cheap as in the tests: a secret is checked often."""

from assistant.settings import *  # noqa: F403 - whatever they are, these are the same

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
