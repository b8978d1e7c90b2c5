"""The endpoint beside the proof: methods, sizes, faults and what the log gets."""

import json
from datetime import datetime

import pytest
import structlog

from assistant import dialogue
from assistant.platform import Reply, Turn
from tests.assistant.platforms.alexa.sent import URL, Alexa, envelope


@pytest.mark.parametrize("method", ["get", "put", "delete", "options", "head"])
def test_it_takes_posts_alone(alexa: Alexa, heard: list[Turn], method: str) -> None:
    response = getattr(alexa.client, method)(URL, secure=True)

    assert (response.status_code, heard) == (405, [])


def test_it_takes_64_kilobytes_and_not_a_byte_more(alexa: Alexa, heard: list[Turn]) -> None:
    size = len(json.dumps(envelope() | {"padding": ""}))

    most = alexa.seals(envelope() | {"padding": "x" * (64 * 1024 - size)})
    more = alexa.seals(envelope() | {"padding": "x" * (64 * 1024 - size + 1)})

    assert (most.status_code, more.status_code, len(heard)) == (200, 413, 1)


def test_it_answers_json_without_a_session(alexa: Alexa, heard: list[Turn]) -> None:
    response = alexa.asks()

    assert (response["Content-Type"], len(heard)) == ("application/json", 1)
    assert response.json()["response"]["outputSpeech"]["ssml"] == "<speak>Fine.</speak>"
    assert not response.cookies
    assert not response.has_header("Vary")


def test_a_proven_request_without_an_id_is_refused(alexa: Alexa, heard: list[Turn]) -> None:
    sent = envelope()
    del sent["request"]["requestId"]

    response = alexa.seals(sent)

    assert (response.status_code, response.content, heard) == (400, b"", [])


def test_an_enquiry_has_no_effect(alexa: Alexa, heard: list[Turn]) -> None:
    sent = envelope()
    sent["request"]["type"] = "CanFulfillIntentRequest"

    response = alexa.seals(sent)

    assert response.json() == {
        "version": "1.0",
        "response": {"canFulfillIntent": {"canFulfill": "NO"}},
    }
    assert heard == []


def test_the_log_gets_the_reason_and_nothing_of_the_request(
    alexa: Alexa, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[dict[str, object]] = []

    class Log:
        def warning(self, event: str, **fields: object) -> None:
            events.append({"event": event} | fields)

    monkeypatch.setattr("assistant.platforms.alexa.views.log", Log())
    signed = alexa.signed()

    alexa.sends(signed.body + b" ", **signed.headers)

    assert events == [{"event": "alexa.unverified", "reason": "signature"}]
    assert structlog.processors.JSONRenderer()(None, "", dict(events[0])) == (
        '{"event": "alexa.unverified", "reason": "signature"}'
    )


def test_a_fault_of_ours_is_a_kind_sentence(alexa: Alexa, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise P10."""

    def answer(turn: Turn, *, now: datetime, wait_s: float) -> Reply:
        del now, wait_s
        raise RuntimeError(turn.unverified_token)

    monkeypatch.setattr(dialogue, "answer", answer)

    response = alexa.asks()

    assert response.status_code == 200
    assert "please ask again in a moment" in response.json()["response"]["outputSpeech"]["ssml"]
    assert b"alices-token" not in response.content
