"""Brokers that freeze in the middle of a conversation: so many answers, and then no more."""

import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from threading import Thread
from typing import Any

from amqp.serialization import dumps

# AMQP 0-9-1, section 4.2.3: type, channel, size, then the method's class and id; the end is 0xCE.
_HEAD, _METHOD, _END = ">BHI", ">HH", b"\xce"
Answer = tuple[tuple[int, int], str, tuple[Any, ...]]
# What the client asks, and what a broker answers to it (sections 1.4 to 1.7, and RabbitMQ's
# publisher confirms): the method, the types of its fields, the fields.
_ANSWERS: dict[tuple[int, int], Answer] = {
    (10, 11): ((10, 30), "BlB", (2047, 131072, 0)),
    (10, 40): ((10, 41), "s", ("",)),
    (20, 10): ((20, 11), "S", ("",)),
    (85, 10): ((85, 11), "", ()),
    (40, 10): ((40, 11), "", ()),
    (50, 10): ((50, 11), "sll", ("queue", 0, 0)),
    (50, 20): ((50, 21), "", ()),
    (60, 40): ((60, 80), "Lb", (1, False)),
}
_START = ((10, 10), "ooFSS", (0, 9, {"capabilities": {"publisher_confirms": True}}, "PLAIN", "en"))
# All else that is asked for a message is answered by a number.
_REDIS_ANSWERS = {
    b"HELLO": b"%1\r\n$5\r\nproto\r\n:3\r\n",
    b"CLIENT": b"+OK\r\n",
    b"PING": b"+PONG\r\n",
}


@dataclass(kw_only=True)
class Manner:
    """How many answers each caller gets, how long it thinks before each, and how it ends."""

    answers: int
    pause_s: float = 0
    hangs_up: bool = False

    def may_answer(self) -> bool:
        time.sleep(self.pause_s)
        self.answers -= 1
        if self.hangs_up and self.answers < 0:
            raise ConnectionError
        return self.answers >= 0


def _frame(channel: int, answer: Answer) -> bytes:
    (kind, number), types, fields = answer
    body = struct.pack(_METHOD, kind, number) + dumps(types, fields)
    return struct.pack(_HEAD, 1, channel, len(body)) + body + _END


def _exactly(caller: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        if not (more := caller.recv(size - len(data))):
            raise ConnectionError
        data += more
    return data


def _speak_amqp(caller: socket.socket, manner: Manner) -> None:
    _exactly(caller, 8)
    if manner.may_answer():
        caller.sendall(_frame(0, _START))
    while True:
        kind, channel, size = struct.unpack(_HEAD, _exactly(caller, 7))
        body = _exactly(caller, size + 1)
        answer = _ANSWERS.get(struct.unpack(_METHOD, body[:4])) if kind == 1 else None
        if answer and manner.may_answer():
            caller.sendall(_frame(channel, answer))


def _speak_redis(caller: socket.socket, manner: Manner) -> None:
    """To each command, it is a number: nearly all that is asked for a message wants one."""
    while asked := caller.recv(65536):
        # Each command begins with how many words it has (RESP, arrays).
        for command in asked.split(b"\r\n*"):
            if manner.may_answer():
                known = (answer for word, answer in _REDIS_ANSWERS.items() if word in command)
                caller.sendall(next(known, b":1\r\n"))


@contextmanager
def _listening(
    scheme: str, speak: Callable[[socket.socket, Manner], None], manner: Manner
) -> Iterator[str]:
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)

        def answer(caller: socket.socket) -> None:
            with caller, suppress(OSError):
                # Each caller is treated alike.
                speak(caller, replace(manner))

        def accept() -> None:
            with suppress(OSError):
                while True:
                    caller, _ = listener.accept()
                    Thread(target=answer, args=(caller,), daemon=True).start()

        Thread(target=accept, daemon=True).start()
        # A thread that waits in accept notices only this.
        stack.callback(listener.shutdown, socket.SHUT_RDWR)
        yield f"{scheme}://127.0.0.1:{listener.getsockname()[1]}/"


rabbitmq = partial(_listening, "amqp", _speak_amqp)
redis = partial(_listening, "redis", _speak_redis)
