"""English that a page in another language still says."""

import re
from functools import cache
from html import unescape
from typing import Any

from tests.language import texts

_BLANK = re.compile(r"%\(\w+\)[sd]")
_MARKUP = re.compile(r"<(?:script|style)[^>]*>.*?</(?:script|style)>|<[^>]+>", re.DOTALL)
# A piece of fewer words may be a name, or the same in both languages.
_LEAST_WORDS = 4


@cache
def _pieces() -> frozenset[str]:
    """What stands between the blanks of each text, where it is a few words or more."""
    return frozenset(
        plain
        for text in texts.sentences()
        for piece in _BLANK.split(text.english)
        if len(re.findall(r"\w+", plain := words(piece))) >= _LEAST_WORDS
    )


def words(markup: str) -> str:
    """The words, each gap one space; and what the attributes say that are read out."""
    said = re.findall(r'(?:title|placeholder|aria-label|alt)="([^"]*)"', markup)
    return " ".join(unescape(" ".join([_MARKUP.sub(" ", markup), *said])).split())


def english(markup: str) -> set[str]:
    """The pieces of our English texts that it says."""
    read = words(markup)
    return {piece for piece in _pieces() if piece in read}


def of(page: Any) -> set[str]:
    """The English that a page says."""
    return english(page.content.decode())
