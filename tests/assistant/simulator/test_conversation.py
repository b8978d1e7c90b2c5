"""What the demo's devices say, one after the other, is one conversation until it ends."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.simulator import conversation
from tests.people import NOW

OPEN = {"sessionAttributes": {"topic": "balance"}, "response": {"shouldEndSession": False}}
OVER = {"response": {"shouldEndSession": True}}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> list[dict[str, Any]]:
    """What reached the server, which leaves the conversation open once and then ends it."""
    settings.RUN_DIR, settings.ALEXA_TEST_CA_DIR = tmp_path, tmp_path / "ca"
    requests: list[dict[str, Any]] = []
    answers = iter((OPEN, OVER))

    def post(url: str, *, content: bytes, **_: Any) -> httpx.Response:
        requests.append(json.loads(content))
        return httpx.Response(200, json=next(answers), request=httpx.Request("POST", url))

    monkeypatch.setattr(httpx, "post", post)
    return requests


def test_the_next_word_is_said_in_the_same_session(sent: list[dict[str, Any]]) -> None:
    first = conversation.ask("bob", "what's my balance", now=NOW)
    second = conversation.ask("bob", "my code is 8264", now=NOW, talk=first.talk)

    one, two = (request["session"] for request in sent)
    assert (one["new"], two["new"]) == (True, False)
    assert two["sessionId"] == one["sessionId"]
    assert two["attributes"] == {"topic": "balance"}
    assert second.talk is None


def test_each_device_has_its_own_account_and_voice(sent: list[dict[str, Any]]) -> None:
    conversation.ask("alice", "help", now=NOW)
    conversation.ask("bob", "help", now=NOW)

    alices, bobs = (request["context"]["System"] for request in sent)
    assert alices["user"]["userId"] != bobs["user"]["userId"]
    assert alices["person"]["personId"] != bobs["person"]["personId"]
