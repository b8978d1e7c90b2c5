"""Intents by Alexa's names and by ours: ``BalanceIntent`` is ``balance``."""

import re

BUILT_IN = "AMAZON."
FALLBACK = "fallback"
# Ours for which Alexa has intents of its own, that need no sample sentences in the skill.
OF_ALEXA = {
    "cancel",
    "fallback",
    "help",
    "more",
    "next",
    "no",
    "previous",
    "repeat",
    "start_over",
    "stop",
    "yes",
}
_NAME = re.compile(r"[A-Za-z][A-Za-z_]{0,99}")
_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def ours(name: str) -> str:
    """Our name of an Alexa intent; whether we know such an intent is the dialogue's business."""
    if name == "AMAZON.NavigateHomeIntent":
        # "Alexa, go home" leaves us, as cancelling does.
        return "cancel"
    plain = name.removeprefix(BUILT_IN).removesuffix("Intent")
    return _WORD.sub("_", plain).lower() if _NAME.fullmatch(plain) else FALLBACK


def theirs(intent: str) -> str:
    """Alexa's name of an intent of ours."""
    name = "".join(word.capitalize() for word in intent.split("_")) + "Intent"
    return BUILT_IN + name if intent in OF_ALEXA else name
