"""Text at rest: encrypted with the first key, readable with any of them."""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


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
        message = "No key in SAYSO_ENCRYPTION_KEYS opens this"
        raise Sealed(message) from None


def reseal(sealed: str) -> str:
    """The same text under the first key.

    Raises:
        Sealed: No key opens it.

    """
    try:
        return _vault().rotate(sealed).decode()
    except InvalidToken:
        message = "No key in SAYSO_ENCRYPTION_KEYS opens this"
        raise Sealed(message) from None
