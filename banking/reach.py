"""What one turn may read: the bound that every query takes."""

from dataclasses import dataclass

from banking.facts import AccountRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """One customer's accounts, as far as a consent goes; empty reads nothing."""

    customer: int
    accounts: tuple[AccountRef, ...]
