"""What this connector reads of Plaid's schemas, each amount as the digits that were sent.

Fields that are not named here are skipped: Plaid adds some every month.
"""

from decimal import Decimal
from typing import TypeVar

import msgspec

from banking.asking import decoding
from banking.connectors.plaid.errors import Error

Entity = TypeVar("Entity")


class Balances(msgspec.Struct):
    """Source: schema AccountBalance."""

    current: Decimal | None = None
    available: Decimal | None = None
    iso_currency_code: str | None = None
    unofficial_currency_code: str | None = None
    last_updated_datetime: str | None = None


class Account(msgspec.Struct):
    """Source: schema AccountBase."""

    account_id: str
    type: str
    balances: Balances
    subtype: str | None = None
    name: str | None = None
    official_name: str | None = None
    mask: str | None = None


class Named(msgspec.Struct):
    """What tells whose the rest is and whether it moves, should the rest be unreadable."""

    account_id: str
    type: str | None = None


class Accounts(msgspec.Struct):
    """Source: schema AccountsGetResponse. A body without the list is no empty list."""

    accounts: list[msgspec.Raw]


class Item(msgspec.Struct):
    """Source: schema Item."""

    item_id: str
    error: Error | None = None
    consent_expiration_time: str | None = None


class Updates(msgspec.Struct):
    """Source: schema ItemStatusTransactions."""

    last_successful_update: str | None = None


class Status(msgspec.Struct):
    """Source: schema ItemStatus."""

    transactions: Updates | None = None


class ItemAnswer(msgspec.Struct):
    """Source: schema ItemGetResponse."""

    item: Item
    status: Status | None = None


class Owed(msgspec.Struct):
    """Source: schemas CreditCardLiability, StudentLoan, MortgageLiability."""

    account_id: str | None = None
    next_payment_due_date: str | None = None
    minimum_payment_amount: Decimal | None = None
    next_monthly_payment: Decimal | None = None
    last_statement_balance: Decimal | None = None
    last_statement_issue_date: str | None = None


class Liabilities(msgspec.Struct):
    """Source: schema LiabilitiesObject."""

    credit: list[Owed] | None = None
    mortgage: list[Owed] | None = None
    student: list[Owed] | None = None

    @property
    def all(self) -> list[Owed]:
        return [*(self.credit or []), *(self.mortgage or []), *(self.student or [])]


class LiabilitiesAnswer(msgspec.Struct):
    """Source: schema LiabilitiesGetResponse."""

    liabilities: Liabilities


class Purpose(msgspec.Struct):
    """Source: schema PersonalFinanceCategory."""

    primary: str
    detailed: str | None = None


class Transaction(msgspec.Struct):
    """Source: schemas TransactionBase and Transaction; ``amount`` positive is out."""

    transaction_id: str
    amount: Decimal
    date: str
    pending: bool
    iso_currency_code: str | None = None
    name: str | None = None
    merchant_name: str | None = None
    datetime: str | None = None
    authorized_date: str | None = None
    authorized_datetime: str | None = None
    pending_transaction_id: str | None = None
    personal_finance_category: Purpose | None = None


class Owner(msgspec.Struct):
    """Whose a movement is and which, should the rest be unreadable."""

    account_id: str
    transaction_id: str


class Page(msgspec.Struct):
    """Source: schema TransactionsSyncResponse."""

    added: list[msgspec.Raw]
    modified: list[msgspec.Raw]
    removed: list[Owner]
    next_cursor: str
    has_more: bool


class LinkToken(msgspec.Struct):
    """Source: schema LinkTokenCreateResponse."""

    link_token: str
    hosted_link_url: str | None = None


class Added(msgspec.Struct):
    """Source: schemas LinkSessionItemAddResult, LinkSessionSuccess."""

    public_token: str


class Results(msgspec.Struct):
    """Source: schema LinkSessionResults."""

    item_add_results: list[Added] = []


class Session(msgspec.Struct):
    """Source: schema LinkTokenGetSessionsResponse; ``on_...`` is what older clients get."""

    finished_at: str | None = None
    results: Results | None = None
    on_success: Added | None = None
    exit: dict[str, msgspec.Raw] | None = None
    on_exit: dict[str, msgspec.Raw] | None = None


class LinkTokenAnswer(msgspec.Struct):
    """Source: schema LinkTokenGetResponse."""

    link_sessions: list[Session] = []


class Exchanged(msgspec.Struct):
    """Source: schema ItemPublicTokenExchangeResponse."""

    access_token: str
    item_id: str


class Webhook(msgspec.Struct):
    """Source: the schemas that end in Webhook; those of Link name no Item."""

    webhook_type: str
    webhook_code: str
    item_id: str | None = None


class VerificationKey(msgspec.Struct):
    """Source: schema JWKPublicKey."""

    kid: str
    kty: str
    crv: str
    alg: str
    use: str
    x: str
    y: str
    expired_at: int | None = None


class VerificationKeyAnswer(msgspec.Struct):
    """Source: schema WebhookVerificationKeyGetResponse."""

    key: VerificationKey


def decoded(raw_body: bytes | msgspec.Raw, entity: type[Entity]) -> Entity:
    """The entity of Plaid that the JSON holds, or ``Unreadable``."""
    return decoding.decoded(raw_body, entity, standard="Plaid")
