"""One connection to the bank, and the ways in which a reply can go wrong on the wire."""

from http.server import BaseHTTPRequestHandler
from typing import ClassVar

from banking.sandbox.bank import Bank
from banking.sandbox.exchange import Manner, Reply, Request, refusal

MOST_BYTES = 64 * 1024
HUGE_BYTES = 64 * 1024 * 1024
BLOCK = b'{"accountId":"one-more"},' + b" " * 65_511
ECHOED = "x-fapi-interaction-id"
LONGEST_LENGTH = 12


class Connection(BaseHTTPRequestHandler):
    """Reads requests and writes replies, each reply in one piece to spare a delayed packet."""

    bank: ClassVar[Bank]
    protocol_version = "HTTP/1.1"
    server_version = "SandboxBank"
    sys_version = ""
    timeout = 30
    wbufsize = 64 * 1024
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._exchange()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815 - as above

    def _exchange(self) -> None:
        body = self._body()
        if isinstance(body, Reply):
            # What was not read would be taken for the next request.
            self.close_connection = True
            self._send(body)
            return
        path, _, raw_query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(
            method=self.command, path=path, raw_query=raw_query, headers=headers, body=body
        )
        self._send(self.bank.reply(request))

    def _body(self) -> bytes | Reply:
        if "Transfer-Encoding" in self.headers:
            return refusal(411, 703, "Send the body's length.")
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit() and len(length) <= LONGEST_LENGTH):
            return refusal(400, 703, "Content-Length is no number.")
        if int(length) > MOST_BYTES:
            return refusal(413, 703, "The body is too long.")
        return self.rfile.read(int(length))

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers:
            self.send_header(name, value)
        interaction_id = self.headers.get(ECHOED, "")
        if interaction_id.isascii() and interaction_id.isprintable() and interaction_id:
            self.send_header(ECHOED, interaction_id)
        match reply.manner:
            case Manner.HUGE:
                self._send_huge()
            case Manner.TRUNCATED:
                self._send_body(reply, reply.body[: len(reply.body) // 2])
                self.close_connection = True
            case Manner.WHOLE:
                self._send_body(reply, reply.body)

    def _send_body(self, reply: Reply, sent: bytes) -> None:
        # RFC 9110 8.6: a 204 has no Content-Length.
        if reply.body or reply.status != 204:  # noqa: PLR2004 - the one status without a body
            self.send_header("Content-Length", str(len(reply.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(sent)

    def _send_huge(self) -> None:
        """Send accounts without end, in chunks; a client that reads on gets 64 MiB."""
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._send_chunk(b'{"page":{},"links":{},"accounts":[')
        for _ in range(HUGE_BYTES // len(BLOCK)):
            self._send_chunk(BLOCK)
        self._send_chunk(b'{"accountId":"the-last"}]}')
        self._send_chunk(b"")

    def _send_chunk(self, chunk: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Keep quiet: the demo's terminal belongs to the demo."""
