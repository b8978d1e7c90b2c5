"""The vocabulary of consent: the kinds of fact a customer may allow, each as one plain sentence."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """A kind of fact. It implies nothing that its sentence does not say."""

    ACCOUNTS = "accounts", _("Which accounts these are: name, kind and last digits")
    BALANCES = "balances", _("How much is in these accounts, each with its name")
    TRANSACTIONS = "transactions", _("Single payments on these accounts, each with its shop")
    SPENDING = "spending", _("What was spent in total, by shop or category")
    DUES = "dues", _("What is due and when, and how much credit is left")
    ALERTS = "alerts", _("This bank's alerts, when you ask")
    ALERTS_PUSH = "alerts.push", _("This bank's alerts, without being asked")
    CARDS_LOCK = "cards.lock", _("That a card of these is locked, after it did so for you")


OFFERED = (Scope.BALANCES, Scope.DUES)
"""The scopes that some answer needs today; nobody is asked for more than can be used."""
