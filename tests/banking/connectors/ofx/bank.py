"""A small bank that speaks OFX over HTTP, in its own reading of the standard; it counts guesses."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from banking.connector import Access, Secret, TimeLimits
from banking.connector import Bank as BankAddress
from tests.banking.connectors.ofx.documents import (
    AVAILABLE,
    CARD,
    CLOSING,
    COFFEE,
    CREDIT_LEFT,
    DEBT,
    EVERYDAY,
    LEDGER,
    bank_statement,
    card_statement,
    listed,
    sgml,
    status,
    xml,
)

USER, PASSWORD = "alice & <co>", "p&ss<word>-nobody-may-see"
CLIENT = "00000000-0000-4000-8000-000000000001"
LIMITS = TimeLimits(connect_s=5, read_s=5, total_s=20)
GUESSES = 3
OPTIONS = {"version": "203", "org": "BANK", "fid": "1001"}


@dataclass
class Heard:
    """One request as this bank reads it."""

    text: str
    kind: str

    def all(self, tag: str) -> list[str]:
        return [html.unescape(each) for each in re.findall(rf"<{tag}>([^<\r\n]+)", self.text)]

    def one(self, tag: str) -> str:
        [said] = self.all(tag)
        return said


@dataclass
class OfxBank:
    """What the bank answers; its statuses may be set, by account number for statements."""

    url: str = ""
    sign_on: int = 0
    listing: int = 0
    statements: dict[str, int] = field(default_factory=dict)
    accounts: str = (
        f"<ACCTINFO><DESC>Everyday</DESC><BANKACCTINFO>{EVERYDAY}<SUPTXDL>Y</SUPTXDL>"
        "<XFERSRC>N</XFERSRC><XFERDEST>N</XFERDEST><SVCSTATUS>ACTIVE</SVCSTATUS></BANKACCTINFO>"
        f"</ACCTINFO><ACCTINFO><CCACCTINFO>{CARD}<SUPTXDL>Y</SUPTXDL><XFERSRC>N</XFERSRC>"
        "<XFERDEST>N</XFERDEST><SVCSTATUS>ACTIVE</SVCSTATUS></CCACCTINFO></ACCTINFO>"
    )
    closings: str = CLOSING
    http: tuple[int, bytes] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    wrong: int = 0

    def answer(self, body: bytes, kind: str) -> tuple[int, bytes]:
        is_xml = body.startswith(b"<?xml")
        heard = Heard(body.decode("utf-8" if is_xml else "cp1252"), kind)
        self.heard.append(heard)
        signed = self.sign_on or self._recognised(heard)
        messages = [] if signed else self._messages(heard)
        written = (xml if is_xml else sgml)(*messages, signed=signed)
        return self.http or (200, written)

    def _recognised(self, heard: Heard) -> int:
        """OFX's status for who signs on: some wrong guesses lock the right one out too."""
        if (heard.one("USERID"), heard.one("USERPASS")) != (USER, PASSWORD):
            self.wrong += 1
            return 15500
        return 15502 if self.wrong >= GUESSES else 0

    def _messages(self, heard: Heard) -> list[str]:
        if "<ACCTINFORQ>" in heard.text:
            [asked] = heard.all("TRNUID")
            found = (
                ""
                if self.listing
                else f"<ACCTINFORS><DTACCTUP>20260101</DTACCTUP>{self.accounts}</ACCTINFORS>"
            )
            answer = f"<TRNUID>{asked}</TRNUID>{status(self.listing)}{found}"
            wrapped = f"<ACCTINFOTRNRS>{answer}</ACCTINFOTRNRS>"
            return [f"<SIGNUPMSGSRSV1>{wrapped}</SIGNUPMSGSRSV1>"]
        return [*self._bank(heard), *self._cards(heard)]

    def _bank(self, heard: Heard) -> list[str]:
        requests = re.findall(
            r"<STMTTRNRQ>\s*<TRNUID>([^<\r\n]+).*?<ACCTID>([^<\r\n]+).*?</STMTTRNRQ>",
            heard.text,
            re.DOTALL,
        )
        return [
            bank_statement(
                *([listed(COFFEE)] if heard.all("INCLUDE") == ["Y"] else []),
                *(LEDGER, AVAILABLE),
                asked=asked,
                code=self.statements.get(number, 0),
            )
            for asked, number in requests
        ]

    def _cards(self, heard: Heard) -> list[str]:
        requests = re.findall(
            r"<CCSTMTTRNRQ>\s*<TRNUID>([^<\r\n]+).*?<ACCTID>([^<\r\n]+).*?</CCSTMTTRNRQ>",
            heard.text,
            re.DOTALL,
        )
        return [
            card_statement(
                *([listed()] if heard.all("INCLUDE") == ["Y"] else []),
                *(DEBT, CREDIT_LEFT),
                closings=self.closings if "<CCSTMTENDRQ>" in heard.text else "",
                asked=asked,
                code=self.statements.get(number, 0),
            )
            for asked, number in requests
        ]


@contextmanager
def serving() -> Iterator[OfxBank]:
    """The bank on a free port of this machine."""
    bank = OfxBank()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            code, answer = bank.answer(body, self.headers["Content-Type"])
            self.send_response(code)
            self.send_header("Content-Type", "application/x-ofx")
            self.send_header("Content-Length", str(len(answer)))
            for name, value in bank.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Nothing: the tests look at what was heard."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        bank.url = f"http://127.0.0.1:{server.server_port}/ofx"
        yield bank
        server.shutdown()
        thread.join(timeout=5)


def address(bank: OfxBank, **options: str) -> BankAddress:
    return BankAddress(base_url=bank.url, options=OPTIONS | options)


def access(bank: OfxBank, *, password: str = PASSWORD, **options: str) -> Access:
    credentials = {"user_id": USER, "password": password, "client_uid": CLIENT}
    return Access(
        bank=address(bank, **options),
        credentials={name: Secret(said) for name, said in credentials.items()},
        is_customer_present=False,
        limits=LIMITS,
    )
