"""The embedded broker: kombu's filesystem transport, with a folder per queue and whole messages.

kombu's own writes a message under its final name, so a worker that polls in that instant moves and
reads half of it; and it moves messages through the system's temporary folder, which may be another
file system, where a move is a copy. Here a message appears under its name when it is complete, and
is taken by a rename that only one worker can win. README.md of banking has the measurement.
"""

import json
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty
from time import time_ns
from typing import Any

from kombu.transport import filesystem


class Channel(filesystem.Channel):
    """Messages as files: ``<queue>/<nanoseconds>-<random>.msg``, oldest first."""

    def _folder(self, queue: str) -> Path:
        # A queue's name comes from our own settings, but a name is no path.
        folder = Path(self.transport_options["spool"]) / queue.replace("/", "_")
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def get_table(self, exchange: str) -> list[Any]:  # noqa: ARG002
        """No bindings: Celery names the queue itself for every exchange that is direct."""
        return []

    def _queue_bind(self, *_: object) -> None:
        """Nothing to remember, so no file that two starting workers could tear."""

    def _delete(self, queue: str, *_: object, **__: object) -> None:
        self._purge(queue)

    def _waiting(self, queue: str) -> Iterator[Path]:
        return iter(sorted(self._folder(queue).glob("*.msg")))

    def _put(  # type: ignore[override]  # kombu is of two minds
        self, queue: str, payload: dict[str, Any], **_: object
    ) -> None:
        path = self._folder(queue) / f"{time_ns()}-{uuid.uuid4().hex}.new"
        path.write_text(json.dumps(payload))
        path.rename(path.with_suffix(".msg"))

    def _get(self, queue: str, timeout: float | None = None) -> Any:  # noqa: ANN401, ARG002
        for path in self._waiting(queue):
            taken = path.with_suffix(".taken")
            try:
                path.rename(taken)
            except FileNotFoundError:
                continue  # another worker was faster
            text = taken.read_text()
            taken.unlink()
            return json.loads(text)
        raise Empty

    def _size(self, queue: str) -> int:
        return sum(1 for _ in self._waiting(queue))

    def _purge(self, queue: str) -> int:
        waiting = list(self._waiting(queue))
        for path in waiting:
            path.unlink(missing_ok=True)
        return len(waiting)


class Transport(filesystem.Transport):
    """Chosen by ``SAYSO_BROKER_URL=filesystem://``; polled by the worker's event loop.

    Without an event loop the children of a worker share one pipe and the lock on it: one that is
    killed while it waits takes the lock with it, and its worker never does anything again.
    """

    Channel = Channel
    implements = filesystem.Transport.implements.extend(asynchronous=True)

    def register_with_event_loop(self, connection: Any, loop: Any) -> None:  # noqa: ANN401, ARG002
        """Looks for messages as often as the options say."""
        loop.call_repeatedly(self.polling_interval, self._deliver_waiting)

    def _deliver_waiting(self) -> None:
        with suppress(Empty):
            while self.cycle:
                self.cycle.get(self._deliver)
