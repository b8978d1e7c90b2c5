"""The load, in a process of its own: signs first, then asks as fast as it is answered.

Reads a job from standard input and prints what it measured, both as JSON. One thread and epoll: a
request costs it some 20 microseconds, a tenth of what the cheapest answer costs the server.
"""

import json
import os
import select
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import Final

import msgspec

from assistant.simulator import alexa, authority
from assistant.simulator.authority import Authority
from tests.bench.customers import Customers

_TICKS_PER_S: Final = os.sysconf("SC_CLK_TCK")
_SILENCE_S: Final = 30.0
HEADERS: Final = {"Host": "bank.test", "X-Forwarded-Proto": "https", "X-Forwarded-For": "10.0.0.1"}


class Job(msgspec.Struct, kw_only=True):
    """Some paths, to be asked one after the other over the same connections.

    Shape: ``size`` requests are signed for each path of ``new``; the others get those again.
    """

    port: int
    ca: str
    skill: str
    concurrency: int
    seconds: float
    size: int
    paths: list[str]
    new: list[str]
    customers: Customers
    pids: list[int]


@dataclass(kw_only=True)
class Asked:
    """A request as it goes over the wire, and the figure that its answer must hold."""

    raw: bytes
    figure: bytes


@dataclass(kw_only=True)
class Measured:
    """One path's answers: how many, how fast, at which cost, and how many of them were wrong."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float
    refused: int
    wrong: int


@dataclass(slots=True, kw_only=True)
class _Connection:
    socket: socket.socket
    asked: Asked
    began: float = 0.0
    received: bytes = b""


@dataclass(kw_only=True)
class _Seen:
    answers: list[tuple[Asked, bytes]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)


def signed(path: str, job: Job, size: int) -> list[Asked]:
    """Questions about a balance, each with an id of its own, of one customer after the other."""
    signer = authority.opened(Path(job.ca), now=datetime.now(UTC))
    first = time.time_ns() % job.customers.count
    numbers = range(first, first + size)
    # Signing leaves the interpreter's lock to the other thread.
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda number: _signed(path, job, number, signer), numbers))


def _signed(path: str, job: Job, number: int, signer: Authority) -> Asked:
    token, figure = job.customers.token(number), job.customers.figure(number)
    question = alexa.Question(intent="balance", skill_id=job.skill, token=token)
    sent = alexa.signed(question, signer, now=datetime.now(UTC))
    headers = {**HEADERS, **sent.headers, "Content-Length": str(len(sent.body))}
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    head = "\r\n".join([*lines, "", ""]).encode()
    return Asked(raw=head + sent.body, figure=figure.encode())


def _ask(sockets: Sequence[socket.socket], questions: Iterator[Asked], seconds: float) -> _Seen:
    """Each connection asks again as soon as it was answered, until the time or they run out."""
    seen, poll, waiting = _Seen(), select.epoll(), {}
    deadline = time.perf_counter() + seconds
    for opened, asked in zip(sockets, questions, strict=False):
        waiting[opened.fileno()] = one = _Connection(socket=opened, asked=asked)
        poll.register(opened.fileno(), select.EPOLLIN)
        _send(one)
    while waiting:
        for number in _ready(poll):
            one = waiting[number]
            one.received += one.socket.recv(65_536)
            if not _is_whole(one.received):
                continue
            now = time.perf_counter()
            seen.times.append(now - one.began)
            seen.answers.append((one.asked, one.received))
            following = next(questions, None) if now < deadline else None
            if following is None:
                del waiting[number]
                poll.unregister(number)
                continue
            one.asked, one.received = following, b""
            _send(one)
    return seen


def _ready(poll: select.epoll) -> list[int]:
    ready = [number for number, _ in poll.poll(_SILENCE_S)]
    if not ready:
        message = f"No answer for {_SILENCE_S} s"
        raise TimeoutError(message)
    return ready


def _send(one: _Connection) -> None:
    one.began = time.perf_counter()
    one.socket.sendall(one.asked.raw)


def _is_whole(received: bytes) -> bool:
    if not received:
        message = "The server closed a connection"
        raise ConnectionError(message)
    head, end, body = received.partition(b"\r\n\r\n")
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return bool(end) and len(body) >= int(length)


def cpu_s(pids: Sequence[int]) -> float:
    """The processor time of some processes so far."""
    stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / _TICKS_PER_S


def _measured(sockets: Sequence[socket.socket], questions: Iterator[Asked], job: Job) -> Measured:
    cpu, began = cpu_s(job.pids), time.perf_counter()
    seen = _ask(sockets, questions, job.seconds)
    seconds, cpu = time.perf_counter() - began, cpu_s(job.pids) - cpu
    times, requests = sorted(seen.times), len(seen.times)
    return Measured(
        requests=requests,
        seconds=seconds,
        p50_ms=times[requests // 2] * 1000,
        p99_ms=times[requests * 99 // 100] * 1000,
        cpu_ms=cpu / requests * 1000,
        refused=sum(not answer.startswith(b"HTTP/1.1 200 ") for _, answer in seen.answers),
        wrong=sum(asked.figure not in answer for asked, answer in seen.answers),
    )


def run(job: Job) -> dict[str, Measured]:
    """What each path took, by path."""
    pools = {path: signed(path, job, job.size) for path in job.new}
    again = {path: signed(path, job, 64) for path in job.paths if path not in job.new}
    address = ("127.0.0.1", job.port)
    sockets = [socket.create_connection(address) for _ in range(job.concurrency)]
    for each in sockets:
        each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return {
        path: _measured(sockets, iter(pools[path]) if path in pools else cycle(again[path]), job)
        for path in job.paths
    }


if __name__ == "__main__":
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    print(json.dumps({path: asdict(measured) for path, measured in run(job).items()}))  # noqa: T201
