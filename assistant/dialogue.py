"""A turn of a conversation: which topic it asks, what is repeated, and what is kept for later."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from assistant.intents import balance, common, disconnect, refusals, voice_code
from assistant.platform import Reply, Turn
from assistant.speech import wording
from assistant.speech.answer import Answer
from consent.release import Reason

Topic = Callable[[Turn, datetime, float], Answer]
# What the last reply asked for beside a topic: a code, or a yes.
_AWAITS = "awaits"


def answer(turn: Turn, *, now: datetime, wait_s: float) -> Reply | None:
    """Answers a turn; None where silence is asked for.

    Shape: the reply's state holds the topic and kind of the last question and what it waits for,
    never a figure, a name or a code. ``wait_s`` bounds how long the bank may be waited for.
    """
    if turn.is_over:
        return None
    if turn.intent == "repeat":
        return _repeated(turn, now, wait_s)
    if turn.intent == voice_code.TOPIC:
        return _coded(turn, now, wait_s)
    return _answered(turn, now, wait_s)


def apology(turn: Turn) -> Reply:
    """What is said when we could not answer at all, through no fault of the customer's."""
    return wording.reply(refusals.refused(Reason.TRY_AGAIN, turn.intent), turn.locale, turn.state)


def _answered(turn: Turn, now: datetime, wait_s: float) -> Reply:
    return _reply(_TOPICS.get(turn.intent, _not_understood)(turn, now, wait_s), turn)


def _reply(answer: Answer, turn: Turn) -> Reply:
    # Who came in with a hello goes on with a question; a single question ends with its answer.
    is_told = turn.intent == balance.TOPIC and not (answer.asks_to_link or answer.question)
    if turn.state and is_told:
        answer = replace(answer, question=common.ANYTHING_ELSE)
    kept = {key: value for key, value in _kept(turn).items() if key != _AWAITS}
    state = kept | {_AWAITS: answer.awaits} if answer.awaits else kept
    return wording.reply(answer, turn.locale, state)


def _repeated(turn: Turn, now: datetime, wait_s: float) -> Reply:
    """Asks the last question once more: a new answer, checked and recorded under its own turn."""
    if turn.state.get(_AWAITS):
        return _reply(_not_understood(turn, now, wait_s), turn)
    intent = turn.state.get("intent")
    if intent not in _REPEATABLE:
        return wording.reply(common.open_ended("nothing_to_repeat"), turn.locale, {})
    slots = balance.again(turn.state) if intent == balance.TOPIC else {}
    if slots is None:
        return wording.reply(common.open_ended("name_again"), turn.locale, turn.state)
    return _answered(replace(turn, intent=intent, slots=slots), now, wait_s)


def _coded(turn: Turn, now: datetime, wait_s: float) -> Reply:
    """Goes on with the question that a code was asked for; an uncalled-for one is not looked at."""
    if turn.state.get(_AWAITS) != voice_code.AWAITS or turn.state.get("intent") != balance.TOPIC:
        return _reply(voice_code.uncalled_for(), turn)
    code = voice_code.said(turn)
    if code is None:
        return _reply(voice_code.asked_again(), turn)
    slots = balance.again(turn.state)
    asked = replace(turn, code=code, slots=slots or {})
    if slots is None:
        return _reply(balance.coded(asked, now), asked)
    return _answered(replace(asked, intent=balance.TOPIC), now, wait_s)


def _kept(turn: Turn) -> Mapping[str, str]:
    if turn.intent == balance.TOPIC:
        return {"intent": turn.intent, **balance.held(turn)}
    if turn.intent in _REPEATABLE:
        return {"intent": turn.intent}
    if turn.intent in _TOPICS:
        return {}
    # Not having understood something does not forget what was asked before.
    return turn.state


def _not_understood(turn: Turn, now: datetime, _wait_s: float) -> Answer:
    """Asks again for what was asked for, if anything was."""
    match turn.state.get(_AWAITS):
        case voice_code.AWAITS:
            return voice_code.asked_again()
        case disconnect.AWAITS:
            return disconnect.answer(turn, now)
        case _:
            return common.open_ended("fallback")


def _yes(turn: Turn, now: datetime, _wait_s: float) -> Answer:
    if turn.state.get(_AWAITS) == disconnect.AWAITS:
        return disconnect.confirmed(turn, now)
    return common.open_ended("go_on")


def _no(turn: Turn, _now: datetime, _wait_s: float) -> Answer:
    if turn.state.get(_AWAITS) == disconnect.AWAITS:
        return disconnect.kept()
    return common.closing("stop")


def _saying(words: Callable[[str], Answer], key: str) -> Topic:
    return lambda _turn, _now, _wait_s: words(key)


_TOPICS: Mapping[str, Topic] = {
    balance.TOPIC: balance.answer,
    disconnect.TOPIC: lambda turn, now, _wait_s: disconnect.answer(turn, now),
    "yes": _yes,
    "no": _no,
    "launch": _saying(common.open_ended, "launch"),
    "help": _saying(common.open_ended, "help"),
    "stop": _saying(common.closing, "stop"),
    "cancel": _saying(common.closing, "cancel"),
}
_REPEATABLE = frozenset({balance.TOPIC, "launch", "help"})
