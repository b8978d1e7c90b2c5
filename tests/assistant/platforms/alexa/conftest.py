"""Alexa, an authority she signs with, and a dialogue that only listens."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from assistant import dialogue
from assistant.platform import Reply, Turn
from assistant.platforms.alexa import chain
from assistant.simulator import authority
from consent import audit
from tests.assistant.platforms.alexa.sent import NOW, Alexa


@pytest.fixture(scope="session")
def ca_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority whose leaf began a day ago."""
    folder = tmp_path_factory.mktemp("alexa-ca")
    authority.create(folder, now=NOW - timedelta(days=1))
    return folder


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    kept = chain.chains
    kept.cache_clear()
    yield
    kept.cache_clear()


@pytest.fixture(autouse=True)
def refused(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the trail is told of refused requests; tests/consent/trail has the rows themselves."""
    told: list[tuple[str, str]] = []

    def tell(platform: str, reason: str, now: datetime) -> None:
        told.append((platform, reason))

    monkeypatch.setattr(audit, "refused_request", tell)
    return told


@pytest.fixture
def alexa(ca_dir: Path, tmp_path: Path, settings: Settings, client: Client) -> Iterator[Alexa]:
    """Alexa at NOW, whom the settings trust. No test has the database: a query would fail it."""
    settings.ALEXA_TEST_CA_DIR = ca_dir
    # The middleware beside us warns of a folder that only `collectstatic` makes.
    settings.STATIC_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield Alexa(client=client, authority=authority.opened(ca_dir, now=NOW))


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Turn]:
    """The turns that reached the dialogue."""
    turns: list[Turn] = []

    def answer(turn: Turn, *, now: datetime, wait_s: float) -> Reply:
        assert (now, wait_s) == (NOW, 4.0)
        turns.append(turn)
        return Reply(speech="Fine.")

    monkeypatch.setattr(dialogue, "answer", answer)
    return turns
