"""What a bank told us, when, and when to ask it again."""

from datetime import timedelta
from typing import Self
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now

from banking.connector import AccountStatus, TransactionStatus
from banking.facts import AccountKind, new_public_id
from banking.vault import SecretField


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        message = f"{name!r} is no time zone; one looks like Europe/London."
        raise ValidationError(message)


def _public_id() -> "models.CharField[str, str]":
    return models.CharField(max_length=22, default=new_public_id, unique=True, editable=False)


class User(AbstractUser):
    """A person who signs in: a customer, or an operator of the bank."""

    public_id = _public_id()
    language = models.CharField(
        max_length=12,
        choices=settings.LANGUAGES,
        blank=True,
        default="",
        help_text="Empty: she has not chosen; at her first sign-in it is her browser's.",
    )
    time_zone = models.CharField(
        max_length=64,
        blank=True,
        validators=[validate_time_zone],
        help_text="Empty: the institution's.",
    )
    born_on = models.DateField(null=True, blank=True, help_text="No voice code may be part of it.")

    @property
    def reading_language(self) -> str:
        """The language of what is written to her."""
        return self.language or settings.LANGUAGE_CODE


class Institution(models.Model):
    """A bank, and how it is spoken to."""

    public_id = _public_id()
    name = models.CharField(max_length=100, unique=True)
    standard = models.CharField(max_length=20, help_text="Which connector speaks to it: fdx.")
    base_url = models.URLField()
    token_url = models.URLField()
    service_id = models.CharField(max_length=100)
    service_secret = SecretField()
    time_zone = models.CharField(max_length=64, validators=[validate_time_zone])
    fresh_for_s = models.PositiveIntegerField(
        default=300, help_text="A question about older figures asks the bank again."
    )
    refresh_every_s = models.PositiveIntegerField(default=6 * 3600)
    closed_until = models.DateTimeField(
        null=True, blank=True, help_text="Not called before: it asked for that, or it is down."
    )
    failures = models.PositiveIntegerField(
        default=0, editable=False, help_text="Fetches in a row that it did not answer."
    )

    def __str__(self) -> str:
        return self.name


class LinkState(models.TextChoices):
    LIVE = "live"
    NEEDS_CUSTOMER = "needs_customer"
    ENDED = "ended"


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

    def due(self) -> Self:
        """Askable links whose time has come, oldest first."""
        return self.askable().filter(next_refresh_at__lte=Now()).order_by("next_refresh_at", "pk")

    def held(self, pk: int, token: int) -> Self:
        """The live link, if nobody took a newer lease on it."""
        return self.filter(pk=pk, lease_token=token, state=LinkState.LIVE)


class Link(models.Model):
    """A customer's connection to an institution; ``next_refresh_at`` says when it is due."""

    public_id = _public_id()
    customer = models.ForeignKey(User, models.CASCADE, related_name="links")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="links")
    credentials = SecretField(help_text="JSON; its keys belong to the connector.")
    state = models.CharField(max_length=20, choices=LinkState, default=LinkState.LIVE)
    created_at = models.DateTimeField(db_default=Now())

    next_refresh_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True, blank=True)
    # The fencing token: whoever holds an older one writes nothing.
    lease_token = models.BigIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
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
        ]
        indexes = [models.Index(fields=["next_refresh_at"], name="link_due")]

    def __str__(self) -> str:
        return f"Link {self.pk}"


class Account(models.Model):
    """One account of one link; a joint account is a row for each holder."""

    public_id = _public_id()
    link = models.ForeignKey(Link, models.CASCADE, related_name="accounts")
    bank_id = models.CharField(max_length=256)
    name = models.CharField(max_length=200)
    last_digits = models.CharField(max_length=4, blank=True)
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in AccountKind])
    currency = models.CharField(max_length=3)
    status = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in AccountStatus], default="open"
    )
    problem = models.CharField(
        max_length=200, blank=True, help_text="Why the last refresh could not read it."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["link", "bank_id"], name="one_account_per_link_and_bank_id"
            ),
        ]

    def __str__(self) -> str:
        return f"Account {self.pk}"


class Balance(models.Model):
    """An account's figures as last read, in minor units of the account's currency."""

    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, related_name="balance"
    )
    current_minor = models.BigIntegerField()
    available_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    as_of = models.DateTimeField()

    def __str__(self) -> str:
        return f"Balance of account {self.pk}"


class Transaction(models.Model):
    """A movement; negative is out of the account, or onto the card's debt."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="transactions")
    bank_id = models.CharField(max_length=256)
    status = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in TransactionStatus]
    )
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    original_minor = models.BigIntegerField(null=True)
    original_currency = models.CharField(max_length=3, blank=True)
    happened_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True)
    description = models.CharField(max_length=500)
    merchant = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "bank_id"], name="one_transaction_per_account_and_bank_id"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "happened_at"], name="transaction_when"),
            models.Index(fields=["happened_at"], name="transaction_age"),
        ]

    def __str__(self) -> str:
        return f"Transaction {self.pk}"


class Due(models.Model):
    """What is to be paid on an account, in minor units of its currency; None where unknown."""

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="due")
    due_on = models.DateField(null=True)
    minimum_minor = models.BigIntegerField(null=True)
    statement_minor = models.BigIntegerField(null=True)
    statement_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"Due of account {self.pk}"


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
    transactions = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "refreshes"
        indexes = [
            models.Index(fields=["link", "started_at"], name="refresh_history"),
            models.Index(fields=["started_at"], name="refresh_age"),
        ]

    def __str__(self) -> str:
        return f"Refresh {self.pk}"
