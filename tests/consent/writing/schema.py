"""The mandatory fields of ISO/IEC TS 27560:2023 (6.3), and ours beside them, strictly."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Uuid4 = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
]
Moment = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00$")]
Duration = Annotated[str, Meta(pattern=r"^P(\d+D|T\d+S)$")]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
Words = Annotated[str, Meta(min_length=1)]


class Strict(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """No field that is not named, none that is named left out."""


class Notice(Strict):
    version: Words
    agreed_on: str | None
    ends_on: str | None
    terms: str
    url: str


class Information(Strict):
    pii_type: Words
    pii_attribute_id: Words
    pii_optional: bool


class Way(Strict):
    method: Words
    description: Words


class Right(Strict):
    right: Words
    description: Words


class Privacy(Strict):
    amounts: Words
    says_merchants: bool
    only_my_voice: bool
    asks_code: Words


class Processing(Strict):
    privacy_notice: Notice
    language: Words
    purpose: Words
    purpose_type: Words
    service: Words
    lawful_basis: Literal["consent"]
    pii_information: Annotated[list[Information], Meta(min_length=1)]
    accounts: Annotated[list[Words], Meta(min_length=1)]
    privacy_settings: Privacy
    pii_controllers: Annotated[list[Words], Meta(min_length=1)]
    recipient_third_parties: Annotated[list[Words], Meta(min_length=1)]
    collection_method: Words
    processing_method: Words
    storage_locations: Annotated[list[Country], Meta(min_length=1)]
    processing_locations: list[Country]
    retention_period: Duration
    jurisdiction: Country
    valid_from: Moment
    valid_until: Moment
    withdrawal_method: Annotated[list[Way], Meta(min_length=2)]
    privacy_rights: Annotated[list[Right], Meta(min_length=1)]


class Party(Strict):
    party_id: Words
    party_name: Words
    party_address: Words
    party_contact: Words
    party_url: str
    party_role: Literal["pii_controller", "recipient"]
    party_type: Words
    statements: list[Words] = []


class Event(Strict):
    event_time: Moment
    event_type: Literal["explicit"]
    event_state: Words
    entity_id: Words
    validity_duration: Duration
    event: str = ""
    channel: str = ""


class Document(Strict):
    schema_version: Literal["ISO/IEC TS 27560:2023"]
    record_id: Uuid4
    receipt_id: Uuid4
    pii_principal_id: Words
    pii_processing: Annotated[list[Processing], Meta(min_length=1, max_length=1)]
    parties: Annotated[list[Party], Meta(min_length=2)]
    events: Annotated[list[Event], Meta(min_length=2)]


def read(document: object) -> Document:
    """The document, if it has every mandatory field and no other than these.

    Raises:
        msgspec.ValidationError: It has not.

    """
    return msgspec.convert(document, Document)
