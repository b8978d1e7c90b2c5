"""The front of the web server: a body is here as a whole before a Django thread is taken.

A server that hands a request to a thread first lets whoever sends slowly keep that thread. Here
the event loop waits for bodies, which costs no thread, and Django's WSGI handler runs on threads
of its own, which live as long as the process: each keeps its database connection.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from http import HTTPStatus
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Final, NamedTuple

from django.conf import settings
from django.core.wsgi import get_wsgi_application

# granian has these names for public ones without saying so in __all__.
from granian.rsgi import HTTPProtocol, ProtocolClosed, Scope  # type: ignore[attr-defined]

from assistant.incoming import environ, whole_body

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from granian._granian import RSGIHTTPStreamTransport

STOP_S: Final = 5.0

log = logging.getLogger(__name__)


class _Job(NamedTuple):
    scope: Scope
    protocol: HTTPProtocol
    body: bytes
    done: asyncio.Future[None]


class Front:
    """An RSGI application that runs a WSGI one on a fixed number of threads."""

    def __init__(self, application: "WSGIApplication", threads: int) -> None:
        self._application = application
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        # A view that hangs must not keep the process from ending, hence daemons.
        self._threads = [Thread(target=self._work, daemon=True) for _ in range(threads)]

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        for thread in self._threads:
            thread.start()

    def __rsgi_del__(self, _: asyncio.AbstractEventLoop) -> None:
        for _thread in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join(STOP_S / len(self._threads))

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        body = await whole_body(scope, protocol)
        if isinstance(body, HTTPStatus):
            # The rest of the body is never read, so the connection ends with the answer.
            headers = [("connection", "close"), ("content-type", "text/plain")]
            protocol.response_str(body, headers, body.phrase)
            return
        done = self._loop.create_future()
        self._jobs.put(_Job(scope, protocol, body, done))
        await done

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                self._answer(job)
            except BaseException:
                # Django answers for its views; this is what went wrong around them. The thread
                # goes on whatever it was, as one that ended would never be replaced.
                log.exception("A request failed outside Django")
                job.protocol.response_empty(HTTPStatus.INTERNAL_SERVER_ERROR, [])
            # A loop that closed meanwhile waits for nothing any more.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(job.done.set_result, None)

    def _answer(self, job: _Job) -> None:
        head: list[tuple[int, list[tuple[str, str]]]] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], _: object = None
        ) -> Callable[[bytes], object]:
            head[:] = [(int(status[:3]), headers)]
            return _write

        chunks = self._application(environ(job.scope, job.body), start_response)
        try:
            [(status, headers)] = head
            # Content of a known length leaves in one piece: the stream below has no bound, so all
            # of it would be in memory anyway, and each piece costs a turn of the event loop.
            if not getattr(chunks, "streaming", False) or _has_length(headers):
                job.protocol.response_bytes(status, headers, b"".join(chunks))
            else:
                self._stream(job.protocol.response_stream(status, headers), chunks)
        finally:
            # close() is due whatever happened (PEP 3333): request_finished hangs on it.
            if close := getattr(chunks, "close", None):
                close()

    def _stream(self, transport: "RSGIHTTPStreamTransport", chunks: Iterable[bytes]) -> None:
        async def send(chunk: bytes) -> None:
            await transport.send_bytes(chunk)

        # A client that left ends its stream and is nobody's mistake.
        with suppress(ProtocolClosed):
            for chunk in chunks:
                asyncio.run_coroutine_threadsafe(send(chunk), self._loop).result()


def _has_length(headers: list[tuple[str, str]]) -> bool:
    return any(name.lower() == "content-length" for name, _ in headers)


def _write(_: bytes) -> object:
    # PEP 3333 keeps write() for frameworks older than itself.
    raise NotImplementedError


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assistant.settings")
application = Front(get_wsgi_application(), settings.SERVER_THREADS)
