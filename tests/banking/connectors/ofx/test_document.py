"""Documents of both markups: headers, characters, and what is refused as a whole."""

import pytest

from banking.asking import tree
from banking.connector import Unreadable
from banking.connectors.ofx import document
from tests.banking.connectors.ofx.documents import SGML, WHOLE, XML, sgml, xml
from tests.banking.connectors.ofx.reading import accounts, movements

NO_OFX = "The document is no OFX"
CUT_OFF = "The bank's document is cut off, or no markup of OFX 1"


def problem_of(raw: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        document.read(raw)
    return str(caught.value)


def name_of(raw: bytes) -> str:
    return document.read(raw).value("NAME")


def body(text: str, header: str = SGML) -> bytes:
    return f"{header}<OFX>{text}</OFX>".encode()


def test_both_markups_say_the_same() -> None:
    assert accounts(sgml(*WHOLE)) == accounts(xml(*WHOLE))
    assert movements(sgml(*WHOLE)) == movements(xml(*WHOLE))


def test_open_markup_may_stand_under_the_header_of_closed_markup() -> None:
    under = sgml(*WHOLE).replace(SGML.encode(), XML.encode())

    assert accounts(under) == accounts(xml(*WHOLE))


@pytest.mark.parametrize(
    "header",
    [
        SGML,
        SGML.replace("\r\n", "\n"),
        SGML.replace(":", ": "),
        SGML.replace("\r\n", ""),
        SGML.replace("\r\n", " "),
        "\r\n\r\n" + SGML,
        "\ufeff" + SGML,
        SGML.replace("VERSION:160", "VERSION:102"),
        "OFXHEADER:100\n",
    ],
    ids=range(9),
)
def test_headers_come_in_many_shapes(header: str) -> None:
    assert name_of(body("<NAME>Cafe", header)) == "Cafe"


@pytest.mark.parametrize("header", ["", "OFXHEADER:200\n", SGML.replace("SION:NONE", "SION:GZIP")])
def test_without_the_header_of_a_known_markup_it_is_no_ofx(header: str) -> None:
    assert problem_of(body("<NAME>Cafe", header)) == NO_OFX


@pytest.mark.parametrize(
    ("encoding", "charset", "codec", "said"),
    [
        ("USASCII", "1252", "cp1252", "Caf\u00e9 \u20ac"),
        ("USASCII", "ISO-8859-1", "latin-1", "Caf\u00e9 \x80"),
        ("USASCII", "NONE", "cp1252", "Caf\u00e9 \u20ac"),
        ("UTF-8", "NONE", "utf-8", "Caf\u00e9 \u20ac"),
        ("UTF-8", "1252", "utf-8", "Caf\u00e9 \u20ac"),
        ("UNICODE", "NONE", "utf-8", "Caf\u00e9 \u20ac"),
    ],
)
def test_the_header_says_which_characters_follow(
    encoding: str, charset: str, codec: str, said: str
) -> None:
    header = SGML.replace("USASCII", encoding).replace("1252", charset)

    assert name_of(f"{header}<OFX><NAME>{said}</OFX>".encode(codec)) == said


@pytest.mark.parametrize("header", [SGML.replace("USASCII", "UTF-8"), XML])
def test_a_character_that_is_wrong_spoils_no_figure(header: str) -> None:
    raw = header.encode() + b"<OFX><NAME>Caf\xe9<TRNAMT>1.00</OFX>"

    read = document.read(raw)

    assert (read.value("NAME"), read.value("TRNAMT")) == ("Caf\ufffd", "1.00")


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("<NAME>Fish &amp; Chips", "Fish & Chips"),
        ("<NAME>Fish & Chips", "Fish & Chips"),
        ("<NAME>a &lt;b&gt; &quot;c&quot; &apos;d&apos;&nbsp;e", "a <b> \"c\" 'd' e"),
        ("<NAME>Joe&#39;s &copy;", "Joe's &copy;"),
        ("<NAME>&amp;lt;", "&lt;"),
        ("<NAME>  Cafe \r\n<MEMO>", "Cafe"),
        ("<name>Cafe</name>", "Cafe"),
        ("<MEMO><NAME>Cafe", "Cafe"),
        ("<MEMO></MEMO><NAME>Cafe</NAME><MEMO>", "Cafe"),
        ("<STMT><MEMO><EMPTY></STMT><NAME>Cafe", "Cafe"),
        ("<INTU.BID>3000<NAME>Cafe", "Cafe"),
    ],
)
def test_open_markup_is_read_as_banks_write_it(sent: str, name: str) -> None:
    assert name_of(body(sent)) == name


def test_an_empty_value_holds_nothing_of_what_follows() -> None:
    within = document.read(body("<A><MEMO><B>1<C><D>2</C><MEMO></A>")).at("A")

    assert [(each.name, each.text) for each in within] == [
        *(("MEMO", ""), ("B", "1"), ("C", ""), ("MEMO", "")),
    ]
    assert within.value("C", "D") == "2"


@pytest.mark.parametrize(
    "raw",
    [
        SGML.encode() + b"<OFX><A><B>1</A>",
        SGML.encode() + b"<OFX><A><B>1</OFX",
        body("<A>1</B>"),
        body("</A>"),
        body("<A><B>1</A>said</A>"),
        body("<A><B>1</A></A>"),
        body("<!DOCTYPE OFX>"),
        body("<!ENTITY x 'y'>"),
        body("<A>1 < 2"),
        SGML.encode() + b"said<OFX></OFX>said",
        SGML.encode() + b"<OFX>1",
        SGML.encode() + b"<OFX></OFX>\x00<",
    ],
    ids=range(12),
)
def test_what_is_cut_off_or_no_markup_is_unreadable(raw: bytes) -> None:
    assert problem_of(raw) in {CUT_OFF, NO_OFX}


@pytest.mark.parametrize(
    "raw",
    [
        SGML.encode() + b"<A>" * 100_000,
        SGML.encode() + b"<OFX>" + b"<A>1" * tree.MOST_ELEMENTS + b"</OFX>",
        SGML.encode() + b"<OFX>" + b" " * tree.MOST_BYTES + b"</OFX>",
        XML.encode() + b"<OFX>" * 100_000,
    ],
    ids=range(4),
)
def test_what_is_too_large_or_too_deep_is_unreadable(raw: bytes) -> None:
    assert problem_of(raw) == "The bank's document is too large or too deep"


def test_open_markup_has_one_root() -> None:
    raw = SGML.encode() + b"<OFX><A>1</OFX><OFX><A>2</OFX>"

    assert problem_of(raw) == "The bank's document has two roots"


def test_closed_markup_declares_no_document_type() -> None:
    raw = xml().replace(b"<OFX>", b'<!DOCTYPE OFX [<!ENTITY x "ha">]><OFX>')

    assert problem_of(raw) == "The bank's document declares a document type"


@pytest.mark.parametrize("raw", [XML.encode() + b"<html></html>", b"<html></html>", b"", b"%PDF-1"])
def test_other_documents_are_no_ofx(raw: bytes) -> None:
    assert problem_of(raw) == NO_OFX
