"""An OFX document as a tree: its header says which markup and which characters follow."""

import re

from banking.asking import tree
from banking.asking.tree import Element
from banking.connector import Unreadable
from banking.connectors.ofx.sgml import sgml

_FIELDS = (
    *("OFXHEADER", "DATA", "VERSION", "SECURITY", "ENCODING", "CHARSET"),
    *("COMPRESSION", "OLDFILEUID", "NEWFILEUID"),
)
# Some banks write the whole header into one line, with or without spaces.
_FIELD = re.compile(rf"({'|'.join(_FIELDS)}):[ \t]*(.*?)(?=\s|$|(?:{'|'.join(_FIELDS)}):)")
_MARK = b"\xef\xbb\xbf"
# What is looked at as a header.
_HEADER_BYTES = 1024


def read(raw: bytes) -> Element:
    """The element OFX of a document of any version.

    Raises:
        Unreadable: It is no OFX, is cut off, or is beyond the limits.

    Source: OFX 1.6, 2.2; OFX 2.1.1, 2.2.
    """
    whole = tree.sized(raw).removeprefix(_MARK).lstrip()
    is_second = whole.startswith((b"<?xml", b"<?OFX"))
    root = _second(whole) if is_second else _first(whole)
    if root.name != "OFX":
        message = "The document is no OFX"
        raise Unreadable(message)
    return root


def _second(whole: bytes) -> Element:
    start = whole.find(b"<OFX>")
    # Every answer has a status. Some banks put 1.x's open markup under 2.x's header.
    if start >= 0 and b"</CODE>" not in whole:
        return sgml(whole[start:].decode("utf-8", "replace"))
    return tree.xml(whole)


def _first(whole: bytes) -> Element:
    start = whole[:_HEADER_BYTES].find(b"<")
    header = dict(_FIELD.findall(whole[: max(start, 0)].decode("ascii", "replace")))
    if header.get("OFXHEADER") != "100" or header.get("COMPRESSION", "NONE") != "NONE":
        message = "The document is no OFX"
        raise Unreadable(message)
    # A character that is wrong spoils a name, not a figure.
    return sgml(whole[start:].decode(_codec(header), "replace"))


def _codec(header: dict[str, str]) -> str:
    """Source: OFX 1.6, 2.2.1: ENCODING USASCII goes with a CHARSET, the others stand alone."""
    if header.get("ENCODING") in {"UTF-8", "UNICODE"}:
        return "utf-8"
    return "latin-1" if header.get("CHARSET") == "ISO-8859-1" else "cp1252"
