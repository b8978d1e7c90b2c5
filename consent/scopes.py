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

    @property
    def example(self) -> str:
        """A sentence that could then be heard, with figures of nobody's."""
        return str(_EXAMPLES[self])


_EXAMPLES = {
    Scope.ACCOUNTS: _("Your accounts are Everyday, ending in 1234, and Rainy Day."),
    Scope.BALANCES: _("You have 320 dollars in Everyday."),
    Scope.TRANSACTIONS: _("You paid 12 dollars at Corner Bakery on Monday."),
    Scope.SPENDING: _("You spent 140 dollars on food this month."),
    Scope.DUES: _("You have 2,400 dollars of credit left on Travel Card."),
    Scope.ALERTS: _("There is one alert: your balance in Everyday is low."),
    Scope.ALERTS_PUSH: _("Your bank says that your balance in Everyday is low."),
    Scope.CARDS_LOCK: _("Your Travel Card is now locked."),
}


OFFERED = (Scope.BALANCES, Scope.DUES)
"""The scopes that some answer needs today; nobody is asked for more than can be used."""

NAMES_MERCHANTS = frozenset({Scope.TRANSACTIONS, Scope.SPENDING})
"""The scopes whose answers could name a shop."""
