"""Receipts, and what is still to be told to the customer."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from consent.models.consents import Consent
from consent.states import Channel, Event


class Receipt(models.Model):
    """One change of a consent, as the customer gets it in writing; never changed afterwards.

    ``document`` is the consent after the change in the terms of ISO/IEC TS 27560.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="receipts")
    number = models.PositiveIntegerField(help_text="The revision of the consent it tells of.")
    event = models.CharField(max_length=10, choices=Event)
    channel = models.CharField(max_length=10, choices=Channel)
    at = models.DateTimeField()
    document = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consent", "number"], name="one_receipt_per_change"),
        ]

    def __str__(self) -> str:
        return f"Receipt {self.public_id}"


class Notice(models.Model):
    """The outbox: a mail that is due at a moment, claimed by a lease, once per ``key``.

    Settled means that nothing is left to do: it was sent, or ``problem`` says why it is not.
    """

    class Kind(models.TextChoices):
        RECEIPT = "receipt"
        REMINDER = "reminder", "A consent ends in 30 days"
        PERIODIC = "periodic", "A consent still runs, every 90 days"
        YEARLY = "yearly", "Who may ask, once a year"
        SECURITY = "security", "Something about her sign-in, code or tokens"
        BANK = "bank", "A bank that she linked wants her"

    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=80, unique=True)
    receipt = models.ForeignKey(Receipt, models.CASCADE, null=True, blank=True, related_name="+")
    consent = models.ForeignKey(Consent, models.CASCADE, null=True, blank=True, related_name="+")
    topic = models.CharField(max_length=40, blank=True, help_text="Which security notice it is.")
    ends_at = models.DateTimeField(
        null=True, blank=True, help_text="The end that it reminds of, a consent's or a link's."
    )
    bank_link = models.CharField(max_length=22, blank=True, help_text="The link it is about.")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.PositiveBigIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | models.Q(settled_at__isnull=False),
                name="a_sent_notice_is_settled",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(settled_at=None), name="notices_to_settle"
            ),
        ]

    def __str__(self) -> str:
        return f"Notice {self.pk}"
