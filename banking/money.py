"""Exact money: whole minor units and a currency, and the only conversions to and from decimals."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

# ISO 4217 gives most currencies two decimals; these have others (list of 2024-06-25, table A.1).
# Babel's own figures are CLDR's, which are what people write (IQD 0), not what banks count (IQD 3).
_EXPONENTS = (
    dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    )
    | dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3)
    | dict.fromkeys(["CLF", "UYW"], 4)
)
_CODE = re.compile(r"[A-Z]{3}\Z")
# What a signed 64-bit column holds.
_LARGEST_MINOR = 2**63 - 1
_MOST_DIGITS = len(str(_LARGEST_MINOR))


class MoneyError(ValueError):
    """An amount that is not exact money: no such currency, a fraction of a minor unit, too large.

    The message never holds the amount.
    """


def exponent(currency: str) -> int:
    """How many decimals the currency's minor unit has.

    Raises:
        MoneyError: It is not three capital letters.

    Source: ISO 4217, list one.
    """
    if not _CODE.match(currency):
        message = "A currency is three capital letters (ISO 4217)"
        raise MoneyError(message)
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount in whole minor units; negative is owed, or out."""

    minor: int
    currency: str

    @classmethod
    def exact(cls, amount: Decimal, currency: str) -> Self:
        """The amount, if it is a whole number of minor units.

        Raises:
            MoneyError: It is not, or the currency is none.

        """
        decimals = exponent(currency)
        # A short text can name a number of a million digits: its size is looked at first.
        is_sane = amount.is_finite() and amount.adjusted() < _MOST_DIGITS
        minor = int(amount.scaleb(decimals)) if is_sane else _LARGEST_MINOR + 1
        if abs(minor) > _LARGEST_MINOR or Decimal(minor).scaleb(-decimals) != amount:
            message = f"An amount in {currency} is no whole number of its minor units"
            raise MoneyError(message)
        return cls(minor=minor, currency=currency)

    @property
    def amount(self) -> Decimal:
        """In major units, with the currency's own number of decimals."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __neg__(self) -> "Money":
        return Money(minor=-self.minor, currency=self.currency)

    def __abs__(self) -> "Money":
        return Money(minor=abs(self.minor), currency=self.currency)

    def __add__(self, other: "Money") -> "Money":
        """The sum of two amounts of one currency.

        Raises:
            MoneyError: The currencies differ; nothing is ever converted silently.

        """
        if other.currency != self.currency:
            message = f"{self.currency} and {other.currency} do not add up"
            raise MoneyError(message)
        return Money(minor=self.minor + other.minor, currency=self.currency)
