"""Requests: exact documents, escaped, in the characters of their version."""

from datetime import UTC, date, datetime

import pytest

from banking.connector import Refused
from banking.connectors.ofx import dialect, request, wire

NOW = datetime(2026, 11, 20, 18, 4, 5, tzinfo=UTC)
ALICE = request.User(name="alice", password="secret", client="uuid-1")
OPTIONS = {"org": "BANK", "fid": "1001", "appid": "SAYSO", "appver": "0100"}
EVERYDAY = wire.Account(number="1234", kind="CHECKING", bank="999")
CARD = wire.Account(number="9876", kind=wire.CARD)
ASKED = [request.Asked(id="1", account=EVERYDAY), request.Asked(id="2", account=CARD)]
NONE = "A user id or password has characters that the bank's OFX has not"


def written(user: request.User = ALICE, /, **options: str) -> bytes:
    spoken = dialect.of(OPTIONS | options)
    return request.content([request.sign_on(user, spoken, NOW)], spoken).body


def test_a_sign_on_in_closed_markup() -> None:
    assert written().decode() == (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\r\n'
        '<?OFX OFXHEADER="200" VERSION="203" SECURITY="NONE" OLDFILEUID="NONE"'
        ' NEWFILEUID="NONE"?>\r\n'
        "<OFX><SIGNONMSGSRQV1><SONRQ><DTCLIENT>20261120180405</DTCLIENT><USERID>alice</USERID>"
        "<USERPASS>secret</USERPASS><LANGUAGE>ENG</LANGUAGE><FI><ORG>BANK</ORG><FID>1001</FID>"
        "</FI><APPID>SAYSO</APPID><APPVER>0100</APPVER><CLIENTUID>uuid-1</CLIENTUID></SONRQ>"
        "</SIGNONMSGSRQV1></OFX>"
    )


def test_a_sign_on_in_open_markup() -> None:
    assert written(version="160").decode() == (
        "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:160\r\nSECURITY:NONE\r\nENCODING:USASCII\r\n"
        "CHARSET:1252\r\nCOMPRESSION:NONE\r\nOLDFILEUID:NONE\r\nNEWFILEUID:NONE\r\n\r\n"
        "<OFX><SIGNONMSGSRQV1><SONRQ><DTCLIENT>20261120180405\r\n<USERID>alice\r\n"
        "<USERPASS>secret\r\n<LANGUAGE>ENG\r\n<FI><ORG>BANK\r\n<FID>1001\r\n</FI>"
        "<APPID>SAYSO\r\n<APPVER>0100\r\n<CLIENTUID>uuid-1\r\n</SONRQ></SIGNONMSGSRQV1></OFX>"
    )


@pytest.mark.parametrize(
    ("version", "is_known"),
    [("102", False), ("103", True), ("160", True), ("202", False), ("203", True), ("220", True)],
)
def test_the_clients_id_is_sent_where_the_version_knows_it(version: str, *, is_known: bool) -> None:
    assert (b"<CLIENTUID>" in written(version=version)) is is_known


def test_a_bank_without_a_name_is_not_named() -> None:
    assert b"<FI>" not in written(org="", fid="")


def test_balances_are_asked_without_transactions() -> None:
    account = ("BANKACCTFROM", [("BANKID", "999"), ("ACCTID", "1234"), ("ACCTTYPE", "CHECKING")])
    card = ("CCACCTFROM", [("ACCTID", "9876")])

    request_of_card: request.Node = ("CCSTMTRQ", [card])

    banks, cards = request.statements(ASKED)

    assert banks == ("BANKMSGSRQV1", [("STMTTRNRQ", [("TRNUID", "1"), ("STMTRQ", [account])])])
    assert cards[0] == "CREDITCARDMSGSRQV1"
    assert cards[1][0] == ("CCSTMTTRNRQ", [("TRNUID", "2"), request_of_card])
    assert cards[1][1][0] == "CCSTMTENDTRNRQ"
    assert cards[1][1][1][1] == ("CCSTMTENDRQ", [card])


def test_transactions_are_asked_since_a_day_and_without_closings() -> None:
    included = ("INCTRAN", [("DTSTART", "20261101"), ("INCLUDE", "Y")])

    [(name, answers)] = request.statements(ASKED[1:], since=date(2026, 11, 1))

    assert (name, answers) == (
        "CREDITCARDMSGSRQV1",
        [
            (
                "CCSTMTTRNRQ",
                [("TRNUID", "2"), ("CCSTMTRQ", [("CCACCTFROM", [("ACCTID", "9876")]), included])],
            )
        ],
    )


@pytest.mark.parametrize("version", ["160", "203"])
@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("a&b", "a&amp;b"),
        ("</USERPASS><USERID>bob", "&lt;/USERPASS&gt;&lt;USERID&gt;bob"),
        ("&lt;", "&amp;lt;"),
        ("]]>", "]]&gt;"),
        ("\"'", "\"'"),
    ],
)
def test_nothing_that_is_typed_becomes_markup(version: str, typed: str, sent: str) -> None:
    body = written(request.User(name="alice", password=typed, client=""), version=version)

    assert f"<USERPASS>{sent}" in body.decode()
    assert body.count(b"<USERID>") == 1


def test_each_markup_has_its_own_characters() -> None:
    user = request.User(name="Zo\u00eb", password="secret", client="")

    assert "<USERID>Zo\u00eb".encode("cp1252") in written(user, version="160")
    assert "<USERID>Zo\u00eb".encode() in written(user, version="203")


@pytest.mark.parametrize(
    ("typed", "version"),
    [("a\r\nb", "160"), ("a\x00b", "203"), ("\ud800", "203"), ("\u4e2d", "160")],
)
def test_what_no_document_can_say_is_not_sent(typed: str, version: str) -> None:
    with pytest.raises(Refused) as caught:
        written(request.User(name="alice", password=typed, client=""), version=version)

    assert (str(caught.value), caught.value.__context__) == (NONE, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("version", "204"), ("version", "2"), ("version", ""), ("org", "x" * 33)),
        *(("fid", "caf\u00e9"), ("appid", "SAYSO1"), ("appver", "01000"), ("org", "a\nb")),
    ],
)
def test_an_option_that_ofx_has_not_is_for_the_operator(name: str, value: str) -> None:
    with pytest.raises(Refused, match=rf"^The institution's option {name} is none of OFX$"):
        dialect.of(OPTIONS | {name: value})


def test_who_signs_on_is_shown_nowhere() -> None:
    assert repr(ALICE) == "User()"
