"""What this connector reads of SimpleFIN's objects, each amount as the digits that were sent.

Version 2 has ``errlist`` and ``connections`` where version 1 has ``errors`` and ``org``; what is
not named here is skipped.
"""

from decimal import Decimal
from typing import TypeVar

import msgspec

from banking.asking import decoding

Entity = TypeVar("Entity")


class Error(msgspec.Struct):
    """Source: SimpleFIN 2, "Error". Its ``msg`` is the bank's own words."""

    code: str
    conn_id: str | None = None
    account_id: str | None = None


class Organization(msgspec.Struct, rename="kebab"):
    """Source: SimpleFIN 1, "Organization"."""

    domain: str | None = None
    name: str | None = None
    sfin_url: str | None = None


class Extra(msgspec.Struct):
    """Source: SimpleFIN, "Transaction", ``extra``: whatever a server likes; this one is usual."""

    category: str | None = None


class Transaction(msgspec.Struct):
    """Source: SimpleFIN, "Transaction"; ``amount`` positive is into the account."""

    id: str
    posted: int
    amount: Decimal
    description: str | None = None
    transacted_at: int | None = None
    pending: bool | None = None
    payee: str | None = None
    extra: msgspec.Raw = msgspec.Raw(b"{}")


class Account(msgspec.Struct, rename="kebab"):
    """Source: SimpleFIN, "Account"; version 2's ``conn_id`` keeps its underscore."""

    id: str
    name: str
    currency: str
    balance: Decimal
    balance_date: int
    available_balance: Decimal | None = None


class Named(msgspec.Struct):
    """Whose the rest is, and where from, should the rest be unreadable."""

    id: str
    conn_id: str | None = None
    org: Organization | None = None

    @property
    def origin(self) -> str:
        """What tells two accounts of one id apart: it is unique within an organization only."""
        if self.conn_id:
            return self.conn_id
        organization = self.org or Organization()
        return organization.domain or organization.name or organization.sfin_url or ""


class Moved(msgspec.Struct, rename="kebab"):
    """An account with its movements, still JSON, and when its figures were what they are."""

    balance_date: int = 0
    transactions: list[msgspec.Raw] = []


class AccountSet(msgspec.Struct):
    """Source: SimpleFIN, "Account Set". A body without the list is no empty list."""

    accounts: list[msgspec.Raw]
    errors: list[msgspec.Raw] | None = None
    errlist: list[Error] | None = None


def decoded(raw_body: bytes | msgspec.Raw, entity: type[Entity]) -> Entity:
    """The object of SimpleFIN that the JSON holds, or ``Unreadable``."""
    return decoding.decoded(raw_body, entity, standard="SimpleFIN")
