"""What this connector reads of UK Open Banking's classes, in the words of 3.1 and of 4.0.

Fields that are not named here are skipped; those that only one version has are optional.
"""

from decimal import Decimal
from typing import Annotated, TypeVar

import msgspec

from banking.asking import decoding
from banking.connector import Unreadable

Entity = TypeVar("Entity")

_STANDARD = "UK Open Banking"
# Source: 3.1.11 and 4.0, OBActiveCurrencyAndAmount_SimpleType: a text, and never signed.
_DIGITS = Annotated[str, msgspec.Meta(pattern=r"^\d{1,13}$|^\d{1,13}\.\d{1,5}$")]

_NOTHING = msgspec.Raw(b"null")


class Amount(msgspec.Struct, rename="pascal"):
    """Source: 3.1.11 and 4.0, OBActiveOrHistoricCurrencyAndAmount."""

    amount: _DIGITS
    currency: str

    @property
    def exact(self) -> Decimal:
        """The digits that were sent, as a number."""
        return Decimal(self.amount)


class Identification(msgspec.Struct, rename="pascal"):
    """Source: 3.1.11, OBReadAccount6/Data/Account/Account; the same in 4.0."""

    identification: str


class Named(msgspec.Struct, rename="pascal"):
    """The one field that tells whose the rest is, should the rest be unreadable."""

    account_id: str


class Account(msgspec.Struct, rename="pascal"):
    """Source: OBReadAccount6/Data/Account; 3.1 has ``AccountSubType``, 4.0 ``AccountTypeCode``."""

    account_id: str
    status: str | None = None
    currency: str | None = None
    account_sub_type: str | None = None
    account_type_code: str | None = None
    description: str | None = None
    nickname: str | None = None
    switch_status: str | None = None
    account: list[Identification] | None = None


class CreditLine(msgspec.Struct, rename="pascal"):
    """Source: OBReadBalance1/Data/Balance/CreditLine; not included unless it says so."""

    included: bool = False
    type: str | None = None
    amount: Amount | None = None


class Balance(msgspec.Struct, rename="pascal"):
    """Source: OBReadBalance1/Data/Balance; 3.1 writes ``Type`` in words, 4.0 in ISO 20022 codes."""

    account_id: str
    credit_debit_indicator: str
    type: str
    date_time: str
    amount: Amount
    credit_line: list[CreditLine] | None = None


class Merchant(msgspec.Struct, rename="pascal"):
    """Source: OBMerchantDetails1."""

    merchant_name: str | None = None
    merchant_category_code: str | None = None


class BankCode(msgspec.Struct, rename="pascal"):
    """Source: OBBankTransactionCodeStructure1; 3.1 writes words, 4.0 ISO 20022 codes."""

    code: str | None = None
    sub_code: str | None = None


class Exchange(msgspec.Struct, rename="pascal"):
    """Source: OBCurrencyExchange5."""

    instructed_amount: Amount


class Transaction(msgspec.Struct, rename="pascal"):
    """Source: OBTransaction6; ``TransactionId`` is optional, ``Amount`` never signed."""

    account_id: str
    credit_debit_indicator: str
    status: str
    booking_date_time: str
    amount: Amount
    transaction_id: str | None = None
    transaction_reference: str | None = None
    value_date_time: str | None = None
    transaction_information: str | None = None
    merchant_details: Merchant | None = None
    bank_transaction_code: BankCode | None = None
    # Unread: an ornament, for whose sake no transaction is lost.
    currency_exchange: msgspec.Raw = _NOTHING


class StatementAmount(msgspec.Struct, rename="pascal"):
    """Source: OBStatement2/StatementAmount."""

    credit_debit_indicator: str
    type: str
    amount: Amount


class StatementDateTime(msgspec.Struct, rename="pascal"):
    """Source: OBStatement2/StatementDateTime."""

    date_time: str
    type: str


class Statement(msgspec.Struct, rename="pascal"):
    """Source: OBStatement2."""

    account_id: str
    type: str
    end_date_time: str
    statement_amount: list[StatementAmount] | None = None
    statement_date_time: list[StatementDateTime] | None = None


class Consent(msgspec.Struct, rename="pascal"):
    """Source: OBReadConsentResponse1/Data; 3.1 writes ``Status`` in words, 4.0 in codes."""

    consent_id: str
    status: str
    expiration_date_time: str | None = None


class ConsentResponse(msgspec.Struct, rename="pascal"):
    """Source: OBReadConsentResponse1."""

    data: Consent


class Links(msgspec.Struct, rename="pascal"):
    """Source: 3.1.11 and 4.0, Links."""

    next: str | None = None


class Page(msgspec.Struct, rename="pascal"):
    """What every listing comes in.

    Source: OBReadAccount6, OBReadBalance1, OBReadTransaction6, OBReadStatement2.
    """

    data: dict[str, msgspec.Raw]
    links: Links | None = None


def listed(page: Page, name: str) -> list[msgspec.Raw]:
    """What the page lists, unread, so that one bad item spoils no other.

    Raises:
        Unreadable: There is no such list. Without data a bank must send an empty one (4.0,
            Read/Write profile, 400 v/s 404): a body without it is something else.

    """
    if name not in page.data:
        message = f"The bank's answer breaks {_STANDARD} at Data.{name}"
        raise Unreadable(message)
    return decoded(page.data[name], list[msgspec.Raw])


def decoded(raw_body: bytes | msgspec.Raw, entity: type[Entity]) -> Entity:
    """The class of UK Open Banking that the JSON holds, or ``Unreadable``."""
    return decoding.decoded(raw_body, entity, standard=_STANDARD)
