"""A bank, how it is spoken to, and how much of that it takes."""

from django.db import models

from banking.connector import Counted
from banking.models.people import public_id_column, validate_time_zone
from banking.standard import Each
from banking.vault import SecretField


class LinkedBy(models.TextChoices):
    """How a customer's link to an institution comes about."""

    NUMBERS = "numbers", "The operator's own customer numbers; nobody signs in"
    SIGN_IN = "sign_in", "The customer signs in at the bank"
    FORM = "form", "The customer types what the bank gave her"
    UPLOAD = "upload", "The customer hands in documents"


class Institution(models.Model):
    """A bank, how it is spoken to, and how much of that it takes."""

    public_id = public_id_column()
    name = models.CharField(max_length=100, unique=True)
    standard = models.CharField(max_length=20, help_text="Which connector speaks to it: fdx.")
    linked_by = models.CharField(
        max_length=10, choices=LinkedBy, default=LinkedBy.NUMBERS, db_default=LinkedBy.NUMBERS
    )
    base_url = models.URLField(blank=True)
    token_url = models.URLField(blank=True)
    authorization_url = models.URLField(blank=True, help_text="Where customers sign in.")
    pushed_url = models.URLField(
        blank=True, help_text="Where requests are pushed first (RFC 9126), if the bank wants that."
    )
    issuer = models.URLField(blank=True, help_text="What the bank calls itself in its answers.")
    keys_url = models.URLField(blank=True, help_text="The keys that it signs with (JWKS).")
    service_id = models.CharField(
        max_length=200, blank=True, help_text="Who we are at the bank: its client id."
    )
    service_secret = SecretField(default="", blank=True)
    private_key = SecretField(
        default="", blank=True, help_text="PEM: signs what we send, and is our side of mutual TLS."
    )
    key_id = models.CharField(max_length=200, blank=True)
    certificate = models.TextField(blank=True, help_text="PEM, with what lies above it.")
    options = models.JSONField(
        default=dict, blank=True, help_text="The standard's own words; its README lists them."
    )
    customer_address = models.GenericIPAddressField(
        null=True,
        blank=True,
        help_text=(
            "The address to name as the customer's when she asks by voice, as agreed with the bank;"
            " empty: such questions count as unattended."
        ),
    )
    time_zone = models.CharField(max_length=64, validators=[validate_time_zone])
    fresh_for_s = models.PositiveIntegerField(
        default=300, help_text="A question about older figures asks the bank again."
    )
    refresh_every_s = models.PositiveIntegerField(default=6 * 3600)
    most_at_once = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="How many refreshes may run at a time; empty: its share of the workers.",
    )
    spent = models.JSONField(default=dict, editable=False, help_text="Requests, by budget.")
    closed_until = models.DateTimeField(
        null=True, blank=True, help_text="Not called before: it asked for that, or it is down."
    )
    failures = models.PositiveIntegerField(
        default=0, editable=False, help_text="Fetches in a row that it did not answer."
    )

    def __str__(self) -> str:
        return self.name


class Budget(models.Model):
    """How many requests a bank takes in any window of time."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="budgets")
    each = models.CharField(
        max_length=12,
        choices=[(each.value, each.value) for each in Each],
        help_text="What has such a budget of its own.",
    )
    counted = models.CharField(
        max_length=12,
        blank=True,
        choices=[(each.value, each.value) for each in Counted],
        help_text="Which requests count; empty: all.",
    )
    requests = models.PositiveIntegerField()
    window_s = models.PositiveIntegerField()
    is_unattended_only = models.BooleanField(
        default=False, help_text="What a customer asks while she is present does not count."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(requests__gt=0, window_s__gt=0), name="budget_allows_something"
            ),
        ]

    def __str__(self) -> str:
        what = self.counted or "requests"
        return f"{self.requests} {what} in {self.window_s} s for each {self.each}"
