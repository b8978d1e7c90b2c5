"""Which voice codes are refused, and the sentence that says why.

A code is four digits because that is what every platform carries faithfully: Alexa has a slot for
four digits that keeps a leading zero, and for any other length only numbers, which lose it.
"""

from collections.abc import Collection
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

LENGTH = 4
_DIGITS = "0123456789"
_FEWEST_DIFFERENT = 3
# What people choose most among those that no other rule refuses: lines and corners of a keypad,
# steps of two, and words on a telephone's letters.
_COMMON = (
    "2580 0852 1470 0741 3690 0963 1478 3698 1236 7896 1397 7931 1793 1379 9731 2684 2486 "
    "1357 7531 2468 8642 1590 3570 1004 5683"
)
_CENTURIES = ("19", "20")


class Objection(models.TextChoices):
    """Why a code is refused."""

    NOT_FOUR_DIGITS = "not_four_digits", _("A voice code is four digits, such as 4 0 7 1.")
    TOO_FEW = "too_few", _("Choose a code with at least three different digits.")
    SEQUENCE = "sequence", _("Choose a code whose digits do not simply count up or down.")
    BIRTH = "birth", _("Choose a code that is no part of your date of birth.")
    YEAR = "year", _("Choose a code that is no year.")
    ACCOUNT = "account", _("Choose a code that is not the end of one of your account numbers.")
    COMMON = "common", _("Choose another code: many people choose this one.")


def objection(
    code: str, *, last_digits: Collection[str] = (), born_on: date | None = None
) -> Objection | None:
    """What stands against a code; None if it is good."""
    if len(code) != LENGTH or not set(code) <= set(_DIGITS):
        return Objection.NOT_FOUR_DIGITS
    refused = {
        Objection.TOO_FEW: len(set(code)) < _FEWEST_DIFFERENT,
        Objection.SEQUENCE: _is_sequence(code),
        Objection.BIRTH: code in _written(born_on),
        Objection.YEAR: code.startswith(_CENTURIES),
        Objection.ACCOUNT: code in last_digits,
        Objection.COMMON: code in _COMMON.split(),
    }
    return next((why for why, is_so in refused.items() if is_so), None)


def _is_sequence(code: str) -> bool:
    """Counting up or down by one, over the end of the digits too: 7890, 1098."""
    up = _DIGITS * 2
    return code in up or code in up[::-1]


def _written(born_on: date | None) -> set[str]:
    """The ways in which four digits of a date are written."""
    if born_on is None:
        return set()
    return {f"{born_on:{form}}" for form in ("%d%m", "%m%d", "%m%y", "%y%m", "%Y", "%d%y", "%y%d")}
