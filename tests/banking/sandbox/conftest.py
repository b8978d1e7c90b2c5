"""A sandbox bank per test, with a clock the test can move."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from banking.sandbox.options import Client, Options
from banking.sandbox.server import serving
from tests.banking.sandbox.visitor import REDIRECT_URI, SECRET, TurnableClock, Visitor


@pytest.fixture
def clock() -> TurnableClock:
    return TurnableClock(datetime(2026, 3, 18, 12, tzinfo=UTC))


@pytest.fixture
def visitor(clock: TurnableClock) -> Iterator[Visitor]:
    client = Client(client_id="sayso", secret=SECRET, redirect_uri=REDIRECT_URI)
    with (
        serving(Options(client=client, clock=clock)) as base_url,
        httpx.Client(base_url=base_url, trust_env=False, timeout=10) as http,
    ):
        yield Visitor(http)
