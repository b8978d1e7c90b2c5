"""A reply as Alexa's response envelope.

Source: ASK "Request and Response JSON Reference": speech under 8000 characters, a card's title and
text 8000, the whole 24 KB. Newer pages say 120 KB; the smaller number satisfies both.
"""

from collections.abc import Callable

import msgspec

from assistant.platform import Card, Reply, Turn
from assistant.platforms.alexa import parse, state

# In bytes as sent, so that characters of four bytes and escapes fit too; together under 24 KB.
SPEECH_BYTES = 7500
REPROMPT_BYTES = 2000
TITLE_BYTES = 200
CARD_BYTES = 7500

# Speech is XML: what means something there is written out, what may not be there goes.
_XML = str.maketrans(
    {chr(code): " " for code in range(32)}
    | {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"},
)


def response(reply: Reply | None, turn: Turn) -> bytes:
    """Words, card and state, at most 24 KB; None is silence.

    Shape: without a reprompt, or with a card for linking, the session ends.

    """
    if turn.is_over and turn.intent == parse.CAN_FULFILL:
        return _envelope({"canFulfillIntent": {"canFulfill": "NO"}})
    if reply is None:
        return _envelope({})
    is_open = reply.reprompt is not None and not reply.asks_to_link
    content: dict[str, object] = {
        "outputSpeech": _speech(reply.speech, SPEECH_BYTES),
        "shouldEndSession": not is_open,
    }
    if is_open and reply.reprompt:
        content["reprompt"] = {"outputSpeech": _speech(reply.reprompt, REPROMPT_BYTES)}
    if reply.asks_to_link:
        content["card"] = {"type": "LinkAccount"}
    elif reply.card:
        content["card"] = _card(reply.card)
    return _envelope(content, sessionAttributes=state.kept(reply.state))


def _envelope(content: dict[str, object], **more: object) -> bytes:
    return msgspec.json.encode({"version": "1.0", **more, "response": content})


def _speech(text: str, limit: int) -> dict[str, str]:
    fitting = _fitting(text, limit, lambda text: text.translate(_XML))
    return {"type": "SSML", "ssml": f"<speak>{fitting}</speak>"}


def _card(card: Card) -> dict[str, str]:
    return {
        "type": "Simple",
        "title": _fitting(card.title, TITLE_BYTES, str),
        "content": _fitting(card.text, CARD_BYTES, str),
    }


def _fitting(text: str, limit: int, written: Callable[[str], str]) -> str:
    """The text as written, or as much of it as fits."""
    while (size := len(msgspec.json.encode(written(text)))) > limit:
        text = _shortened(text, len(text) * limit // size)
    return written(text)


def _shortened(text: str, length: int) -> str:
    """Ends at a line or a sentence, else at a word: half a figure would be another figure."""
    start = text[:length]
    end = max(start.rfind("\n"), start.rfind(". ") + 1)
    if end <= 0:
        end = start.rfind(" ")
    return start[:end] if end > 0 else start[:-1]
