"""The server waits for bodies without a thread, and bounds them in size and time."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Two threads: twelve slow bodies would take them six times over.
DJANGO = """
import hashlib
from django.http import HttpRequest, JsonResponse, StreamingHttpResponse
from django.urls import path

SECRET_KEY = "for tests"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = __name__
SERVER_THREADS = 2

def seen(request: HttpRequest, rest: str = "") -> JsonResponse:
    return JsonResponse({
        "body": hashlib.sha256(request.body).hexdigest(),
        "path": request.path,
        "query": request.GET.dict(),
        "headers": {k: v for k, v in request.META.items() if k.startswith("HTTP_X")},
        "cookies": request.COOKIES,
        "from": request.META["REMOTE_ADDR"],
    })

def stream(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(iter([b"one ", b"two"]))

def leave(request: HttpRequest) -> JsonResponse:
    raise SystemExit

urlpatterns = [path("stream", stream), path("leave", leave), path("<path:rest>", seen)]
"""
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
ABCDE = "36bbe50ed96841d10443bcb670d6554f0a34b761be67ec9c4a8ad2c0c44ca42c"


def _start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    (folder / "plain_django.py").write_text(DJANGO)
    options = f"--interface rsgi --http 1 --no-ws --backpressure 4096 --port {port}"
    server = subprocess.Popen(  # noqa: S603 - every word of it is ours
        [sys.executable, "-m", "granian", *options.split(), "assistant.server:application"],
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "plain_django", "PYTHONPATH": f"{ROOT}:{folder}"},
        cwd=folder,
    )
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return server
    server.kill()
    pytest.fail("the server did not start")


def _stop(server: subprocess.Popen[bytes]) -> float:
    began = time.monotonic()
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(10)
    finally:
        server.kill()
    return time.monotonic() - began


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    port = _free_port()
    server = _start(tmp_path_factory.mktemp("django"), port)
    yield port
    _stop(server)


def _sent(port: int, *lines: str, body: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=8)
    head = "\r\n".join([f"{lines[0]} HTTP/1.1", "Host: bank", *lines[1:]])
    connection.sendall(head.encode() + b"\r\n\r\n" + body)
    return connection


def _answer(connection: socket.socket) -> tuple[int, bytes]:
    """The status and the content; returns when the server has closed the connection."""
    with connection:
        raw = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, content = raw.partition(b"\r\n\r\n")
    return int(head.split()[1]), content


def _asked(port: int, *lines: str, body: bytes = b"") -> tuple[int, bytes]:
    return _answer(_sent(port, *lines, "Connection: close", body=body))


def test_twelve_slow_bodies_leave_the_threads_to_others(port: int) -> None:
    with ExitStack() as stack:
        for _ in range(12):
            slow = _sent(port, "POST /platforms/alexa/", "Content-Length: 3000", body=b"{")
            stack.enter_context(slow)
        began = time.monotonic()
        status, _ = _asked(port, "GET /consents/")
        assert (status, time.monotonic() - began < 1) == (200, True)


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [
        ("/platforms/alexa/", 65_536, 200),
        ("/platforms/alexa/", 65_537, 413),
        ("/consents/", 65_537, 200),
        ("/consents/", 2_621_441, 413),
        ("/banks/with/a-bank/", 12_582_913, 413),
    ],
)
def test_an_over_long_body_is_refused_unread(
    port: int, path: str, length: int, status: int
) -> None:
    body = b"a" * length if status == 200 else b""
    answered, _ = _asked(port, f"POST {path}", f"Content-Length: {length}", body=body)
    assert answered == status


def test_a_large_body_is_let_through_where_files_are_handed_in(port: int) -> None:
    length = 8_388_608
    body = b"a" * length
    answered, _ = _asked(port, "POST /banks/with/a/", f"Content-Length: {length}", body=body)
    # It came as far as Django, whose own limit is for what is no file.
    assert answered == 400


def test_a_body_that_takes_too_long_ends_its_connection(port: int) -> None:
    began = time.monotonic()
    slow = _sent(port, "POST /platforms/alexa/", "Content-Length: 3000")
    for _ in range(4):
        slow.sendall(b"a")
        time.sleep(1)
    assert (_answer(slow), 4.5 < time.monotonic() - began < 7) == ((408, b"Request Timeout"), True)


@pytest.mark.parametrize(
    ("chunks", "status"),
    [
        (b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", 200),
        (b"3\r\nabc\r\nnot a length\r\n", 400),
        (b"10001\r\n" + b"a" * 65_537 + b"\r\n", 413),
    ],
)
def test_a_chunked_body_counts_only_when_whole(port: int, chunks: bytes, status: int) -> None:
    answered, content = _asked(
        port, "POST /platforms/alexa/", "Transfer-Encoding: chunked", body=chunks
    )
    assert answered == status
    assert status != 200 or json.loads(content)["body"] == ABCDE


def test_a_header_with_an_underscore_is_dropped(port: int) -> None:
    _, content = _asked(
        port,
        "GET /b%C3%A4nk?q=%C3%A4",
        "X_Forwarded_For: 6.6.6.6",
        "X-Two: 1",
        "X-Two: 2",
        "Cookie: a=1",
        "Cookie: b=2",
    )
    assert json.loads(content) == {
        "body": EMPTY,
        "path": "/bänk",
        "query": {"q": "ä"},
        "headers": {"HTTP_X_TWO": "1,2"},
        "cookies": {"a": "1", "b": "2"},
        "from": "127.0.0.1",
    }


def test_a_stream_arrives_in_its_pieces(port: int) -> None:
    assert _asked(port, "GET /stream") == (200, b"4\r\none \r\n3\r\ntwo\r\n0\r\n\r\n")


def test_views_that_end_their_thread_end_only_their_request(port: int) -> None:
    ended = [_asked(port, "GET /leave")[0] for _ in range(3)]
    assert (ended, _asked(port, "GET /consents/")[0]) == ([500] * 3, 200)


def test_it_stops_within_seconds_of_a_half_sent_body(tmp_path: Path) -> None:
    port = _free_port()
    server = _start(tmp_path, port)
    with _sent(port, "POST /platforms/alexa/", "Content-Length: 3000"):
        assert _stop(server) < 8
    assert server.returncode == 0
