"""An assistant, as the bank's operator registered it."""

import base64
import binascii
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from oauth2_provider.models import AbstractApplication, ApplicationManager

_PNG = "data:image/png;base64,"
_LOGO_BYTES = 16 * 1024


def validate_logo(address: str) -> None:
    """A picture that is part of the page: fetched from nowhere, and nothing but a picture."""
    try:
        picture = base64.b64decode(address.removeprefix(_PNG), validate=True)
    except binascii.Error:
        picture = b""
    is_png = address.startswith(_PNG) and picture.startswith(b"\x89PNG\r\n\x1a\n")
    if not is_png or len(picture) > _LOGO_BYTES:
        message = f"A logo is a PNG of at most 16 KiB, written as {_PNG}..."
        raise ValidationError(message)


class Assistant(AbstractApplication):  # type: ignore[misc]  # the toolkit has no types
    """An assistant: an OAuth client, one per platform and vendor, with its vendor's agreement."""

    platform = models.CharField(max_length=20, help_text="Which platform it speaks: alexa.")
    vendor = models.CharField(max_length=100)
    vendor_address = models.CharField(
        max_length=200, blank=True, help_text="Where its vendor is reached by post."
    )
    is_enabled = models.BooleanField(
        default=True, help_text="Off: no link, no token, no answer, from the next request on."
    )
    agreement_version = models.CharField(max_length=40, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    agreement_ends_on = models.DateField(null=True, blank=True)
    agreement_terms = models.TextField(
        blank=True, help_text="What the vendor may do with an answer, in words customers read."
    )

    logo = models.TextField(
        blank=True,
        validators=[validate_logo],
        help_text="A PNG of at most 16 KiB as a data: address; empty: its first letter.",
    )
    privacy_url = models.URLField(blank=True, help_text="Where its vendor says what it does.")
    retired_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Switched off for good, consents and all."
    )

    objects = ApplicationManager()

    class Meta(AbstractApplication.Meta):  # type: ignore[misc]  # the toolkit has no types
        constraints = [
            models.CheckConstraint(
                condition=models.Q(skip_authorization=False),
                name="no_assistant_skips_the_customer",
            ),
        ]

    def has_agreement(self, today: date) -> bool:
        """Whether its vendor's data-use agreement is current; none means no."""
        return (
            self.agreed_on is not None
            and self.agreement_ends_on is not None
            and self.agreed_on <= today < self.agreement_ends_on
        )

    def is_usable(self, request: object) -> bool:  # noqa: ARG002 - the toolkit's signature
        """The kill switch, which the toolkit asks at issue and at use."""
        return self.is_enabled
