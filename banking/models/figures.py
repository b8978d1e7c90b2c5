"""What a bank told us, and when."""

from django.db import models

from banking.connector import AccountStatus, TransactionStatus
from banking.facts import AccountKind, Category
from banking.models.links import Link
from banking.models.people import public_id_column


class Account(models.Model):
    """One account of one link; a joint account is a row for each holder."""

    public_id = public_id_column()
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
    missed = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Refreshes in a row in which the bank did not list it."
    )
    # By how much the balance moved more than its movements, since the first refresh: with pending
    # ones left out, and with them. Banks differ in which of the two is always zero.
    drift_posted_minor = models.BigIntegerField(default=0, db_default=0)
    drift_all_minor = models.BigIntegerField(default=0, db_default=0)
    disagrees_since = models.DateTimeField(
        null=True, blank=True, help_text="Its balance and its movements do not add up since then."
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
    bank_merchant = models.CharField(max_length=200, blank=True, help_text="As the bank has it.")
    category = models.CharField(
        max_length=20, choices=[(c.value, c.value) for c in Category], default=Category.OTHER
    )
    is_missed = models.BooleanField(
        default=False, help_text="The last refresh did not list it; the next one decides."
    )
    bank_category = models.CharField(max_length=100, blank=True, help_text="As the bank has it.")

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
