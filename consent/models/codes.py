"""The voice code, and where it was said a moment ago."""

from django.conf import settings
from django.db import models

from consent.models.consents import Consent


class VoiceCode(models.Model):
    """A customer's voice code as a slow hash of a keyed one, and the tries that are left."""

    customer = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    hash = models.CharField(max_length=200)
    tries_left = models.PositiveSmallIntegerField()
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tries_left__lte=3), name="three_tries_of_a_voice_code"
            ),
        ]

    def __str__(self) -> str:
        return f"Voice code of {self.customer_id}"


class VoicePass(models.Model):
    """A conversation in which the code was said rightly, until a moment."""

    consent = models.ForeignKey(Consent, models.CASCADE, related_name="passes")
    conversation = models.CharField(max_length=64, help_text="A keyed hash of the platform's id.")
    until = models.DateTimeField()

    class Meta:
        verbose_name_plural = "voice passes"
        constraints = [
            models.UniqueConstraint(
                fields=["consent", "conversation"], name="one_pass_per_conversation"
            ),
        ]

    def __str__(self) -> str:
        return f"Voice pass {self.pk}"
