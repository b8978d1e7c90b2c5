"""The receipt as a document: every field, the whole history, the same each time, no amounts."""

import json
from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest
from django.conf import settings

from consent import leaving, operations
from consent.models import Consent, PlatformIdentity, Receipt
from consent.operations import Choice
from consent.scopes import Scope
from consent.states import Channel, EndReason, Event
from consent.writing import receipts
from tests import people
from tests.consent.writing import schema
from tests.consent.writing.post import consent_of
from tests.people import NOW, Cast

LATER = NOW + timedelta(days=10)


def last(consent: Consent) -> Receipt:
    return consent.receipts.order_by("-number")[0]


def test_alices_receipt_says_this_and_nothing_else(cast: Cast) -> None:
    """Consent rules, section 6; promise P8."""
    receipt = last(consent_of(cast.alice))
    document = receipt.document
    [processing] = document["pii_processing"]
    words = {"collection_method", "processing_method", "withdrawal_method", "privacy_rights"}
    assert {name: value for name, value in processing.items() if name not in words} == {
        "privacy_notice": {
            "version": "1",
            "agreed_on": "2026-01-01",
            "ends_on": "2027-12-31",
            "terms": "",
            "url": "",
        },
        "language": "en",
        "purpose": "Answering your questions",
        "purpose_type": "ServiceProvision",
        "service": "Alexa",
        "lawful_basis": "consent",
        "pii_information": [
            {
                "pii_type": "How much is in these accounts, each with its name",
                "pii_attribute_id": "balances",
                "pii_optional": True,
            }
        ],
        "accounts": ["Everyday ..1234"],
        "privacy_settings": {
            "amounts": "exact",
            "says_merchants": False,
            "only_my_voice": False,
            "asks_code": "never",
        },
        "pii_controllers": ["bank"],
        "recipient_third_parties": ["vendor"],
        "storage_locations": [settings.BANK_COUNTRY],
        "processing_locations": [settings.BANK_COUNTRY],
        "retention_period": f"P{settings.DISCLOSURE_KEEP_DAYS}D",
        "jurisdiction": settings.BANK_COUNTRY,
        "valid_from": "2026-11-20T18:04:00+00:00",
        "valid_until": "2027-02-18T18:04:00+00:00",
    }
    assert document["receipt_id"] == str(receipt.public_id)
    assert document["pii_principal_id"] == cast.alice.public_id
    assert [each["party_name"] for each in document["parties"]] == [settings.BANK_NAME, "Amazon"]
    assert document["events"] == [
        {
            "event_time": "2026-11-20T18:04:00+00:00",
            "event_type": "explicit",
            "event_state": "requested",
            "entity_id": cast.alice.public_id,
            "validity_duration": "P0D",
        },
        {
            "event_time": "2026-11-20T18:04:00+00:00",
            "event_type": "explicit",
            "event_state": "given",
            "entity_id": cast.alice.public_id,
            "validity_duration": f"PT{90 * 86_400}S",
            "event": "grant",
            "channel": "pages",
        },
    ]


def test_every_receipt_has_every_mandatory_field(cast: Cast) -> None:
    consent = consent_of(cast.bob)
    consent = operations.pause(consent, LATER)
    consent = operations.resume(consent, LATER)
    leaving.revoke(consent, EndReason.WITHDRAWN, Channel.ASSISTANT, LATER)
    documents = Receipt.objects.values_list("document", flat=True)
    assert [schema.read(each).schema_version for each in documents] == [schema_of()] * 5


def schema_of() -> str:
    return "ISO/IEC TS 27560:2023"


def test_a_document_without_one_of_them_would_be_found(cast: Cast) -> None:
    document = last(consent_of(cast.alice)).document
    for name in ("record_id", "events", "parties"):
        with pytest.raises(msgspec.ValidationError, match=name):
            schema.read({key: value for key, value in document.items() if key != name})


def test_the_record_keeps_its_id_and_each_receipt_has_its_own(cast: Cast) -> None:
    consent = operations.pause(consent_of(cast.alice), LATER)
    first, second = consent.receipts.order_by("number")
    assert first.document["record_id"] == second.document["record_id"]
    assert first.document["receipt_id"] != second.document["receipt_id"]


def test_the_same_consent_gives_the_same_document(cast: Cast) -> None:
    consent = consent_of(cast.bob)
    texts = {
        json.dumps(receipts.document(consent, Event.CHANGE, Channel.PAGES, LATER)) for _ in range(5)
    }
    assert len(texts) == 1
    kinds = [each["pii_attribute_id"] for each in _processing(consent)["pii_information"]]
    assert kinds == list(Scope)


def _processing(consent: Consent) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = last(consent).document["pii_processing"][0]
    return found


def test_no_receipt_holds_an_amount_or_the_name_of_an_account_not_chosen(cast: Cast) -> None:
    text = json.dumps(list(Receipt.objects.values_list("document", flat=True)))
    assert [w for w in ("1234.50", "1,234.50", "123450", "120000", "Rainy Day") if w in text] == []


def test_the_history_grows_with_every_change(cast: Cast) -> None:
    consent = operations.pause(consent_of(cast.alice), LATER)
    consent = operations.resume(consent, LATER)
    choice = Choice(
        scopes=frozenset({Scope.BALANCES, Scope.DUES}),
        accounts={cast.everyday.public_id: "Everyday ..1234"},
        days=365,
    )
    consent = operations.change(consent, choice, LATER, Channel.APP)
    document = schema.read(last(consent).document)
    assert [(each.event_state, each.channel) for each in document.events] == [
        ("requested", ""),
        ("given", "pages"),
        ("suspended", "pages"),
        ("resumed", "pages"),
        ("modified", "app"),
    ]
    assert document.pii_processing[0].valid_until == "2027-11-30T18:04:00+00:00"
    assert document.events[-1].validity_duration == f"PT{365 * 86_400}S"


def _unlinks(cast: Cast, consent: Consent) -> None:
    PlatformIdentity.objects.create(consent=consent, kind="user", value="a-hash")
    leaving.by_identity("alexa", ["a-hash"], LATER)


def _retires(cast: Cast, consent: Consent) -> None:
    leaving.retire(cast.alexa, LATER)
    leaving.of_retired(LATER)


def _expires(cast: Cast, consent: Consent) -> None:
    leaving.expired(consent.expires_at or LATER)


def _replaces(cast: Cast, consent: Consent) -> None:
    people.allow(cast.alice, cast.alexa, [Scope.BALANCES], [cast.everyday], now=LATER)


def _tells_it(cast: Cast, consent: Consent) -> None:
    leaving.by_token(cast.alices_token, "alexa", LATER)


@pytest.mark.parametrize(
    ("ends", "state", "channel", "who"),
    [
        (_unlinks, "withdrawn", "platform", "vendor"),
        (_retires, "revoked", "operator", "bank"),
        (_expires, "expired", "clock", "bank"),
        (_replaces, "replaced", "pages", "alice"),
        (_tells_it, "withdrawn", "assistant", "alice"),
    ],
)
def test_every_end_has_its_receipt(
    cast: Cast, ends: Callable[[Cast, Consent], None], state: str, channel: str, who: str
) -> None:
    """Promise P8: whoever opens the way out."""
    consent = consent_of(cast.alice)
    ends(cast, consent)
    event = schema.read(last(consent).document).events[-1]
    assert (event.event_state, event.channel, event.event) == (state, channel, "end")
    assert event.entity_id == (cast.alice.public_id if who == "alice" else who)
    assert event.validity_duration == "PT0S"
