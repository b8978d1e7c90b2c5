"""OFX documents of an invented bank, written once and sent as XML or as 1.x's open markup."""

import re

from banking.asking.values import derived_id

XML = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\r\n'
    '<?OFX OFXHEADER="200" VERSION="203" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\r\n'
)
SGML = (
    "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:160\r\nSECURITY:NONE\r\nENCODING:USASCII\r\n"
    "CHARSET:1252\r\nCOMPRESSION:NONE\r\nOLDFILEUID:NONE\r\nNEWFILEUID:NONE\r\n\r\n"
)
EVERYDAY = (
    "<BANKACCTFROM><BANKID>121000999</BANKID><ACCTID>000987651234</ACCTID>"
    "<ACCTTYPE>CHECKING</ACCTTYPE></BANKACCTFROM>"
)
CARD = "<CCACCTFROM><ACCTID>4000123412349876</ACCTID></CCACCTFROM>"
EVERYDAY_ID = derived_id("ofx", "121000999", "000987651234", "CHECKING")
CARD_ID = derived_id("ofx", "", "4000123412349876", "CREDITCARD")
LEDGER = "<LEDGERBAL><BALAMT>10.00</BALAMT><DTASOF>20261120180405</DTASOF></LEDGERBAL>"
AVAILABLE = "<AVAILBAL><BALAMT>8.50</BALAMT><DTASOF>20261120180405</DTASOF></AVAILBAL>"
DEBT = "<LEDGERBAL><BALAMT>-120.00</BALAMT><DTASOF>20261120</DTASOF></LEDGERBAL>"
CREDIT_LEFT = "<AVAILBAL><BALAMT>880.00</BALAMT><DTASOF>20261120</DTASOF></AVAILBAL>"
COFFEE = (
    "<STMTTRN><TRNTYPE>POS</TRNTYPE><DTPOSTED>20261120</DTPOSTED>"
    "<DTUSER>20261119080000[-5:EST]</DTUSER><TRNAMT>-3.20</TRNAMT><FITID>t-1</FITID>"
    "<SIC>5812</SIC><NAME>Corner Cafe</NAME><MEMO>Card 1234</MEMO></STMTTRN>"
)
CLOSING = (
    "<CCCLOSING><FITID>c-1</FITID><DTCLOSE>20261105</DTCLOSE><BALCLOSE>-95.40</BALCLOSE>"
    "<DTPMTDUE>20261201</DTPMTDUE><MINPMTDUE>25.00</MINPMTDUE><CREDITLIMIT>1000</CREDITLIMIT>"
    "<DTPOSTSTART>20261006</DTPOSTSTART><DTPOSTEND>20261105</DTPOSTEND></CCCLOSING>"
)


def status(code: int = 0, severity: str = "") -> str:
    severity = severity or ("ERROR" if code else "INFO")
    return f"<STATUS><CODE>{code}</CODE><SEVERITY>{severity}</SEVERITY></STATUS>"


def signed_on(code: int = 0) -> str:
    return (
        f"<SIGNONMSGSRSV1><SONRS>{status(code)}<DTSERVER>20261120180500</DTSERVER>"
        "<LANGUAGE>ENG</LANGUAGE></SONRS></SIGNONMSGSRSV1>"
    )


def listed(*transactions: str) -> str:
    return (
        "<BANKTRANLIST><DTSTART>20261101</DTSTART><DTEND>20261120</DTEND>"
        f"{''.join(transactions)}</BANKTRANLIST>"
    )


def bank_statement(
    *within: str, account: str = EVERYDAY, asked: str = "0", code: int = 0, currency: str = "USD"
) -> str:
    inner = f"<STMTRS><CURDEF>{currency}</CURDEF>{account}{''.join(within)}</STMTRS>"
    return (
        f"<BANKMSGSRSV1><STMTTRNRS><TRNUID>{asked}</TRNUID>{status(code)}"
        f"{'' if code else inner}</STMTTRNRS></BANKMSGSRSV1>"
    )


def card_statement(*within: str, closings: str = "", asked: str = "0", code: int = 0) -> str:
    inner = f"<CCSTMTRS><CURDEF>USD</CURDEF>{CARD}{''.join(within)}</CCSTMTRS>"
    ended = (
        f"<CCSTMTENDTRNRS><TRNUID>0</TRNUID>{status()}<CCSTMTENDRS><CURDEF>USD</CURDEF>{CARD}"
        f"{closings}</CCSTMTENDRS></CCSTMTENDTRNRS>"
    )
    return (
        f"<CREDITCARDMSGSRSV1><CCSTMTTRNRS><TRNUID>{asked}</TRNUID>{status(code)}"
        f"{'' if code else inner}</CCSTMTTRNRS>{ended if closings else ''}</CREDITCARDMSGSRSV1>"
    )


def xml(*messages: str, signed: int = 0) -> bytes:
    return (XML + f"<OFX>{signed_on(signed)}{''.join(messages)}</OFX>").encode()


def sgml(*messages: str, signed: int = 0) -> bytes:
    """The same without closing tags for values, each on a line of its own."""
    body = f"<OFX>{signed_on(signed)}{''.join(messages)}</OFX>"
    opened = re.sub(r"<([A-Z0-9.]+)>([^<]+)</\1>", r"<\1>\2\r\n", body)
    return (SGML + opened).encode("cp1252")


WHOLE = (
    bank_statement(listed(COFFEE), LEDGER, AVAILABLE),
    card_statement(listed(), DEBT, CREDIT_LEFT, closings=CLOSING),
)
