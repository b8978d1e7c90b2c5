"""A bank that tells us things, and the ear that hears them."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

import pytest
from django.test import Client

from banking.connector import Bank, ConnectorError
from banking.models import BankEvent, Institution, Link
from banking.standard import Ear, Event, EventKind, Forged, Standard
from tests.banking.conftest import NOW, make_institution, make_link

REFERENCE = "consent-1"
INTERACTION = "14ba1762-a316-4a87-8d6e-5bfbefaf01d7"


def listen(
    bank: Bank, raw_body: bytes, headers: Mapping[str, str], _now: datetime
) -> Sequence[Event]:
    """Believes whoever knows our name at the bank; fails as the body says."""
    if headers.get("authorization") != bank.client_id:
        message = "It is not from the bank"
        raise Forged(message)
    told = json.loads(raw_body)
    if "fails" in told:
        raise FAILURES[told["fails"]]
    return [Event(id=told["id"], kind=EventKind(told["kind"]), reference=told["reference"])]


FAILURES: dict[str, ConnectorError] = {}
EAR = Ear(listen=listen, status=202, refused_status=400, echoed="x-fapi-interaction-id")


@pytest.fixture(autouse=True)
def _hearing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Banks of the standard "fake" are heard, those of "deaf" are not."""

    def connect(_: object) -> None:
        message = "Events are only heard here, and nobody reads these banks"
        raise AssertionError(message)

    standards = {
        "fake": Standard(title="Fake", connect=connect, ear=EAR),  # type: ignore[arg-type]
        "deaf": Standard(title="Deaf", connect=connect),  # type: ignore[arg-type]
    }
    monkeypatch.setattr("banking.events.hearing.NAMES", tuple(standards))
    monkeypatch.setattr("banking.events.hearing.standard_of", standards.__getitem__)


def deliver(
    bank: Institution, *, client: Client | None = None, path: str = "events", **told: str
) -> tuple[int, Mapping[str, str]]:
    """Tells us; the answer's status and headers."""
    body = {"id": "event-1", "kind": "refresh", "reference": REFERENCE} | told
    response = (client or Client(enforce_csrf_checks=True)).post(
        f"/banks/{bank.public_id}/{path}",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": "sayso", "X-FAPI-Interaction-ID": INTERACTION},
        secure=True,
    )
    return response.status_code, response.headers


def told(
    kind: EventKind, *, event_id: str = "event-1", reference: str = REFERENCE, at: datetime = NOW
) -> BankEvent:
    """An event that was heard, and that nobody acted on yet."""
    return BankEvent.objects.create(
        institution=make_institution(),
        event_id=event_id,
        kind=kind,
        reference=reference,
        received_at=at,
    )


def known(username: str = "alice", reference: str = REFERENCE) -> Link:
    """A link that the bank has a name for; due in ten years."""
    link = make_link(username)
    Link.objects.filter(pk=link.pk).update(
        reference=reference, next_refresh_at=NOW.replace(year=2036)
    )
    link.refresh_from_db()
    return link
