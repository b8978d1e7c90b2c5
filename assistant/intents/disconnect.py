"""Leaving by voice or chat: asked once more, then done at once; and what a platform says of it."""

from collections.abc import Mapping
from datetime import datetime

from assistant.platform import Turn
from assistant.speech.answer import Answer, Phrase
from consent import leaving, queries
from consent.voice import identities

TOPIC = "disconnect"
AWAITS = "disconnect"
PHRASES: Mapping[str, frozenset[str]] = dict.fromkeys(
    ("consequence", "confirm", "done", "kept", "not_connected"), frozenset()
)


def answer(turn: Turn, now: datetime) -> Answer:
    """Says what leaving means and asks whether to; needs no code, no scope and no live consent."""
    if not _is_connected(turn, now):
        return _closing("not_connected")
    return Answer(
        phrases=(_phrase("consequence"),),
        question=_phrase("confirm"),
        awaits=AWAITS,
    )


def confirmed(turn: Turn, now: datetime) -> Answer:
    """Ends what the turn's token stands for, from the next request on, with a receipt."""
    if not turn.unverified_token or not _is_connected(turn, now):
        return _closing("not_connected")
    leaving.by_token(turn.unverified_token, turn.platform, now)
    return _closing("done")


def kept() -> Answer:
    """Says that nothing was done."""
    return _closing("kept")


def left(turn: Turn, now: datetime) -> int:
    """Ends what a platform says its user has left; how many consents that were."""
    if not turn.platform_user:
        return 0
    known_as = [identities.user(turn.platform, turn.platform_user)]
    return leaving.by_identity(turn.platform, known_as, now, happened_at=turn.happened_at)


def joined(turn: Turn, now: datetime) -> None:
    """Remembers who linked, so that her leaving is understood even if she never asks anything."""
    if turn.unverified_token and turn.platform_user:
        known_as = identities.user(turn.platform, turn.platform_user)
        identities.introduce(turn.unverified_token, turn.platform, known_as, now)


def _is_connected(turn: Turn, now: datetime) -> bool:
    token = turn.unverified_token
    return bool(token) and queries.is_connected(str(token), turn.platform, now)


def _phrase(key: str) -> Phrase:
    return Phrase(topic=TOPIC, key=key)


def _closing(key: str) -> Answer:
    return Answer(phrases=(_phrase(key),))
