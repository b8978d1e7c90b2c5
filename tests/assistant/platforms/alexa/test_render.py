"""How a reply becomes Alexa's response."""

import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from assistant.platform import Card, Device, Reply, Turn
from assistant.platforms.alexa import render

TURN = Turn(
    platform="alexa",
    turn_id="request-1",
    conversation_id="session-1",
    unverified_token=None,
    locale="en-US",
    device=Device.SPEAKER,
    intent="balance",
)
LIMIT = 24 * 1024


def rendered(reply: Reply | None) -> Any:
    return json.loads(render.response(reply, TURN))


def heard(ssml: str) -> str:
    """What an XML reader makes of it."""
    return "".join(ET.fromstring(ssml).itertext())  # noqa: S314 - made here


def test_an_answer_ends_the_session() -> None:
    assert rendered(Reply(speech="Five pounds.")) == {
        "version": "1.0",
        "sessionAttributes": {},
        "response": {
            "outputSpeech": {"type": "SSML", "ssml": "<speak>Five pounds.</speak>"},
            "shouldEndSession": True,
        },
    }


def test_a_reprompt_keeps_it_open() -> None:
    reply = Reply(
        speech="Which?",
        reprompt="Which one?",
        card=Card(title="Accounts", text="Pot"),
        state={"topic": "balance"},
    )

    assert rendered(reply) == {
        "version": "1.0",
        "sessionAttributes": {"topic": "balance"},
        "response": {
            "outputSpeech": {"type": "SSML", "ssml": "<speak>Which?</speak>"},
            "reprompt": {"outputSpeech": {"type": "SSML", "ssml": "<speak>Which one?</speak>"}},
            "card": {"type": "Simple", "title": "Accounts", "content": "Pot"},
            "shouldEndSession": False,
        },
    }


def test_linking_gets_its_card_and_ends_the_session() -> None:
    reply = Reply(
        speech="Link me.", reprompt="And?", card=Card(title="T", text="t"), asks_to_link=True
    )

    assert rendered(reply)["response"] == {
        "outputSpeech": {"type": "SSML", "ssml": "<speak>Link me.</speak>"},
        "card": {"type": "LinkAccount"},
        "shouldEndSession": True,
    }


def test_silence_is_an_empty_response() -> None:
    assert rendered(None) == {"version": "1.0", "response": {}}


def test_speech_is_escaped() -> None:
    said = """Tom & Jerry's <audio src="x"/> pot"""

    ssml = rendered(Reply(speech=said, reprompt=said))["response"]["outputSpeech"]["ssml"]

    assert ssml == ("<speak>Tom &amp; Jerry&apos;s &lt;audio src=&quot;x&quot;/&gt; pot</speak>")
    assert heard(ssml) == said


def test_characters_that_xml_forbids_are_not_sent() -> None:
    ssml = rendered(Reply(speech="a\x00b\x1bc"))["response"]["outputSpeech"]["ssml"]

    assert heard(ssml) == "a b c"


@pytest.mark.parametrize(
    "text", ["x", "é", "\U00020000", "&", '"', "\\", "\x01", "word ", "Is. ", "l\n"]
)
def test_it_never_sends_more_than_alexa_takes(text: str) -> None:
    long = text * 40_000
    reply = Reply(
        speech=long, reprompt=long, card=Card(title=long, text=long), state={"a": "b", "c": long}
    )

    body = render.response(reply, TURN)

    assert len(body) <= LIMIT
    response = json.loads(body)["response"]
    assert 0 < len(response["outputSpeech"]["ssml"]) < 8000
    assert 0 < len(response["card"]["title"] + response["card"]["content"]) < 8000


def test_what_is_too_long_ends_with_a_whole_sentence() -> None:
    card = Card(title="Accounts", text="You have 1,234.56 pounds. " * 1000)

    content = rendered(Reply(speech="Here.", card=card))["response"]["card"]["content"]

    assert content == ("You have 1,234.56 pounds. " * content.count("You")).strip()
    assert content.count("You") > 250


def test_a_long_line_without_sentences_ends_with_a_whole_word() -> None:
    card = Card(title="Accounts", text="1,234.56 " * 2000)

    content = rendered(Reply(speech="Here.", card=card))["response"]["card"]["content"]

    assert set(content.split()) == {"1,234.56"}
