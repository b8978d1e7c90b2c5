"""A standard that says what a test tells it to, and refreshes that are only asked for."""

import sys
from types import SimpleNamespace

import pytest

from banking import connectors, refresh
from banking.models import Institution
from tests.banking.linking.fake import FakeBank, institution


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeBank:
    """The bank behind the standard called "fake", until the test ends."""
    bank = FakeBank()
    module = SimpleNamespace(STANDARD=bank.standard())
    monkeypatch.setitem(connectors._FOLDERS, "fake", "a_folder_of_the_tests")  # noqa: SLF001
    monkeypatch.setattr(connectors, "NAMES", (*connectors.NAMES, "fake"))
    monkeypatch.setitem(sys.modules, "a_folder_of_the_tests.standard", module)
    return bank


@pytest.fixture
def fjord(db: None, fake: FakeBank) -> Institution:
    """A bank at which customers sign in."""
    return institution()


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The links whose refresh somebody asked for."""
    links: list[int] = []

    def ask(link_id: int) -> bool:
        links.append(link_id)
        return True

    monkeypatch.setattr(refresh, "ask", ask)
    return links
