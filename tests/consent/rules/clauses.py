"""What standards and platforms ask of a consent, one rule a line: held or not, and why not.

Source: /consent/README.md has those we do not hold; the clauses are named with each group below.
Design targets, not a claim that any law is complied with. ``held.py`` and ``unheld.py`` beside
this have the rules themselves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tests.consent.rules.held import HELD
from tests.consent.rules.unheld import UNHELD


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule in our words; ``why_not`` is empty if it is held."""

    id: str
    sentence: str
    clause: str
    why_not: str = ""

    @property
    def is_held(self) -> bool:
        return not self.why_not


def _rules(groups: Mapping[str, Mapping[str, str]]) -> Iterator[Rule]:
    for clause, rules in groups.items():
        for number, sentence in rules.items():
            yield Rule(id=number, sentence=sentence, clause=clause)


def _gaps(groups: Mapping[str, Mapping[str, tuple[str, str]]]) -> Iterator[Rule]:
    for clause, rules in groups.items():
        for number, (sentence, why_not) in rules.items():
            yield Rule(id=number, sentence=sentence, clause=clause, why_not=why_not)


RULES: Final = (*_rules(HELD), *_gaps(UNHELD))
