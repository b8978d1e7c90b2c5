"""OFX 1.x: markup in which values have no closing tags, as a tree within the limits of any other.

An element that says something is a value, and closes itself. One that says nothing holds others,
unless its parent closes first: then it was an empty value, and what followed it is its parent's.
"""

import re

from banking.asking.tree import Element, Growing
from banking.connector import Unreadable

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9._]*)\s*>([^<]*)")
# Source: OFX 1.6, 2.3.2.1; quotes and numbers are what banks send besides.
_ESCAPED = re.compile(r"&(?:(lt|gt|amp|nbsp|quot|apos)|#([0-9]{1,6}));")
_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "nbsp": " ", "quot": '"', "apos": "'"}


def sgml(text: str) -> Element:
    """The root of the document that follows the header.

    Raises:
        Unreadable: It is none, is cut off, or is beyond the limits.

    Source: OFX 1.6, 2.3.
    """
    soup = _Soup()
    end = 0
    for tag in _TAG.finditer(text):
        if tag.start() != end:
            break
        end = tag.end()
        soup.read(tag[1] == "/", tag[2].upper(), tag[3].strip())
    if end != len(text):
        raise _broken()
    return soup.whole()


class _Soup:
    """Tags in their order, becoming a tree."""

    def __init__(self) -> None:
        self._growing = Growing()
        self._value = ""

    def read(self, is_closing: bool, name: str, said: str) -> None:  # noqa: FBT001 - what a tag is
        if is_closing:
            if said:
                raise _broken()
            self._close(name)
            return
        self._growing.begin(Element(name))
        self._value = ""
        if said:
            self._growing.end().text = _ESCAPED.sub(_character, said)
            self._value = name

    def _close(self, name: str) -> None:
        if self._value == name:
            # 1.x may close its values too.
            self._value = ""
            return
        self._value = ""
        while self._growing.open:
            element = self._growing.end()
            if element.name == name:
                return
            if self._growing.open:
                # It was an empty value: what seemed to be within came after it.
                for each in element.take():
                    self._growing.open[-1].add(each)
        raise _broken()

    def whole(self) -> Element:
        root = self._growing.root
        if root is None or root.text or self._growing.open:
            raise _broken()
        return root


def _character(escaped: re.Match[str]) -> str:
    return _CHARACTERS[escaped[1]] if escaped[1] else chr(int(escaped[2]))


def _broken() -> Unreadable:
    return Unreadable("The bank's document is cut off, or no markup of OFX 1")
