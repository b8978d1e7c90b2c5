"""How hard a text is to read, by the formulas that schools use.

Source: J. P. Kincaid and others, 1975 (the grade of a pupil in the United States: grade 6 is read
at 11 to 12); for Spanish the scale INFLESZ, Barrio-Cantalejo and others, 2008, after Szigriszt
Pazos, 1993 (from 65 on quite easy, a primary school's; from 55 on normal).
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

_TAGS = re.compile(r"<[^>]+>")
# Stands for what is filled in: a name, a day or a number.
_BLANK = re.compile(r"%\(\w+\)[sd]")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_END = re.compile(r"[.!?:;…]+[”\"]?(?=\s|$)|\n")
_SILENT = re.compile(r"(?<![aeiouy])(?:(?<!l)e|(?<=[^aeiouycgsxzh])es|(?<=[^aeiouytd])ed)$")


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What the formulas count."""

    words: int
    sentences: int
    syllables: int

    @classmethod
    def of(cls, texts: Iterable[str], syllables: Callable[[str], int]) -> Self:
        """All the texts as one; each ends a sentence."""
        read = [_BLANK.sub("Anna", _TAGS.sub(" ", text)) for text in texts]
        words = [word for text in read for word in _WORD.findall(text)]
        parts = [part for text in read for part in _END.split(text)]
        return cls(
            words=len(words),
            sentences=sum(bool(_WORD.search(part)) for part in parts),
            syllables=sum(map(syllables, words)),
        )

    @property
    def grade(self) -> float:
        """Flesch and Kincaid's, for English: lower is easier."""
        by_sentence = 0.39 * self.words / self.sentences
        return by_sentence + 11.8 * self.syllables / self.words - 15.59

    @property
    def inflesz(self) -> float:
        """For Spanish: higher is easier."""
        by_word = 62.3 * self.syllables / self.words
        return 206.835 - by_word - self.words / self.sentences


def english(word: str) -> int:
    """How many syllables the word has, by its letters."""
    spoken = _SILENT.sub("", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", spoken)))


def spanish(word: str) -> int:
    """How many syllables the word has: each strong vowel makes one, weak ones only alone."""
    groups = re.findall(r"[aeiouáéíóúü]+(?:y$)?|y$", word.lower())
    return max(1, sum(max(1, len(re.findall(r"[aeoáéíóú]", group))) for group in groups))
