"""A turn of a conversation: which topic it asks, what is repeated, and what is kept for later."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from assistant.intents import balance, common, refusals
from assistant.platform import Reply, Turn
from assistant.speech import wording
from assistant.speech.answer import Answer
from consent.release import Reason

Topic = Callable[[Turn, datetime, float], Answer]


def answer(turn: Turn, *, now: datetime, wait_s: float) -> Reply | None:
    """Answers a turn; None where silence is asked for.

    Shape: the reply's state holds the topic and kind of the last question, never a figure or a
    name. ``wait_s`` bounds how long the bank may be waited for.
    """
    if turn.is_over:
        return None
    if turn.intent == "repeat":
        return _repeated(turn, now, wait_s)
    return _answered(turn, now, wait_s)


def apology(turn: Turn) -> Reply:
    """What is said when we could not answer at all, through no fault of the customer's."""
    return wording.reply(refusals.refused(Reason.TRY_AGAIN, turn.intent), turn.locale, turn.state)


def _answered(turn: Turn, now: datetime, wait_s: float) -> Reply:
    answer = _TOPICS.get(turn.intent, _fallback)(turn, now, wait_s)
    # Who came in with a hello goes on with a question; a single question ends with its answer.
    if turn.state and turn.intent == balance.TOPIC and not answer.asks_to_link:
        answer = replace(answer, question=common.ANYTHING_ELSE)
    return wording.reply(answer, turn.locale, _kept(turn))


def _repeated(turn: Turn, now: datetime, wait_s: float) -> Reply:
    """Asks the last question once more: a new answer, checked and recorded under its own turn."""
    intent = turn.state.get("intent")
    if intent not in _REPEATABLE:
        return wording.reply(common.open_ended("nothing_to_repeat"), turn.locale, {})
    slots = balance.again(turn.state) if intent == balance.TOPIC else {}
    if slots is None:
        return wording.reply(common.open_ended("name_again"), turn.locale, turn.state)
    return _answered(replace(turn, intent=intent, slots=slots), now, wait_s)


def _kept(turn: Turn) -> Mapping[str, str]:
    if turn.intent == balance.TOPIC:
        return {"intent": turn.intent, **balance.held(turn)}
    if turn.intent in _REPEATABLE:
        return {"intent": turn.intent}
    if turn.intent in _TOPICS:
        return {}
    # Not having understood something does not forget what was asked before.
    return turn.state


def _saying(words: Callable[[str], Answer], key: str) -> Topic:
    return lambda _turn, _now, _wait_s: words(key)


_fallback = _saying(common.open_ended, "fallback")
_TOPICS: Mapping[str, Topic] = {
    balance.TOPIC: balance.answer,
    "launch": _saying(common.open_ended, "launch"),
    "help": _saying(common.open_ended, "help"),
    "stop": _saying(common.closing, "stop"),
    "cancel": _saying(common.closing, "cancel"),
}
_REPEATABLE = frozenset({balance.TOPIC, "launch", "help"})
