"""What is said around the answers: hello, help, goodbye, and not having understood."""

from collections.abc import Mapping

from assistant.speech.answer import Answer, Phrase

TOPIC = "common"
PHRASES: Mapping[str, frozenset[str]] = dict.fromkeys(
    (
        "what_now",
        "anything_else",
        "launch",
        "help",
        "fallback",
        "stop",
        "cancel",
        "nothing_to_repeat",
        "name_again",
        "go_on",
    ),
    frozenset(),
)

ANYTHING_ELSE = Phrase(topic=TOPIC, key="anything_else")
WHAT_NOW = Phrase(topic=TOPIC, key="what_now")


def open_ended(key: str) -> Answer:
    """Says something and asks what the customer would like to know."""
    return Answer(
        phrases=(Phrase(topic=TOPIC, key=key),),
        question=WHAT_NOW,
    )


def closing(key: str) -> Answer:
    """Says something and ends the conversation."""
    return Answer(phrases=(Phrase(topic=TOPIC, key=key),))
