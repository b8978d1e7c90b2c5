"""What left, in an order that cannot be changed unseen, and the signatures that say so."""

from django.db import models

from consent.models.consents import Consent


class Disclosure(models.Model):
    """What one turn released: to whom, when, which kinds of fact; never amounts or words said.

    ``content`` is canonical JSON; with its ``salt`` it can be blanked without breaking the chain
    that ``seq``, ``at``, ``digest`` and ``hash`` form.
    """

    consent = models.ForeignKey(Consent, models.PROTECT, related_name="disclosures")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    turn_id = models.CharField(max_length=255)
    content = models.TextField()
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    hidden_at = models.DateTimeField(
        null=True, blank=True, help_text="Erased by the customer; kept for the compliance role."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consent", "seq"], name="one_disclosure_per_seq"),
            models.UniqueConstraint(fields=["consent", "turn_id"], name="one_disclosure_per_turn"),
        ]
        indexes = [
            models.Index(fields=["at"], condition=~models.Q(content=""), name="disclosures_by_age"),
        ]
        permissions = [("view_hidden_disclosure", "Can view disclosures that customers erased")]

    def __str__(self) -> str:
        return f"Disclosure {self.consent_id}/{self.seq}"


class Checkpoint(models.Model):
    """A signed line over where every chain stood that grew since the last one.

    ``digest = H(previous digest, number, at, entries)``; its signature is Ed25519 by the key that
    ``key_id`` names. A tail cut off behind a checkpoint contradicts the checkpoint.
    """

    number = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=128)

    def __str__(self) -> str:
        return f"Checkpoint {self.number}"


class CheckpointEntry(models.Model):
    """Where one consent's chain stood at a checkpoint."""

    checkpoint = models.ForeignKey(Checkpoint, models.CASCADE, related_name="entries")
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    head = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "checkpoint entries"
        constraints = [
            models.UniqueConstraint(
                fields=["checkpoint", "consent"], name="one_entry_per_checkpoint_and_consent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.checkpoint_id}: {self.consent_id}/{self.seq}"


class Erasure(models.Model):
    """The signed line that says which disclosures were erased, when and why."""

    class Why(models.TextChoices):
        CUSTOMER = "customer", "Hidden because the customer asked"
        RETENTION = "retention", "Destroyed because their time was over"

    consent = models.ForeignKey(Consent, models.PROTECT, related_name="erasures")
    at = models.DateTimeField()
    why = models.CharField(max_length=10, choices=Why)
    first_seq = models.PositiveIntegerField()
    last_seq = models.PositiveIntegerField()
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=128)

    def __str__(self) -> str:
        return f"Erasure {self.pk}"
