"""The embedded broker: a folder per queue, whole messages, each taken once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from assistant.spool import Channel, Transport


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[Channel]:
    options = {"spool": str(tmp_path)}
    with Connection("localhost", transport=Transport, transport_options=options) as connection:
        channel = connection.default_channel
        assert isinstance(channel, Channel)
        yield channel


def take(channel: Channel, queue: str) -> list[object]:
    taken: list[object] = []
    while True:
        try:
            taken.append(channel._get(queue))  # noqa: SLF001 - the part that is ours
        except Empty:
            return taken


def put(channel: Channel, queue: str, *numbers: int) -> None:
    for number in numbers:
        channel._put(queue, {"body": number})  # noqa: SLF001


def test_messages_come_out_in_the_order_they_went_in(channel: Channel) -> None:
    put(channel, "scheduled", *range(20))

    assert take(channel, "scheduled") == [{"body": number} for number in range(20)]


def test_a_queue_knows_nothing_of_its_neighbour(channel: Channel, tmp_path: Path) -> None:
    put(channel, "scheduled", 1)
    put(channel, "interactive", 2)

    assert take(channel, "interactive") == [{"body": 2}]
    assert len(list((tmp_path / "scheduled").iterdir())) == 1


def test_nothing_is_left_behind(channel: Channel, tmp_path: Path) -> None:
    put(channel, "scheduled", 1, 2)
    take(channel, "scheduled")

    assert list((tmp_path / "scheduled").iterdir()) == []


def test_a_message_that_is_still_being_written_is_not_seen(
    channel: Channel, tmp_path: Path
) -> None:
    put(channel, "scheduled", 1)
    (tmp_path / "scheduled" / "0-half.new").write_text('{"bo')

    assert take(channel, "scheduled") == [{"body": 1}]


def test_of_many_workers_one_takes_each_message(channel: Channel) -> None:
    put(channel, "scheduled", *range(300))

    with ThreadPoolExecutor(8) as workers:
        taken = chain(*workers.map(take, [channel] * 8, ["scheduled"] * 8))

    assert sorted(map(str, taken)) == sorted(str({"body": number}) for number in range(300))


def test_a_purge_empties_its_queue_only(channel: Channel) -> None:
    put(channel, "scheduled", 1, 2)
    put(channel, "interactive", 3)

    assert channel._purge("scheduled") == 2  # noqa: SLF001
    assert channel._size("interactive") == 1  # noqa: SLF001
