"""FDX's event notifications: only from whom they were agreed with, each as the link it is about."""

import base64
import hashlib
import json
from collections.abc import Mapping

import pytest

from banking.connector import Bank, Unreadable
from banking.connectors.fdx import events
from banking.standard import Event, EventKind, Forged
from tests.banking.conftest import NOW

TOKEN = "a-long-and-random-bearer-token"
BEARER = {"authorization": f"Bearer {TOKEN}"}
# As MX sends it: numbers as ids, and no name of its own.
BY_MX = {
    "type": "CONSENT_REVOKED",
    "sentOn": "2026-11-20T18:03:50Z",
    "category": "CONSENT",
    "notificationPayload": {"id": 136804, "idType": "CONSENT", "intermediary": "MX"},
}
BY_ID = BY_MX | {
    "notificationId": "0a318518-ca16-4e66-be76-865a632ea771",
    "severity": "EMERGENCY",
    "publisher": {"name": "A bank", "type": "DATA_PROVIDER"},
    "notificationPayload": {"id": "consent-1", "idType": "CONSENT", "customFields": []},
}


def bank(credential: str = TOKEN) -> Bank:
    agreed = hashlib.sha256(credential.encode()).hexdigest()
    return Bank(base_url="https://bank.test", options={"events_credential_sha256": agreed})


def heard(
    told: object = BY_ID, headers: Mapping[str, str] = BEARER, of: Bank | None = None
) -> list[Event]:
    return list(events.listen(of or bank(), json.dumps(told).encode(), headers, NOW))


def test_a_revoked_consent_ends_its_link() -> None:
    assert heard() == [
        Event(
            id="0a318518-ca16-4e66-be76-865a632ea771",
            kind=EventKind.ENDED,
            reference="consent-1",
        )
    ]


@pytest.mark.parametrize(
    ("kind", "meant"),
    [
        ("CONSENT_REVOKED", EventKind.ENDED),
        ("CONSENT_EXPIRED", EventKind.NEEDS_CUSTOMER),
        ("CONSENT_UPDATED", EventKind.REFRESH),
        ("CONSENT_MODIFIED", EventKind.REFRESH),
        ("CONSENT_RENEWED", EventKind.REFRESH),
        ("BALANCE", EventKind.REFRESH),
        ("CONSENT_EXPIRING", EventKind.NOTHING),
        ("PLANNED_OUTAGE", EventKind.NOTHING),
        ("CUSTOM", EventKind.NOTHING),
    ],
)
def test_each_type_has_its_meaning(kind: str, meant: EventKind) -> None:
    [event] = heard(BY_ID | {"type": kind})
    assert (event.kind, event.reference) == (meant, "consent-1")


@pytest.mark.parametrize(
    "payload", [{"id": "a-1", "idType": "ACCOUNT"}, {"idType": "CONSENT"}, {}], ids=str
)
def test_what_is_not_about_a_consent_is_about_no_link(payload: dict[str, str]) -> None:
    [event] = heard(BY_ID | {"notificationPayload": payload})
    assert (event.kind, event.reference) == (EventKind.NOTHING, "")


def test_an_event_without_a_name_has_the_same_one_whenever_it_is_told() -> None:
    [first], [again] = heard(BY_MX), heard({**BY_MX, "priority": "HIGH"})
    [later] = heard(BY_MX | {"sentOn": "2026-11-20T18:03:51Z"})
    assert first == again
    assert first.reference == "136804"
    assert len({first.id, later.id}) == 2


@pytest.mark.parametrize("scheme", ["Basic", "basic"])
def test_a_bank_may_bring_a_name_and_a_password(scheme: str) -> None:
    brought = base64.b64encode(b"bank:a long and random password").decode()
    headers = {"authorization": f"{scheme} {brought}"}
    assert len(heard(headers=headers, of=bank("bank:a long and random password"))) == 1


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Bearer another", f"Digest {TOKEN}", TOKEN, "Basic %", "Basic "],
)
def test_whoever_does_not_bring_what_was_agreed_is_refused(authorization: str) -> None:
    with pytest.raises(Forged):
        heard(headers={"authorization": authorization})


@pytest.mark.parametrize("agreed", ["", " ", hashlib.sha256(b"").hexdigest()])
def test_where_nothing_was_agreed_nothing_is_heard(agreed: str) -> None:
    """Promise P2: also where somebody hashed an empty line."""
    silent = Bank(base_url="https://bank.test", options={"events_credential_sha256": agreed})
    for headers in ({}, {"authorization": "Bearer "}, BEARER):
        with pytest.raises(Forged):
            heard(headers=headers, of=silent)


@pytest.mark.parametrize("told", [[], {}, {"type": "CONSENT_REVOKED"}, "CONSENT_REVOKED", None])
def test_what_is_no_notification_is_unreadable(told: object) -> None:
    with pytest.raises(Unreadable, match=r"^The bank's notification is none of FDX's$"):
        heard(told)
