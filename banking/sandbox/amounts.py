"""Integer minor units, their currencies, and JSON text in which no amount was ever a float."""

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Json: TypeAlias = "bool | int | float | str | Decimal | Sequence[Json] | Mapping[str, Json] | None"
JsonObject: TypeAlias = dict[str, Json]

EXPONENTS = {"EUR": 2, "GBP": 2, "JPY": 0, "USD": 2}
MICRO = 1_000_000
# What one unit of a currency costs in millionths of a dollar; invented, so that it never moves.
MICRO_DOLLARS = {"EUR": 1_085_000, "GBP": 1_268_000, "JPY": 6_700, "USD": MICRO}


def decimal(minor: int, currency: str) -> Decimal:
    """Turn minor units into the exact amount with that currency's own number of decimals."""
    return Decimal(minor).scaleb(-EXPONENTS[currency])


def minor(text: str, currency: str) -> int | None:
    """Read a signed amount such as ``-12.34``, or None if the currency cannot express it."""
    exponent = EXPONENTS[currency]
    decimals = rf"(?:\.[0-9]{{1,{exponent}}})?" if exponent else ""
    if not re.fullmatch(rf"-?[0-9]{{1,9}}{decimals}", text):
        return None
    return int(Decimal(text).scaleb(exponent))


def percent(basis_points: int) -> Decimal:
    """Turn basis points into the percentage a bank prints."""
    return Decimal(basis_points).scaleb(-2)


def quotient(dividend: int, divisor: int) -> int:
    """Divide, rounding to the nearest whole unit, halves away from zero."""
    whole = (2 * abs(dividend) + divisor) // (2 * divisor)
    return whole if dividend >= 0 else -whole


def converted(minor_units: int, source: str, target: str) -> int:
    """Exchange an amount at the bank's fixed rate."""
    dividend = minor_units * MICRO_DOLLARS[source] * 10 ** EXPONENTS[target]
    return quotient(dividend, MICRO_DOLLARS[target] * 10 ** EXPONENTS[source])


def json_text(value: Json) -> str:
    """Write JSON with every Decimal as a number, digit for digit."""
    match value:
        case Decimal():
            return format(value, "f")
        case dict():
            members = (f"{json.dumps(key)}:{json_text(item)}" for key, item in value.items())
            return "{" + ",".join(members) + "}"
        case list() | tuple():
            return "[" + ",".join(json_text(item) for item in value) + "]"
        case _:
            return json.dumps(value)
