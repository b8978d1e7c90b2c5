"""How loudly an answer may be told: the choices of a consent's privacy."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Amounts(models.TextChoices):
    """How amounts are told; from the most to the least that is heard aloud."""

    EXACT = "exact", _("To the cent")
    ROUNDED = "rounded", _("Rounded, such as \u201cabout 3,300 dollars\u201d")
    SCREEN = "screen", _("Not aloud: on my screen or phone instead")
    YES_NO = "yes_no", _("Not at all: only yes or no, such as \u201cyou have enough\u201d")


class AsksCode(models.TextChoices):
    """When the voice code is asked for."""

    NEVER = "never", _("Never")
    AMOUNTS = "amounts", _("Before an amount is told")
    EVERYTHING = "everything", _("Before anything is told")


# Rounded is heard aloud, the screen is exact: neither is the quieter of the two.
_QUIETER = {
    Amounts.EXACT: {Amounts.ROUNDED, Amounts.SCREEN, Amounts.YES_NO},
    Amounts.ROUNDED: {Amounts.YES_NO},
    Amounts.SCREEN: {Amounts.YES_NO},
    Amounts.YES_NO: set[Amounts](),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """A consent's privacy as chosen."""

    amounts: Amounts = Amounts.EXACT
    says_merchants: bool = False
    only_my_voice: bool = False
    asks_code: AsksCode = AsksCode.NEVER

    def is_looser_than(self, other: "Privacy") -> bool:
        """Whether in any respect more would be told, or to more ears."""
        asks = list(AsksCode)
        return (
            self.amounts not in {other.amounts, *_QUIETER[other.amounts]}
            or (self.says_merchants and not other.says_merchants)
            or (other.only_my_voice and not self.only_my_voice)
            or asks.index(self.asks_code) < asks.index(other.asks_code)
        )
