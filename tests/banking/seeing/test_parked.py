"""How many messages are parked: the broker's own number, or none at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from celery import Celery
from kombu import Connection
from pytest_django import Settings

from assistant.celery import configuration
from banking.seeing import parked

RABBITMQ = os.environ.get("SAYSO_TEST_BROKER_URL", "amqp://guest:guest@127.0.0.1:5672//")


@contextmanager
def broker(url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The app as it would be with that broker."""
    settings.BROKER_URL = url
    app = Celery("parked", set_as_current=False)
    app.add_defaults(configuration)
    monkeypatch.setattr("banking.seeing.parked.current_app", app)
    yield
    app.close()


def test_a_broker_that_parks_nothing_is_not_asked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with broker("memory://", settings, monkeypatch):
        assert parked.messages() is None


def test_a_broker_that_is_down_has_no_number(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with broker("amqp://127.0.0.1:1//", settings, monkeypatch):
        assert parked.messages() is None


@pytest.mark.broker
def test_the_parked_queue_is_counted_and_never_made(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefix = f"parked-{secrets.token_hex(6)}"
    monkeypatch.setenv("SAYSO_QUEUE_PREFIX", prefix)
    confirmed = Connection(RABBITMQ, transport_options={"confirm_publish": True})
    with broker(RABBITMQ, settings, monkeypatch), confirmed as connection:
        queue = connection.SimpleQueue(f"{prefix}.parked")
        try:
            for number in range(3):
                queue.put(number)
            counted = parked.messages()
        finally:
            queue.queue.delete()
            queue.close()
        assert (counted, parked.messages()) == (3, 0)
