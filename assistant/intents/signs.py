"""Balances without amounts as phrases: where there is money, and where something is owed."""

from collections.abc import Iterator, Mapping

from assistant.intents import figures
from assistant.speech.answer import Age, Answer, Phrase
from consent.release import Side, Sign, Signs

TOPIC = "signs"
# In the order in which they are said.
_SIDES = (
    Side.HAS,
    Side.EMPTY,
    Side.OVERDRAWN,
    Side.IN_CREDIT,
    Side.OWES,
    Side.OWES_NOTHING,
)
PHRASES: Mapping[str, frozenset[str]] = {
    **{side.value: frozenset({"items"}) for side in Side},
    **{f"{side.value}_item": frozenset({"account"}) for side in Side},
}


def answer(released: Signs) -> Answer:
    """Says on which side every account is, with its age where that is old."""
    key = "title_one" if len(released.items) == 1 else "title_many"
    return Answer(
        phrases=tuple(_phrases(released)),
        title=Phrase(topic=figures.TOPIC, key=key),
    )


def _phrases(released: Signs) -> Iterator[Phrase]:
    shared = figures.shared_age(released)
    for side in _SIDES:
        items = tuple(_item(each, released, shared) for each in released.items if each.side is side)
        if items:
            yield Phrase(topic=TOPIC, key=side.value, values={"items": items})
    yield from figures.doubts(released, shared)


def _item(sign: Sign, released: Signs, shared: Age | None) -> Phrase:
    named = figures.account(sign.account, released)
    item = Phrase(topic=TOPIC, key=f"{sign.side.value}_item", values={"account": named})
    return item if shared else figures.aged(item, sign, released)
