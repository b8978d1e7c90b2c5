"""One end for a whole conversation, which no single wait on the network outlasts.

httpx's own limits are for one read: a bank that sends a byte now and then, in a header or a body,
would hold its reader for hours.
"""

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

# Zero would mean "do not wait at all" to a socket.
_SHORTEST_S = 0.001


class Deadline:
    """Some seconds from now, by a clock that never jumps."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    @property
    def is_past(self) -> bool:
        return time.monotonic() >= self._ends

    def within(self, seconds: float | None) -> float:
        """So many seconds, or those that are left."""
        left = max(self._ends - time.monotonic(), _SHORTEST_S)
        return left if seconds is None else min(seconds, left)


class Stream(httpcore.NetworkStream):
    """A connection on which nothing is waited for past the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._deadline.is_past:
            raise httpcore.ReadTimeout
        return self._stream.read(max_bytes, self._deadline.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        within = self._deadline.within(timeout)
        return Stream(self._stream.start_tls(ssl_context, server_hostname, within), self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's own type
        return self._stream.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        within = self._deadline.within(timeout)
        stream = super().connect_tcp(host, port, within, local_address, socket_options)
        return Stream(stream, self._deadline)


class Transport(httpx.HTTPTransport):
    """httpx's transport on a network that ends at the deadline; no proxy of the environment."""

    def __init__(self, deadline: Deadline) -> None:
        context = httpx.create_ssl_context()
        super().__init__(verify=context)
        self._pool.close()
        # WORKAROUND(httpx 0.28, no argument for httpcore's network_backend, 2026-11): its pool is
        # replaced by the same one on our network. Ends when httpx takes a backend.
        self._pool = httpcore.ConnectionPool(
            ssl_context=context, network_backend=_Backend(deadline)
        )
