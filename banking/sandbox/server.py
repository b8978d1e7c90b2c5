"""The sandbox bank on a socket of its own."""

import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.server import ThreadingHTTPServer
from threading import Thread
from typing import Any

from banking.sandbox.bank import Bank
from banking.sandbox.connection import Connection
from banking.sandbox.options import Options
from banking.sandbox.store import Store

LOOPBACK = "127.0.0.1"
POLL_S = 0.05


class SecretMissingError(Exception):
    """The bank has no client secret, so nobody could be told from the client."""


class Server(ThreadingHTTPServer):
    """A thread per connection; stopping it ends the connections that are still open."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, host: str, port: int) -> None:
        self._open: set[socket.socket] = set()
        self._is_closed = False
        super().__init__((host, port), Connection)

    def server_bind(self) -> None:
        # The base class would ask the name service who we are.
        socket_name, port = self.server_address[:2]
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind((socket_name, port))
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(socket_name), self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - typeshed's own types
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - typeshed's own types
        self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        super().server_close()
        self._is_closed = True
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - typeshed's own types
        """Say nothing of clients that went away or a bank that did; report what is our mistake."""
        if not self._is_closed and not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


@contextmanager
def serving(
    options: Options, *, host: str = LOOPBACK, port: int = 0, base_url: str = ""
) -> Iterator[str]:
    """Run a bank in threads of this process and yield its base URL, which is also its issuer.

    **Raises**: SecretMissingError without a client secret; OSError if the port is taken.
    """
    if not options.client.secret:
        message = "The sandbox bank needs a client secret in SANDBOX_BANK_SECRET."
        raise SecretMissingError(message)
    with closing(Store(options.store)) as store, Server(host, port) as server:
        url = base_url or f"http://{host}:{server.server_port}"
        bank = Bank(options, store, url)
        server.RequestHandlerClass = type("Connection", (Connection,), {"bank": bank})
        thread = Thread(target=server.serve_forever, args=(POLL_S,), daemon=True)
        thread.start()
        try:
            yield url
        finally:
            server.shutdown()
            thread.join()
