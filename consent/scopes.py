"""The vocabulary of consent: the kinds of fact a customer may allow, each as one plain sentence."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """A kind of fact. It implies nothing that its sentence does not say."""

    ACCOUNTS = "accounts", _("Hear the names, kinds and last digits of these accounts")
    BALANCES = "balances", _("Hear how much is in these accounts, each with its name")
    TRANSACTIONS = "transactions", _("Hear single payments on these accounts")
    SPENDING = "spending", _("Hear what was spent in total, by shop or category")
    DUES = "dues", _("Hear what is due, when, and how much credit is left")
    ALERTS = "alerts", _("Hear this bank's alerts when asked")
    ALERTS_PUSH = "alerts.push", _("Be told about alerts without asking")
    CARDS_LOCK = "cards.lock", _("Lock one of these cards when asked")


OFFERED = (Scope.BALANCES, Scope.DUES)
"""The scopes that some answer needs today; nobody is asked for more than can be used."""
