"""Who signs in."""

from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models

from banking.facts import new_public_id


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        message = f"{name!r} is no time zone; one looks like Europe/London."
        raise ValidationError(message)


def public_id_column() -> "models.CharField[str, str]":
    return models.CharField(max_length=22, default=new_public_id, unique=True, editable=False)


class User(AbstractUser):
    """A person who signs in: a customer, or an operator of the bank."""

    public_id = public_id_column()
    language = models.CharField(
        max_length=12,
        choices=settings.LANGUAGES,
        blank=True,
        default="",
        help_text="Empty: she has not chosen; at her first sign-in it is her browser's.",
    )
    time_zone = models.CharField(
        max_length=64,
        blank=True,
        validators=[validate_time_zone],
        help_text="Empty: the institution's.",
    )
    born_on = models.DateField(null=True, blank=True, help_text="No voice code may be part of it.")

    @property
    def reading_language(self) -> str:
        """The language of what is written to her."""
        return self.language or settings.LANGUAGE_CODE
