"""What each broker is told, so that its weaknesses cost time and never a refresh."""

import pytest
from pytest_django import Settings

from assistant.celery import configuration

RABBITMQ, REDIS, EMBEDDED = "amqps://rabbitmq//", "rediss://redis:6379/1", "filesystem://"


@pytest.mark.parametrize(
    ("url", "is_put_back"), [(RABBITMQ, True), (REDIS, False), (EMBEDDED, False)]
)
def test_only_a_queue_that_counts_gets_back_what_killed_its_worker(
    settings: Settings, url: str, *, is_put_back: bool
) -> None:
    """Without a delivery limit it would kill one after the other; the lease runs out instead."""
    settings.BROKER_URL = url

    asked = configuration()

    assert asked["task_reject_on_worker_lost"] is is_put_back
    limits = [
        (queue.queue_arguments or {}).get("x-delivery-limit") for queue in asked["task_queues"]
    ]
    assert limits == [5 if is_put_back else None] * 2


def test_redis_gives_nothing_away_that_may_still_be_worked_on(settings: Settings) -> None:
    settings.BROKER_URL = REDIS

    asked = configuration()

    assert asked["broker_transport_options"]["visibility_timeout"] > asked["task_time_limit"]


def test_two_installations_share_a_redis_and_nothing_in_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what is being worked on, which lies under one name for all queues."""
    settings.BROKER_URL = REDIS
    prefixes = []

    for name in ("one", "other"):
        monkeypatch.setenv("SAYSO_QUEUE_PREFIX", name)
        prefixes.append(configuration()["broker_transport_options"]["global_keyprefix"])

    assert prefixes == ["one.", "other."]


@pytest.mark.parametrize("url", [RABBITMQ, REDIS, EMBEDDED])
def test_messages_are_acknowledged_when_their_work_is_done(settings: Settings, url: str) -> None:
    """And then whatever came of it: the row knows when to try again."""
    settings.BROKER_URL = url

    asked = configuration()

    told = {name: asked[name] for name in asked if "acks" in name or "prefetch" in name}
    assert told == {
        "task_acks_late": True,
        "task_acks_on_failure": True,
        "task_acks_on_timeout": True,
        "worker_prefetch_multiplier": 1,
    }
