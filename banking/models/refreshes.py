"""How fetching went: rows for the operator."""

from datetime import timedelta

from django.db import models

from banking.models.institutions import Institution
from banking.models.links import Link


class RefreshOutcome(models.TextChoices):
    RUNNING = "running"
    STORED = "stored"
    PARTIAL = "partial", "Stored, but for an account that could not be read"
    UNREACHABLE = "unreachable"
    RATE_LIMITED = "rate_limited"
    REFUSED = "refused"
    NEEDS_CUSTOMER = "needs_customer"
    UNREADABLE = "unreadable"
    OVERTAKEN = "overtaken", "A newer lease or the link's end came first; nothing stored"


class Refresh(models.Model):
    """One fetch of a link: a row for the operator, written by the fetch itself."""

    link = models.ForeignKey(Link, models.CASCADE, related_name="refreshes")
    lease_token = models.BigIntegerField()
    is_interactive = models.BooleanField()
    started_at = models.DateTimeField()
    took = models.DurationField(default=timedelta)
    outcome = models.CharField(
        max_length=20, choices=RefreshOutcome, default=RefreshOutcome.RUNNING
    )
    accounts = models.PositiveIntegerField(default=0)
    transactions = models.PositiveIntegerField(default=0, help_text="How many the bank listed.")
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    trace_id = models.CharField(
        max_length=32, blank=True, help_text="The question's, or its own; as in every log line."
    )
    is_tallied = models.BooleanField(
        default=False, db_default=False, editable=False, help_text="Counted in the tallies."
    )

    class Meta:
        verbose_name_plural = "refreshes"
        indexes = [
            models.Index(fields=["link", "started_at"], name="refresh_history"),
            models.Index(fields=["started_at"], name="refresh_age"),
            models.Index(
                fields=["id"], condition=models.Q(is_tallied=False), name="refresh_untallied"
            ),
        ]

    def __str__(self) -> str:
        return f"Refresh {self.pk}"


class RefreshTally(models.Model):
    """How many refreshes ended so at a bank, and how long they took: outlives their rows."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="tallies")
    outcome = models.CharField(max_length=20, choices=RefreshOutcome)
    within_ms = models.PositiveIntegerField(
        help_text="The bucket of what they took: at most this; 0 for those that ran to no end."
    )
    refreshes = models.BigIntegerField(default=0)
    seconds = models.FloatField(default=0, help_text="What they took together.")

    class Meta:
        verbose_name_plural = "refresh tallies"
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "outcome", "within_ms"], name="one_tally_per_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"Tally {self.pk}"
