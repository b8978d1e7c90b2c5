"""The voice code as it is asked for and said; it is kept nowhere and said back never."""

from collections.abc import Mapping

from assistant.intents import common
from assistant.platform import Turn
from assistant.speech.answer import Answer, Phrase

TOPIC = "voice_code"
AWAITS = "code"
PHRASES: Mapping[str, frozenset[str]] = dict.fromkeys(
    ("what_code", "four_digits", "not_asked"), frozenset()
)

QUESTION = Phrase(topic=TOPIC, key="what_code")
_LENGTH = 4


def said(turn: Turn) -> str | None:
    """The four digits that were said; None for anything else, which is then no try either."""
    slot = turn.slots.get("code")
    digits = slot.said.replace(" ", "").replace("-", "") if slot else ""
    is_code = len(digits) == _LENGTH and digits.isascii() and digits.isdecimal()
    return digits if is_code else None


def uncalled_for() -> Answer:
    """Says that no code was asked for, and so none was looked at."""
    return Answer(phrases=(Phrase(topic=TOPIC, key="not_asked"),), question=common.WHAT_NOW)


def asked_again() -> Answer:
    """Says that it was not understood, and asks for it once more."""
    return Answer(
        phrases=(Phrase(topic=TOPIC, key="four_digits"),), question=QUESTION, awaits=AWAITS
    )
