"""How much is in the accounts asked about, and how much is owed on them."""

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

from assistant import language
from assistant.intents import common, figures, refusals, signs
from assistant.platform import Slot, Turn
from assistant.speech.answer import Answer
from banking.facts import AccountKind
from consent import gateway
from consent.release import Balances, Reason, Refusal, Signs, TurnNote, Wanted
from consent.scopes import Scope

TOPIC = figures.TOPIC
PHRASES = figures.PHRASES


def answer(turn: Turn, now: datetime, wait_s: float) -> Answer:
    """Asks the gateway, under the turn's own token and id, and says what it released."""
    if not turn.unverified_token:
        return refusals.refused(Reason.NOT_LINKED, TOPIC)
    found = gateway.balances(
        turn.unverified_token, wanted(turn), note=_note(turn), now=now, wait_s=wait_s
    )
    match found:
        case Balances():
            return figures.answer(found, turn.device)
        case Signs():
            return signs.answer(found)
        case Refusal(reason=reason):
            return refusals.refused(reason, TOPIC)
        case _:
            assert_never(found)


def coded(turn: Turn, now: datetime) -> Answer:
    """Looks at the code said for a question whose name was not kept: it has to be asked again."""
    if not turn.unverified_token:
        return refusals.refused(Reason.NOT_LINKED, TOPIC)
    refusal = gateway.hear_code(turn.unverified_token, Scope.BALANCES, note=_note(turn), now=now)
    return refusals.refused(refusal.reason, TOPIC) if refusal else common.open_ended("name_again")


def _note(turn: Turn) -> TurnNote:
    return TurnNote(
        turn_id=turn.turn_id,
        platform=turn.platform,
        device=turn.device.value,
        topic=TOPIC,
        conversation_id=turn.conversation_id,
        platform_user=turn.platform_user,
        person=turn.person,
        code=turn.code,
    )


def wanted(turn: Turn) -> Wanted:
    """The accounts a turn asks for: of a kind, by a name, or all of them.

    A kind goes first; one that is none we know is a name, and a name that is a phrase for a kind
    ("credit card") is that kind: platforms are not sure which slot such words belong in.
    """
    slots = [turn.slots[name] for name in ("kind", "name") if name in turn.slots]
    for slot in slots:
        kind = _kind(slot, turn.locale)
        if kind:
            return Wanted(kind=kind)
    # The last one: a name rather than a kind that means nothing.
    return Wanted(name=slots[-1].said) if slots else Wanted()


def _kind(slot: Slot, locale: str) -> AccountKind | None:
    value = slot.value or language.of(locale).lists["kind"].value_of(slot.said)
    return AccountKind(value) if value in set(AccountKind) else None


def held(turn: Turn) -> Mapping[str, str]:
    """What is kept of the question for a repeat: its kind, never a name that was said."""
    asked = wanted(turn)
    if asked.kind:
        return {"kind": asked.kind.value}
    return {"by": "name"} if asked.name else {}


def again(state: Mapping[str, str]) -> Mapping[str, Slot] | None:
    """The slots of the question that ``held`` kept; None if it has to be asked anew."""
    if state.get("by") == "name":
        return None
    kind = state.get("kind")
    if kind is None:
        return {}
    # The state comes back from outside; what is no kind must not become "all accounts".
    return {"kind": Slot(said=kind, value=kind)} if kind in set(AccountKind) else None
