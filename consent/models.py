"""What a customer allowed one assistant, what came of it, and what left."""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from oauth2_provider.models import AbstractApplication, ApplicationManager

from banking.facts import new_public_id
from consent.scopes import Scope
from consent.states import EndReason, State


class Assistant(AbstractApplication):  # type: ignore[misc]  # the toolkit has no types
    """An assistant: an OAuth client, one per platform and vendor, with its vendor's agreement."""

    platform = models.CharField(max_length=20, help_text="Which platform it speaks: alexa.")
    vendor = models.CharField(max_length=100)
    is_enabled = models.BooleanField(
        default=True, help_text="Off: no link, no token, no answer, from the next request on."
    )
    agreement_version = models.CharField(max_length=40, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    agreement_ends_on = models.DateField(null=True, blank=True)
    agreement_terms = models.TextField(
        blank=True, help_text="What the vendor may do with an answer, in words customers read."
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

    revision = models.PositiveIntegerField(default=0)
    # The chain of disclosures: how many there are, and the hash of the last.
    seq = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)

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

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consent", "seq"], name="one_disclosure_per_seq"),
            models.UniqueConstraint(fields=["consent", "turn_id"], name="one_disclosure_per_turn"),
        ]

    def __str__(self) -> str:
        return f"Disclosure {self.consent_id}/{self.seq}"


class Chore(models.Model):
    """Daily work that is due at a moment, claimed by a lease like any other."""

    name = models.CharField(max_length=40, primary_key=True)
    next_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
