"""One end for a whole conversation, which no wait on a connection outlasts; looking up a name may.

httpx's own limits are for one read: a bank that sends a byte now and then, in a header or a body,
would hold its reader for hours.
"""

import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpcore
import httpx

# Zero would mean "do not wait at all" to a socket.
_SHORTEST_S = 0.001
# A worker's next refresh is likely at the same bank; most servers close after five idle seconds.
_KEPT, _KEPT_S = 4, 4.0


class Deadline:
    """Some seconds from now, by a clock that never jumps."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Every connection that this thread uses meanwhile is held to this deadline."""
        token = _running.set(self)
        try:
            yield
        finally:
            _running.reset(token)

    @property
    def is_past(self) -> bool:
        return time.monotonic() >= self._ends

    def within(self, seconds: float | None) -> float:
        """So many seconds, or those that are left."""
        left = max(self._ends - time.monotonic(), _SHORTEST_S)
        return left if seconds is None else min(seconds, left)


_running: ContextVar[Deadline] = ContextVar("deadline")


def _current() -> Deadline:
    """The deadline of the conversation that uses the connection now; a kept one has had others."""
    return _running.get()


class Stream(httpcore.NetworkStream):
    """A connection on which nothing is waited for past the running deadline."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if _current().is_past:
            raise httpcore.ReadTimeout
        return self._stream.read(max_bytes, _current().within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _current().within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        within = _current().within(timeout)
        return Stream(self._stream.start_tls(ssl_context, server_hostname, within))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's own type
        return self._stream.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    """The network as the conversation that is going on may use it."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        within = _current().within(timeout)
        stream = super().connect_tcp(host, port, within, local_address, socket_options)
        return Stream(stream)


class Transport(httpx.HTTPTransport):
    """httpx's transport on a network that ends at the deadline; no proxy of the environment."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(verify=context)
        self._pool.close()
        # WORKAROUND(httpx 0.28, no argument for httpcore's network_backend, 2026-11): its pool is
        # replaced by the same one on our network. Ends when httpx takes a backend.
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            network_backend=_Backend(),
            max_keepalive_connections=_KEPT,
            keepalive_expiry=_KEPT_S,
        )
