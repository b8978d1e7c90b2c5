"""A request as it comes in: its body, within bounds of size and time, and WSGI's view of it."""

import asyncio
import re
import sys
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Final

# granian has these names for public ones without saying so in __all__.
from granian.rsgi import HTTPProtocol, ProtocolClosed, Scope  # type: ignore[attr-defined]

from assistant.shortcut import BODY_LIMIT_BYTES, is_for_machines

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

PAGE_BODY_BYTES: Final = 2_621_440  # Django's own default for DATA_UPLOAD_MAX_MEMORY_SIZE
BODY_S: Final = 5.0
# Documents are handed in here: 8 MiB at the most, which the page says to whom sends a little more.
UPLOAD_PREFIX: Final = "/banks/with/"
UPLOAD_BODY_BYTES: Final = 12 * 1024 * 1024
UPLOAD_S: Final = 30.0
# Whose body is read has not signed in yet: so many of the large ones at a time, in each process.
_large = asyncio.Semaphore(8)

# Django decodes by whichever of Python's codecs a request names; some raise ("hex"), and some take
# a minute for half a megabyte ("punycode"). All that we are sent is UTF-8.
_CONTENT_TYPE: Final = re.compile(
    r"[\w.+-]+/[\w.+-]+(;\s*(charset=\"?utf-8\"?|boundary=[\w'-]{1,70}))*", re.ASCII | re.IGNORECASE
)
_UNPREFIXED: Final = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
_SAME: Final["WSGIEnvironment"] = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}


async def whole_body(scope: Scope, protocol: HTTPProtocol) -> bytes | HTTPStatus:
    """The body when all of it is here, or the status that refuses it.

    A thread takes no part: however many bodies are half sent, only memory is spent on them.
    """
    limit, within_s = _bounds(scope.path)
    length = int(scope.headers.get("content-length", 0))
    if length > limit:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if not length and "transfer-encoding" not in scope.headers:
        return b""
    if limit <= PAGE_BODY_BYTES:
        return await _read(protocol, length, limit, within_s)
    if _large.locked():
        return HTTPStatus.SERVICE_UNAVAILABLE
    async with _large:
        return await _read(protocol, length, limit, within_s)


async def _read(
    protocol: HTTPProtocol, length: int, limit: int, within_s: float
) -> bytes | HTTPStatus:
    try:
        async with asyncio.timeout(within_s):
            return await protocol() if length else await _chunked(protocol, limit)
    except TimeoutError:
        return HTTPStatus.REQUEST_TIMEOUT
    except ProtocolClosed:
        return HTTPStatus.BAD_REQUEST


def _bounds(path: str) -> tuple[int, float]:
    """The most bytes of a body, and the seconds in which they have to be here."""
    if is_for_machines(path):
        return BODY_LIMIT_BYTES, BODY_S
    if path.startswith(UPLOAD_PREFIX):
        return UPLOAD_BODY_BYTES, UPLOAD_S
    return PAGE_BODY_BYTES, BODY_S


async def _chunked(protocol: HTTPProtocol, limit: int) -> bytes | HTTPStatus:
    body, ends = bytearray(), 0
    async for chunk in protocol:
        body += chunk
        ends += not chunk
        if len(body) > limit:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    # WORKAROUND(granian 2.8, WSGI and RSGI, 2026-11): a body that breaks off, or one with trailers,
    # ends like a whole one except for a second empty chunk.
    return bytes(body) if ends == 1 else HTTPStatus.BAD_REQUEST


def environ(scope: Scope, body: bytes) -> "WSGIEnvironment":
    """What WSGI calls the environment, of one request.

    **Source**: PEP 3333, environ Variables; text is bytes decoded as Latin-1.
    """
    server, _, port = scope.server.rpartition(":")
    variables: WSGIEnvironment = _SAME | {
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
    }
    for name, value in scope.headers.items():
        # `X_Real_IP` and `X-Real-IP` would be one variable: a client could speak for the proxy.
        if "_" in name:
            continue
        key = _UNPREFIXED.get(name) or "HTTP_" + name.upper().replace("-", "_")
        joint = "; " if name == "cookie" else ","
        variables[key] = f"{variables[key]}{joint}{value}" if key in variables else value
    variables["CONTENT_LENGTH"] = str(len(body))
    if not _CONTENT_TYPE.fullmatch(variables.get("CONTENT_TYPE", "")):
        variables["CONTENT_TYPE"] = ""
    return variables
