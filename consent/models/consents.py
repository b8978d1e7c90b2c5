"""What a customer allowed one assistant, and the linkings under it."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models

from banking.facts import new_public_id
from consent.models.assistants import Assistant
from consent.privacy import Amounts, AsksCode
from consent.scopes import Scope
from consent.states import EndReason, State


class ConsentQuerySet(models.QuerySet["Consent"]):
    def of(self, customer: int | None) -> Self:
        return self.filter(customer=customer)

    def live(self, now: datetime) -> Self:
        """As *live* is computed: by state, moment, assistant, agreement and customer."""
        return self.filter(
            state=State.LIVE,
            expires_at__gt=now,
            assistant__is_enabled=True,
            assistant__agreed_on__lte=now.date(),
            assistant__agreement_ends_on__gt=now.date(),
            customer__is_active=True,
        )

    def standing(self) -> Self:
        """Those that have not ended; the only ones that can be changed."""
        return self.exclude(state=State.ENDED)


class Consent(models.Model):
    """What one customer allowed one assistant; ``revision`` grows with every change of it."""

    public_id = models.CharField(max_length=22, default=new_public_id, unique=True, editable=False)
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    assistant = models.ForeignKey(Assistant, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)
    end_reason = models.CharField(max_length=10, choices=EndReason, blank=True)
    requested_at = models.DateTimeField()
    granted_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    paused_at = models.DateTimeField(null=True, blank=True)
    asked = models.CharField(
        max_length=200, blank=True, help_text="The scopes asked for, until it is answered."
    )

    # Its privacy: how an answer under it is told, and to whom.
    amounts = models.CharField(max_length=10, choices=Amounts, default=Amounts.EXACT)
    says_merchants = models.BooleanField(default=False)
    only_my_voice = models.BooleanField(default=False)
    asks_code = models.CharField(max_length=10, choices=AsksCode, default=AsksCode.NEVER)

    revision = models.PositiveIntegerField(default=0)
    # The chain of disclosures: how many there are, and the hash of the last.
    seq = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    # How far a signed checkpoint has seen it.
    sealed_seq = models.PositiveIntegerField(default=0)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "assistant"],
                condition=models.Q(state__in=["live", "paused"]),
                name="one_standing_consent_per_customer_and_assistant",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["live", "paused"])
                | models.Q(granted_at__isnull=False, expires_at__isnull=False),
                name="a_granted_consent_has_an_end",
            ),
            models.CheckConstraint(
                condition=models.Q(state="ended", ended_at__isnull=False) & ~models.Q(end_reason="")
                | ~models.Q(state="ended") & models.Q(ended_at__isnull=True, end_reason=""),
                name="an_ended_consent_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=models.Q(state="paused", paused_at__isnull=False)
                | ~models.Q(state="paused") & models.Q(paused_at__isnull=True),
                name="a_paused_consent_says_since_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=models.Q(state__in=["live", "paused"]),
                name="standing_consents_by_end",
            ),
        ]

    def __str__(self) -> str:
        return f"Consent {self.public_id}"

    def is_expired(self, now: datetime) -> bool:
        """Computed, to the second; no task is waited for."""
        return self.expires_at is None or now >= self.expires_at


class ConsentScope(models.Model):
    consent = models.ForeignKey(Consent, models.CASCADE, related_name="scopes")
    scope = models.CharField(max_length=20, choices=Scope)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consent", "scope"], name="one_row_per_scope"),
        ]

    def __str__(self) -> str:
        return self.scope


class ConsentAccount(models.Model):
    """An account of a consent, by its public id; the label is what the customer saw when choosing.

    No foreign key: a consent outlives the link whose account it named, and an id that reads
    nothing is harmless.
    """

    consent = models.ForeignKey(Consent, models.CASCADE, related_name="accounts")
    account_ref = models.CharField(max_length=22)
    label = models.CharField(max_length=210)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consent", "account_ref"], name="one_row_per_account"),
        ]

    def __str__(self) -> str:
        return self.label


class Authorization(models.Model):
    """One linking that made tokens under a consent."""

    consent = models.ForeignKey(Consent, models.CASCADE, related_name="authorizations")
    code_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    redeemed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    token_family = models.UUIDField(
        null=True, blank=True, unique=True, help_text="The family of its refresh tokens."
    )

    def __str__(self) -> str:
        return f"Authorization {self.pk}"


class IssuedToken(models.Model):
    """Which authorization an access token came from; kept a while after the token is dead.

    The toolkit's own row says whether a token is good, this one under what.
    """

    authorization = models.ForeignKey(Authorization, models.CASCADE, related_name="tokens")
    checksum = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"Token {self.pk}"


class PlatformIdentity(models.Model):
    """How a platform knows the customer, as a keyed hash; deleted when the consent ends."""

    class Kind(models.TextChoices):
        USER = "user"
        PERSON = "person", "A voice that the platform recognises"

    consent = models.ForeignKey(Consent, models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=64, db_index=True)

    class Meta:
        verbose_name_plural = "platform identities"
        constraints = [
            models.UniqueConstraint(
                fields=["consent", "kind", "value"], name="one_row_per_platform_identity"
            ),
        ]

    def __str__(self) -> str:
        return f"Platform identity {self.pk}"
