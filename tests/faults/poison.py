"""Sends messages that kill their worker, or that nobody can read, among good ones.

``python -m tests.faults.poison [--broker amqp://...]``; exits 1 if a good one was not worked on,
the worker died of it, or a bad one goes round. The worker runs ``celery -A tests.faults.poison``.
"""

import argparse
import os
import pickle
import signal
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kombu import Connection, Producer, Queue

from assistant.celery import app
from tests.faults import stage

BROKER = "amqp://guest:guest@127.0.0.1:5672//"
GOOD = 40
PATIENCE_S = 60
# The delivery limit counts what comes again after the first time.
DELIVERIES = 6
UNREADABLE = 3


def _note(line: str) -> None:
    with (Path(os.environ["SAYSO_RUN_DIR"]) / "notes").open("a") as notes:
        notes.write(f"{line}\n")


@app.task(name="tests.note", acks_late=True)
def note(number: int) -> None:
    """A good message: says that it was worked on."""
    _note(f"good {number}")


@app.task(name="tests.die", acks_late=True)
def die() -> None:
    """A message that kills its process, as one that eats all memory does."""
    _note("poison")
    os.kill(os.getpid(), signal.SIGKILL)


def publish(broker: str) -> None:
    """The poison first, so that everything good has to pass it."""
    queue: Queue = app.amqp.queues["scheduled"]
    app.send_task("tests.die", queue="scheduled")
    app.send_task("tests.unheard_of", queue="scheduled")
    with Connection(broker) as connection:
        raw = Producer(connection.default_channel, queue.exchange, queue.routing_key)
        headers = {"task": "tests.note", "id": "1"}
        raw.publish(b"{[", content_type="application/json", headers=headers)
        body = pickle.dumps(((1,), {}, {}))
        raw.publish(body, content_type="application/x-python-serialize", headers=headers)
    for number in range(GOOD):
        app.send_task("tests.note", args=(number,), queue="scheduled")


def parked(broker: str) -> int:
    """How many messages lie in the queue for what nobody should try again."""
    queue: Queue = app.amqp.queues["scheduled"]
    with Connection(broker) as connection:
        name = (queue.queue_arguments or {})["x-dead-letter-routing-key"]
        channel: Any = connection.default_channel
        return int(channel.queue_declare(name, passive=True).message_count)


def play(broker: str) -> dict[str, int]:
    with ExitStack() as stack:
        folder = stack.enter_context(stage.environment("", broker, lease_s=90))
        command = ["-m", "celery", "-A", "tests.faults.poison", *stage.WORKERS["scheduled"]]
        worker = stack.enter_context(stage.process(*command, log=folder / "worker.log"))
        publish(broker)
        notes, end = folder / "notes", time.monotonic() + PATIENCE_S
        seen: list[str] = []
        good: set[str] = set()
        while time.monotonic() < end:
            time.sleep(0.5)
            seen = notes.read_text().split("\n") if notes.exists() else []
            good = {line for line in seen if line.startswith("good")}
            if len(good) == GOOD and parked(broker) == UNREADABLE + 1:
                break
        return {
            "good messages not worked on": GOOD - len(good),
            "deliveries of the poison": seen.count("poison"),
            "parked": parked(broker),
            "workers lost": int(worker.poll() is not None),
        }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--broker", default=BROKER)
    figures = play(parser.parse_args().broker)
    for name, figure in figures.items():
        print(f"{name:30}{figure}")  # noqa: T201
    return int(list(figures.values()) != [0, DELIVERIES, UNREADABLE + 1, 0])


if __name__ == "__main__":
    sys.exit(main())
