"""What an assistant holds opens our door and no other: the bank never sees it."""

from collections.abc import Iterator

import httpx
import pytest
import time_machine

from tests.journeys.conftest import Device, World, link
from tests.journeys.test_first_question import NOON


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON):
        yield


def test_the_assistants_token_is_in_nothing_that_the_bank_is_sent(
    world: World, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rule PLAT-32."""
    sent: list[str] = []
    send = httpx.Client.send

    def kept(client: httpx.Client, request: httpx.Request, **options: object) -> httpx.Response:
        sent.append(f"{request.method} {request.url} {request.headers.raw!r} {request.content!r}")
        return send(client, request, **options)  # type: ignore[arg-type]

    link(device, world, "alice", "Everyday")
    world.grow_stale()
    monkeypatch.setattr(httpx.Client, "send", kept)
    assert device.ask().startswith("You have $")
    assert [line for line in sent if "authorization" in line.lower()]
    assert [line for line in sent if str(device.token) in line] == []
