"""The ways in which money moves through an account, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The same thing on the same day each month; `yearly_minor` is how it grows each January.

    **Units**: amounts are signed minor units of `foreign_currency`, else of the account.
    """

    day: int
    payee: str
    description: str
    minor: int
    mcc: str | None = None
    yearly_minor: int = 0
    spread_minor: int = 0
    foreign_currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Something bought now and then, at one of several shops."""

    shops: tuple[str, ...]
    mcc: str
    per_month: int
    low_minor: int
    high_minor: int
    refunded_percent: int = 0
    foreign_currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Once a month money moves so that the account is back at its target.

    Without it two years of chance would carry an account anywhere. `partners` are accounts of this
    bank that share the difference; without partners it comes from or goes to `outside`.
    """

    day: int
    target_minor: int
    partners: tuple[str, ...] = ()
    outside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine:
    """All habits of one account."""

    standing: tuple[Standing, ...] = ()
    errands: tuple[Errand, ...] = ()
    settlement: Settlement | None = None
