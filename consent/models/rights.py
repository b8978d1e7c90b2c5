"""What a customer asked for of everything held about her, and the trail of what was done."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from banking.facts import new_public_id


class Export(models.Model):
    """Everything held about a customer, in one sealed archive, made by a task step by step."""

    public_id = models.CharField(max_length=22, default=new_public_id, unique=True, editable=False)
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    done_steps = models.PositiveSmallIntegerField(default=0)
    all_steps = models.PositiveSmallIntegerField(default=0)
    archive = models.TextField(blank=True, help_text="Sealed; empty until it is ready.")
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(ready_at=None, problem=""),
                name="one_export_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Export {self.public_id}"


class AuditEvent(models.Model):
    """Who did what, when, in which request; never changed and never deleted.

    ``actor`` is a public id, or the name of a part of ours; ``subject`` a public id.
    """

    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    actor = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=40, blank=True)
    detail = models.CharField(max_length=60, blank=True)
    correlation_id = models.CharField(max_length=36, blank=True)

    class Meta:
        indexes = [models.Index(fields=["actor", "at"], name="audit_by_actor")]

    def __str__(self) -> str:
        return f"Audit {self.pk}"


class Chore(models.Model):
    """Daily work that is due at a moment, claimed by a lease like any other."""

    name = models.CharField(max_length=40, primary_key=True)
    next_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name
