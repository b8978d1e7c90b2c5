"""Each refusal as one plain sentence that the customer can act on."""

from collections.abc import Mapping

from assistant.intents import voice_code
from assistant.speech.answer import Answer, Phrase
from consent.release import Reason

TOPIC = "refusals"
# Linking again is what helps; whether a token was missing, unknown or old is never said.
_ASK_TO_LINK = frozenset({Reason.NOT_LINKED, Reason.EXPIRED, Reason.ENDED})
# A code said now goes on with the question.
_ASK_FOR_CODE = frozenset({Reason.CODE_NEEDED, Reason.CODE_WRONG})
# Topics that read bank data: what is not allowed has a sentence for each of them.
_TOPICS = ("balance",)
PHRASES: Mapping[str, frozenset[str]] = {
    **{reason.value: frozenset() for reason in Reason if reason is not Reason.NOT_ALLOWED},
    **{f"{Reason.NOT_ALLOWED.value}_{topic}": frozenset() for topic in _TOPICS},
}


def refused(reason: Reason, topic: str) -> Answer:
    """Why a question about ``topic`` has no answer, and what the customer can do."""
    key = f"{reason.value}_{topic}" if reason is Reason.NOT_ALLOWED else reason.value
    asks_for_code = reason in _ASK_FOR_CODE
    return Answer(
        phrases=(Phrase(topic=TOPIC, key=key),),
        asks_to_link=reason in _ASK_TO_LINK,
        question=voice_code.QUESTION if asks_for_code else None,
        awaits=voice_code.AWAITS if asks_for_code else None,
    )
