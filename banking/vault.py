"""Credentials at rest: encrypted with the first key, readable with any of them."""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

from banking.connector import Secret


class Sealed(Exception):  # noqa: N818 - what it is, not what went wrong
    """No key opens it: the row was altered, or its key is gone."""


@lru_cache(maxsize=8)
def _keys(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _vault() -> MultiFernet:
    return _keys(tuple(settings.ENCRYPTION_KEYS))


def seal(text: str) -> str:
    """The text encrypted; never the same twice."""
    return _vault().encrypt(text.encode()).decode()


def reveal(sealed: str) -> str:
    """The text that was sealed.

    Raises:
        Sealed: No key opens it.

    """
    try:
        return _vault().decrypt(sealed).decode()
    except InvalidToken:
        message = "No key in SAYSO_ENCRYPTION_KEYS opens this credential"
        raise Sealed(message) from None


def reseal(sealed: str) -> str:
    """The same text under the first key.

    Raises:
        Sealed: No key opens it.

    """
    try:
        return _vault().rotate(sealed).decode()
    except InvalidToken:
        message = "No key in SAYSO_ENCRYPTION_KEYS opens this credential"
        raise Sealed(message) from None


class SecretField(models.TextField[Secret | str, Secret]):
    """A column that holds ciphertext and hands out a ``Secret``."""

    def from_db_value(self, value: str | None, *_: object) -> Secret | None:
        return None if value is None else Secret(reveal(value))

    def to_python(self, value: object) -> Secret | None:
        if value is None or isinstance(value, Secret):
            return value
        return Secret(str(value))

    def get_prep_value(self, value: object) -> str | None:
        if value is None:
            return None
        return seal(value.reveal() if isinstance(value, Secret) else str(value))

    def get_lookup(self, lookup_name: str) -> type[models.Lookup[object]] | None:
        # Ciphertext differs each time; only "is there one" can be asked.
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def value_to_string(self, obj: models.Model) -> str:
        return seal(self.value_from_object(obj).reveal())
