"""A bank over HTTP, a worker that runs at once, and Alice's device."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from assistant.platforms.alexa import chain
from assistant.simulator import alexa, authority
from banking import dispatch, refresh, seeding
from banking.models import Account, Institution, Link, User
from banking.sandbox import options
from banking.sandbox.server import serving
from banking.schedule import Lease
from consent.models import Assistant
from tests import people
from tests.consent.oauth import linking

SERVICE = ("sayso", "the bank's secret")


@dataclass(kw_only=True)
class Device:
    """A speaker of somebody's: what it hears comes signed to the endpoint."""

    signer: authority.Authority
    token: str | None = None
    user: str = "amzn1.ask.account.HERS"
    person: str | None = None
    has_screen: bool = False
    conversation: str | None = None
    state: dict[str, str] = field(default_factory=dict)
    last: dict[str, Any] = field(default_factory=dict)

    def ask(self, intent: str = "balance", **slots: str) -> str:
        """What is heard to a question; one after the other where ``conversation`` names one."""
        answer = self.send(intent, slots)
        self.last = answer["response"]
        self.state = answer.get("sessionAttributes", {}) if self.conversation else {}
        ssml: str = self.last["outputSpeech"]["ssml"]
        return unescape(ssml.removeprefix("<speak>").removesuffix("</speak>"))

    def send(
        self,
        intent: str,
        slots: Mapping[str, str] | None = None,
        *,
        at: datetime | None = None,
        state: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """What comes back to a request of any kind, signed at a moment."""
        said = (slots or {}).items()
        question = alexa.Question(
            intent=intent,
            skill_id="amzn1.ask.skill.sayso-test",
            token=self.token,
            slots={name: alexa.Meant(said=each, id=_kind(each)) for name, each in said},
            state=self.state if state is None else state,
            user=self.user,
            person=self.person,
            has_screen=self.has_screen,
            session_id=self.conversation or f"amzn1.echo-api.session.{uuid4()}",
        )
        signed = alexa.signed(question, self.signer, now=at or timezone.now())
        headers = {"SignatureCertChainUrl": signed.headers["SignatureCertChainUrl"]}
        answer = Client().post(
            "/platforms/alexa/",
            signed.body,
            content_type="application/json",
            headers=headers | {"Signature-256": signed.headers["Signature-256"]},
            secure=True,
        )
        assert answer.status_code == 200, answer.content
        body: dict[str, Any] = answer.json()
        return body


def _kind(said: str) -> str | None:
    return said if said in {"checking", "savings", "credit_card", "loan"} else None


@dataclass(kw_only=True)
class World:
    """The bank, its customers, and Alexa."""

    bank: httpx.Client
    alexa: Assistant

    def user(self, name: str) -> User:
        return User.objects.get(username=name)

    def account(self, customer: str, name: str) -> Account:
        return Account.objects.get(link__customer__username=customer, name=name)

    def spend(self, account_id: str, amount: str) -> None:
        """A payment at the bank, at this moment."""
        fields = {"account_id": account_id, "amount": amount, "description": "Flower stall"}
        self.bank.post("/sandbox/transactions", json=fields, auth=SERVICE).raise_for_status()

    def misbehave(self, **fault: Any) -> None:
        self.bank.post("/sandbox/faults", json=fault, auth=SERVICE).raise_for_status()

    def grow_stale(self) -> None:
        """All figures are an hour older than what counts as fresh."""
        Link.objects.update(fetched_at=datetime(2026, 3, 18, 10, 30, tzinfo=UTC))


@pytest.fixture
def world(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The demo's bank at noon of a Wednesday, read once; refreshes run where they are asked for."""

    def send(lease: Lease, _queue: dispatch.Queue) -> bool:
        refresh.run(lease.link, lease.token, is_interactive=True, now=timezone.now())
        return True

    monkeypatch.setattr(dispatch, "send", send)
    client = options.Client(client_id="sayso", secret=SERVICE[1], redirect_uri="https://x.test/")
    with serving(options.Options(client=client, clock=timezone.now)) as url:
        bank = seeding.Bank(
            name="Sandbox Bank",
            base_url=f"{url}/fdx/v6",
            token_url=f"{url}/oauth/token",
            service_id="sayso",
            service_secret=SERVICE[1],
        )
        # Two of the four are enough of a story, and of a wait.
        for link in seeding.seed(bank, "a long password")[:2]:
            seeding.refresh_now(link, timezone.now())
        assert Institution.objects.count() == 1
        with httpx.Client(base_url=url, trust_env=False, timeout=10) as http:
            yield World(bank=http, alexa=people.assistant())


@pytest.fixture
def device(tmp_path: Path, settings: Settings) -> Iterator[Device]:
    """An unlinked device."""
    settings.ALEXA_TEST_CA_DIR = tmp_path
    chain.chains.cache_clear()
    yield Device(signer=authority.opened(tmp_path, now=timezone.now()))
    chain.chains.cache_clear()


def link(device: Device, world: World, customer: str, *accounts: str) -> None:
    """The customer links the device for the balances of these accounts."""
    chosen = [world.account(customer, name) for name in accounts]
    device.token = linking.tokens(world.user(customer), *chosen)["access_token"]
