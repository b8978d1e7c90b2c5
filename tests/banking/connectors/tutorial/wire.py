"""Plain Bank's JSON, each amount as the digits that were sent."""

from decimal import Decimal

import msgspec


class Account(msgspec.Struct):
    """Source: Plain Bank API, section 2; a card's ``balance`` is positive where it is owed."""

    id: str
    label: str
    digits: str
    kind: str
    currency: str
    balance: Decimal
    at: str


class Accounts(msgspec.Struct):
    accounts: list[Account]


class Movement(msgspec.Struct):
    """Source: Plain Bank API, section 3; ``amount`` is absolute, ``way`` is ``in`` or ``out``."""

    id: str
    on: str
    is_open: bool
    amount: Decimal
    way: str
    text: str


class Movements(msgspec.Struct):
    movements: list[Movement]
    next: str | None = None
