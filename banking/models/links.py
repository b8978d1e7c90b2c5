"""A customer's connection to a bank: how it came about, when it is due, what the bank says."""

from typing import Self

from django.db import models
from django.db.models.functions import Now

from banking.models.institutions import Institution
from banking.models.people import User, public_id_column
from banking.standard import EventKind
from banking.vault import SecretField


class LinkState(models.TextChoices):
    LIVE = "live"
    NEEDS_CUSTOMER = "needs_customer"
    ENDED = "ended"


# What a link's last problem is called that killed one worker after the other.
PARKED = "parked"


class LinkQuerySet(models.QuerySet["Link"]):
    def unleased(self) -> Self:
        """Live links on which nobody works, by the database's own clock."""
        return self.filter(
            models.Q(lease_until=None) | models.Q(lease_until__lt=Now()),
            state=LinkState.LIVE,
        )

    def askable(self) -> Self:
        """Unleased links at banks that may be called."""
        return self.unleased().filter(
            models.Q(institution__closed_until=None) | models.Q(institution__closed_until__lt=Now())
        )

    def unparked(self) -> Self:
        """Without those over which workers died, until they are due again."""
        return self.exclude(last_problem=PARKED, next_refresh_at__gt=Now())

    def held(self, pk: int, token: int) -> Self:
        """The live link, if nobody took a newer lease on it."""
        return self.filter(pk=pk, lease_token=token, state=LinkState.LIVE)


class Link(models.Model):
    """A customer's connection to an institution; ``next_refresh_at`` says when it is due."""

    public_id = public_id_column()
    customer = models.ForeignKey(User, models.CASCADE, related_name="links")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="links")
    credentials = SecretField(help_text="JSON; its keys belong to the connector.")
    reference = models.CharField(
        max_length=256,
        blank=True,
        default="",
        db_default="",
        help_text="What the bank calls this link, if it has a name.",
    )
    expires_at = models.DateTimeField(
        null=True, blank=True, help_text="When the bank's own leave ends."
    )
    state = models.CharField(max_length=20, choices=LinkState, default=LinkState.LIVE)
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    next_refresh_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True, blank=True)
    # The fencing token: whoever holds an older one writes nothing.
    lease_token = models.BigIntegerField(default=0)
    is_asked = models.BooleanField(
        default=False, db_default=False, help_text="The lease was taken because a customer asked."
    )
    attempts = models.PositiveIntegerField(default=0)
    crashes = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        help_text="Leases in a row that ran out: their workers died or hung.",
    )
    cursor = models.CharField(
        max_length=512,
        blank=True,
        default="",
        db_default="",
        help_text="Where the next fetch goes on.",
    )
    spent = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        help_text="Requests, by budget.",
    )
    fetched_at = models.DateTimeField(
        null=True, blank=True, help_text="Start of the last fetch whose figures are stored."
    )
    last_problem = models.CharField(max_length=40, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "institution"],
                condition=~models.Q(state="ended"),
                name="one_link_per_customer_and_institution",
            ),
            models.UniqueConstraint(
                fields=["institution", "reference"],
                condition=~models.Q(state="ended") & ~models.Q(reference=""),
                name="one_link_per_institution_and_reference",
            ),
        ]
        indexes = [
            models.Index(
                fields=["institution", "next_refresh_at"],
                condition=models.Q(state="live"),
                name="link_due",
            ),
            models.Index(
                fields=["lease_until"],
                condition=models.Q(lease_until__isnull=False),
                name="link_leased",
            ),
            models.Index(
                fields=["expires_at"],
                condition=models.Q(expires_at__isnull=False),
                name="link_expiry",
            ),
            models.Index(
                fields=["institution"],
                condition=models.Q(state="needs_customer"),
                name="link_needs_customer",
            ),
        ]

    def __str__(self) -> str:
        return f"Link {self.pk}"


class Visit(models.Model):
    """A customer who was sent to her bank's sign-in; good for one return, and not for long."""

    customer = models.ForeignKey(User, models.CASCADE, related_name="+")
    institution = models.ForeignKey(Institution, models.CASCADE, related_name="+")
    link = models.ForeignKey(
        Link, models.CASCADE, null=True, blank=True, related_name="+", help_text="To be renewed."
    )
    state_hash = models.CharField(max_length=64, unique=True)
    session_hash = models.CharField(max_length=64, help_text="The browser that may come back.")
    kept = SecretField(help_text="JSON; its keys belong to the connector.")
    until = models.DateTimeField(help_text="How long leave was asked for.")
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="visit_age")]

    def __str__(self) -> str:
        return f"Visit {self.pk}"


class Document(models.Model):
    """A file that the customer handed in; its content is kept until a refresh has stored it."""

    link = models.ForeignKey(Link, models.CASCADE, related_name="documents")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content, in hexadecimal.")
    content = SecretField(help_text="Base64; empty once it is stored.")
    received_at = models.DateTimeField()
    stored_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "digest"], name="one_document_per_content"),
        ]

    def __str__(self) -> str:
        return f"Document {self.pk}"


class BankEvent(models.Model):
    """What a bank told us of its own accord; written before the bank gets its answer."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="events")
    event_id = models.CharField(max_length=256)
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in EventKind])
    reference = models.CharField(max_length=256, help_text="What the bank calls the link.")
    received_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    found = models.BooleanField(default=False, help_text="Whether there was such a link.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "event_id"], name="one_row_per_bank_event"
            ),
        ]
        indexes = [
            models.Index(
                fields=["received_at"],
                condition=models.Q(done_at__isnull=True),
                name="bank_event_open",
            ),
            models.Index(fields=["received_at"], name="bank_event_age"),
        ]

    def __str__(self) -> str:
        return f"Event {self.pk}"
