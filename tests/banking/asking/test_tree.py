"""Markup as a tree: what is found in it, and what is refused before it costs anything."""

import tracemalloc

import pytest

from banking.asking import tree
from banking.connector import Unreadable

LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
)
NO_XML = "The bank's document is no XML"
TYPED = "The bank's document declares a document type"
TOO_MUCH = "The bank's document is too large or too deep"


def problem_of(raw: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        tree.xml(raw)
    assert caught.value.__context__ is None
    return str(caught.value)


def test_it_finds_values_by_their_path() -> None:
    root = tree.xml(b"<a> <b>1</b> <c><d k='v'> x &amp; y </d></c> <b>2</b></a>")

    assert root.name == "a"
    assert [each.text for each in root.each("b")] == ["1", "2"]
    assert root.at("c", "d").text == "x & y"
    assert root.at("c", "d").attribute("k") == "v"
    assert (root.value("c", "d"), root.value("c", "e"), root.value("e", "d")) == ("x & y", "", "")
    assert root.maybe("c", "e") is None
    assert root.at("c").text == ""


def test_what_stands_between_elements_says_nothing() -> None:
    root = tree.xml(b"<a>before<b>1</b>after</a>")

    assert (root.text, root.value("b")) == ("", "1")


def test_what_is_missing_is_named_by_its_path() -> None:
    with pytest.raises(Unreadable, match=r"lacks a/b/c$"):
        tree.xml(b"<a><b/></a>").at("b", "c")


def test_an_element_of_another_namespace_is_no_other_of_that_name() -> None:
    root = tree.xml(b'<a xmlns="urn:bank" xmlns:x="urn:x"><x:b>theirs</x:b><b>ours</b></a>')

    assert root.namespace == "urn:bank"
    assert [each.text for each in root.each("b")] == ["ours"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_it_reads_the_characters_that_are_declared(encoding: str) -> None:
    raw = f'<?xml version="1.0" encoding="{encoding}"?><a>Caf\u00e9</a>'.encode(encoding)

    assert tree.xml(raw).text == "Caf\u00e9"


def test_text_in_pieces_is_one_text() -> None:
    assert tree.xml(b"<a>one<![CDATA[ & ]]>two<!-- three -->&#33;</a>").text == "one & two!"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", NO_XML),
        (b"OFXHEADER:100", NO_XML),
        (b"<a>", NO_XML),
        (b"<a></b>", NO_XML),
        (b"<a/><b/>", NO_XML),
        (b"<a>\x00</a>", NO_XML),
        (b"<a>&unknown;</a>", NO_XML),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', NO_XML),
        (b'<?xml version="1.0" encoding="shift_jis"?><a/>', NO_XML),
        (b"<!DOCTYPE a><a/>", TYPED),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', TYPED),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1/">]><a>&x;</a>', TYPED),
        (f"<!DOCTYPE a [{LAUGHS}]><a>&l9;</a>".encode(), TYPED),
        (b"<a>" * 100_000 + b"</a>" * 100_000, TOO_MUCH),
        (b"<a>" * (tree.MOST_DEPTH + 1) + b"</a>" * (tree.MOST_DEPTH + 1), TOO_MUCH),
        (b"<a>" + b"<b/>" * tree.MOST_ELEMENTS + b"</a>", TOO_MUCH),
        (b"<a>" + b" " * tree.MOST_BYTES + b"</a>", TOO_MUCH),
    ],
    ids=range(17),
)
def test_it_refuses(raw: bytes, problem: str) -> None:
    assert problem_of(raw) == problem


def test_it_reads_what_lies_just_within_the_limits() -> None:
    deep = tree.xml(b"<a>" * tree.MOST_DEPTH + b"</a>" * tree.MOST_DEPTH)
    wide = tree.xml(b"<a>" + b"<b/>" * (tree.MOST_ELEMENTS - 1) + b"</a>")

    assert deep.maybe(*["a"] * (tree.MOST_DEPTH - 1)) is not None
    assert sum(1 for _ in wide) == tree.MOST_ELEMENTS - 1


def test_a_document_that_would_laugh_costs_nothing() -> None:
    raw = f"<!DOCTYPE a [{LAUGHS}]><a>&l9;</a>".encode()
    tracemalloc.start()

    problem_of(raw)

    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 1_000_000
