"""What this connector reads of NextGenPSD2's entities, each amount as the digits that were sent.

Fields that are not named here are skipped, so what a bank adds of its own does no harm.
"""

from decimal import Decimal
from typing import TypeVar

import msgspec

from banking.asking import decoding

Entity = TypeVar("Entity")


class Amount(msgspec.Struct):
    """Source: NextGenPSD2 1.3.11, type amount; ``amount`` is text, a number at some banks."""

    currency: str
    amount: Decimal


class Balance(msgspec.Struct, rename="camel"):
    """Source: NextGenPSD2 1.3.11, type balance; the standard's own card example has empty ones."""

    balance_amount: Amount | None = None
    balance_type: str | None = None
    credit_limit_included: bool | None = None
    reference_date: str | None = None
    last_change_date_time: str | None = None


class Named(msgspec.Struct, rename="camel"):
    """The fields that tell whose the rest is, should the rest be unreadable."""

    resource_id: str
    currency: str
    iban: str | None = None
    bban: str | None = None
    masked_pan: str | None = None


class Listed(Named, kw_only=True, rename="camel"):
    """What accountDetails and cardAccountDetails have in common."""

    name: str | None = None
    display_name: str | None = None
    product: str | None = None
    status: str | None = None
    balances: list[Balance] | None = None


class Account(Listed, kw_only=True, rename="camel"):
    """Source: NextGenPSD2 1.3.11, type accountDetails."""

    cash_account_type: str | None = None


class Card(Listed, kw_only=True, rename="camel"):
    """Source: NextGenPSD2 1.3.11, type cardAccountDetails."""

    debit_accounting: bool | None = None
    credit_limit: Amount | None = None


class Accounts(msgspec.Struct):
    """Source: NextGenPSD2 1.3.11, type accountList; a body without the list is no empty list."""

    accounts: list[msgspec.Raw]


class Cards(msgspec.Struct, rename="camel"):
    """Source: NextGenPSD2 1.3.11, type cardAccountList."""

    card_accounts: list[msgspec.Raw]


class Balances(msgspec.Struct, rename="camel"):
    """Source: NextGenPSD2 1.3.11, types read(Card)AccountBalanceResponse-200."""

    balances: list[Balance]
    debit_accounting: bool | None = None


class Reference(msgspec.Struct):
    """Source: NextGenPSD2 1.3.11, type remittanceInformationStructured; plain text before 1.3.9."""

    reference: str


class Transaction(msgspec.Struct, rename="camel"):
    """Source: NextGenPSD2 1.3.11, type transactions; only the amount must be there."""

    transaction_amount: Amount
    transaction_id: str | None = None
    entry_reference: str | None = None
    end_to_end_id: str | None = None
    booking_date: str | None = None
    value_date: str | None = None
    creditor_name: str | None = None
    ultimate_creditor: str | None = None
    debtor_name: str | None = None
    ultimate_debtor: str | None = None
    remittance_information_unstructured: str | None = None
    remittance_information_unstructured_array: list[str] | None = None
    remittance_information_structured: Reference | str | None = None
    additional_information: str | None = None
    purpose_code: str | None = None
    bank_transaction_code: str | None = None
    proprietary_bank_transaction_code: str | None = None


class CardTransaction(msgspec.Struct, rename="camel"):
    """Source: NextGenPSD2 1.3.11, type cardTransaction; ``value_date`` is when the bill is due."""

    transaction_amount: Amount
    card_transaction_id: str | None = None
    transaction_date: str | None = None
    acceptor_transaction_date_time: str | None = None
    booking_date: str | None = None
    original_amount: Amount | None = None
    merchant_category_code: str | None = None
    transaction_details: str | None = None
    proprietary_bank_transaction_code: str | None = None


class Href(msgspec.Struct):
    """Source: NextGenPSD2 1.3.11, type hrefType."""

    href: str | None = None


class Links(msgspec.Struct):
    """Source: NextGenPSD2 1.3.11, types _linksAccountReport, _linksDownload."""

    next: Href | None = None
    download: Href | None = None


class Report(msgspec.Struct):
    """Source: NextGenPSD2 1.3.11, types accountReport, cardAccountReport.

    Its third list, ``information``, is not read: standing orders have moved nothing yet.
    """

    booked: list[msgspec.Raw] = []
    pending: list[msgspec.Raw] = []
    links: Links | None = msgspec.field(name="_links", default=None)


class Page(msgspec.Struct, rename="camel"):
    """Source: NextGenPSD2 1.3.11, types transactionsResponse-200_json and its like for cards."""

    transactions: Report | None = None
    card_transactions: Report | None = None
    debit_accounting: bool | None = None
    links: Links | None = msgspec.field(name="_links", default=None)


class ConsentLinks(msgspec.Struct, rename="camel"):
    """Source: NextGenPSD2 1.3.11, type _linksConsents."""

    sca_redirect: Href | None = None
    sca_o_auth: Href | None = msgspec.field(name="scaOAuth", default=None)


class NewConsent(msgspec.Struct, rename="camel"):
    """Source: NextGenPSD2 1.3.11, type consentsResponse-201."""

    consent_id: str
    consent_status: str
    links: ConsentLinks = msgspec.field(name="_links")


class Consent(msgspec.Struct, rename="camel"):
    """Source: NextGenPSD2 1.3.11, type consentInformationResponse-200_json."""

    consent_status: str
    valid_until: str | None = None


class AuthorizationServer(msgspec.Struct):
    """Source: RFC 8414 2."""

    authorization_endpoint: str


def decoded(raw_body: bytes | msgspec.Raw, entity: type[Entity]) -> Entity:
    """The entity of NextGenPSD2 that the JSON holds, or ``Unreadable``."""
    return decoding.decoded(raw_body, entity, standard="NextGenPSD2")
