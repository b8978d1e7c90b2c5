"""Credentials at rest: a column that seals what it keeps."""

from django.db import models

from banking.connector import Secret
from banking.sealing import reveal, seal


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
