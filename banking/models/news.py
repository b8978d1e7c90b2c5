"""What others are still to be told of a link: the customer, or her bank."""

from django.db import models
from django.db.models.functions import Now

from banking.facts import BankNeed
from banking.models.links import Link
from banking.vault import SecretField


class BankNotice(models.Model):
    """The outbox to the layer above: a link that wants its customer, once for each occasion."""

    link = models.ForeignKey(Link, models.CASCADE, related_name="notices")
    need = models.CharField(max_length=20, choices=[(need.value, need.value) for need in BankNeed])
    ends_at = models.DateTimeField(null=True, blank=True, help_text="The end of leave it tells of.")
    lease_token = models.BigIntegerField(default=0, help_text="The link's, when it failed.")
    created_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["link", "ends_at"],
                condition=models.Q(need="soon"),
                name="one_notice_per_end_of_leave",
            ),
            models.UniqueConstraint(
                fields=["link", "lease_token"],
                condition=models.Q(need="now"),
                name="one_notice_per_failure",
            ),
        ]
        indexes = [
            models.Index(fields=["told_at", "created_at"], name="bank_notice_told"),
        ]

    def __str__(self) -> str:
        return f"Notice {self.pk}"


class Farewell(models.Model):
    """A bank that is still to be told that its leave is no longer needed; deleted once it was.

    The link's own credentials are gone with its end; these are kept sealed for a day at the most.
    """

    link = models.ForeignKey(Link, models.CASCADE, related_name="farewells")
    reference = models.CharField(max_length=256, blank=True)
    credentials = SecretField(help_text="JSON; its keys belong to the connector.")
    created_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="farewell_due")]

    def __str__(self) -> str:
        return f"Farewell {self.pk}"
