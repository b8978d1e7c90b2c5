"""The templates whose words customers see, and what in them no translation would reach."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, TokenType

from tests.catalogs import APPS, ROOT

# What the operator reads is English alone, and so is the demo's room, which no customer enters.
_NOT_THE_CUSTOMERS = ("admin", "simulator")
_SPOKEN = frozenset({"title", "placeholder", "aria-label", "aria-description", "alt", "label"})
# Read by no one.
_UNREAD = frozenset({"script", "style"})
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def of_customers() -> Iterator[Path]:
    """Every template of a page or mail that a customer gets."""
    for app in APPS:
        folder = ROOT / app / "templates"
        for path in sorted(folder.rglob("*")):
            is_theirs = not set(_NOT_THE_CUSTOMERS) & set(path.relative_to(folder).parts)
            if is_theirs and path.suffix in {".html", ".txt"}:
                yield path


def untranslated(path: Path) -> list[str]:
    """The words that stay as they are in every language: of the text, and of what is read out."""
    source = _without_tags(path.read_text())
    if path.suffix == ".txt":
        return _LETTERS.findall(source)
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return reader.found


def _without_tags(source: str) -> str:
    """The template without all that Django fills in, and without what it translates."""
    kept, is_translated = [], False
    for token in Lexer(source).tokenize():
        name = token.split_contents()[0] if token.token_type == TokenType.BLOCK else ""
        if name in {"blocktranslate", "blocktrans", "comment"}:
            is_translated = True
        elif name in {"endblocktranslate", "endblocktrans", "endcomment"}:
            is_translated = False
        elif token.token_type == TokenType.TEXT and not is_translated:
            kept.append(token.contents)
    return "".join(kept)


class _Reader(HTMLParser):
    """Reads what a person sees or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._is_unread = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_unread = tag in _UNREAD
        for name, value in attrs:
            if name in _SPOKEN:
                self.found += _LETTERS.findall(value or "")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's signature
        self._is_unread = False

    def handle_data(self, data: str) -> None:
        if not self._is_unread:
            self.found += _LETTERS.findall(data)
