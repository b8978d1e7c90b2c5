"""What this connector reads of FDX's entities, each amount as the digits that were sent.

Fields that are not named here are skipped, so a newer minor version reads as well.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

import msgspec

from banking.asking import decoding

Entity = TypeVar("Entity")


class Currency(msgspec.Struct, rename="camel"):
    """Source: FDX 6.x, entity Currency."""

    currency_code: str


class Bill(msgspec.Struct, rename="camel"):
    """Source: FDX 6.4, entity Bill; ``statement_balance`` is negative when the customer owes."""

    due_date: str | None = None
    minimum_payment_due: Decimal | None = None
    statement_balance: Decimal | None = None
    statement_date: str | None = None


class Account(msgspec.Struct, rename="camel"):
    """An account of any category.

    Source: FDX 6.x, entities DepositAccount, LocAccount, LoanAccount, InvestmentAccount, and
    AccountDescriptor, which they extend and which is all that a lightweight listing holds.
    """

    account_id: str
    account_category: str | None = None
    account_type: str | None = None
    account_number_display: str | None = None
    nickname: str | None = None
    product_name: str | None = None
    status: str | None = None
    currency: Currency | None = None
    balance_as_of: str | None = None
    current_balance: Decimal | None = None
    available_balance: Decimal | None = None
    available_credit: Decimal | None = None
    principal_balance: Decimal | None = None
    current_value: Decimal | None = None
    next_payment_date: str | None = None
    next_payment_amount: Decimal | None = None
    minimum_payment_amount: Decimal | None = None
    last_stmt_balance: Decimal | None = None
    last_stmt_date: str | None = None
    bills: list[Bill] | None = None


class Named(msgspec.Struct, rename="camel"):
    """The one field that tells whose the rest is, should the rest be unreadable."""

    account_id: str


class Transaction(msgspec.Struct, rename="camel"):
    """Source: FDX 6.x, entity Transaction and those that extend it; ``amount`` is absolute."""

    transaction_id: str
    amount: Decimal
    debit_credit_memo: str
    status: str
    transaction_timestamp: str | None = None
    posted_timestamp: str | None = None
    description: str | None = None
    payee: str | None = None
    category: str | None = None
    foreign_amount: Decimal | None = None
    foreign_currency: str | None = None


class Page(msgspec.Struct, rename="camel"):
    """Source: FDX 6.4, entity PageMetadata; ``next_offset`` is all that older versions have."""

    next_page_key: str | int | None = None
    next_offset: str | int | None = None


class Link(msgspec.Struct, rename="camel"):
    """Source: FDX 6.x, entity HateoasLink."""

    href: str | None = None
    rel: str | None = None


class Links(msgspec.Struct, rename="camel"):
    """Source: FDX 6.x, entity PageMetadataLinks."""

    next: Link | None = None


class Listing(msgspec.Struct, rename="camel"):
    """Source: FDX 6.x, entity PaginatedArray."""

    page: Page | None = None
    links: Links | list[Link] | None = None

    @property
    def items(self) -> list[msgspec.Raw]:
        """What is listed, unread, so that one bad item spoils no other."""
        raise NotImplementedError


class Accounts(Listing, kw_only=True):
    """Source: FDX 6.x, entity Accounts. A body without the list is no empty list."""

    accounts: list[msgspec.Raw]

    @property
    def items(self) -> list[msgspec.Raw]:
        return self.accounts


class Transactions(Listing, kw_only=True):
    """Source: FDX 6.x, entity Transactions."""

    transactions: list[msgspec.Raw]

    @property
    def items(self) -> list[msgspec.Raw]:
        return self.transactions


def decoded(raw_body: bytes | msgspec.Raw, entity: type[Entity]) -> Entity:
    """The entity of FDX that the JSON holds, or ``Unreadable``."""
    return decoding.decoded(raw_body, entity, standard="FDX")


def joined(fields: Mapping[str, msgspec.Raw], entity: type[Entity]) -> Entity:
    """The entity of FDX made of fields that are still JSON, or ``Unreadable``."""
    return decoding.joined(fields, entity, standard="FDX")
