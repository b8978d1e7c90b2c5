"""The broker's queue of messages that nobody could work on."""

from typing import Any

from amqp.exceptions import NotFound
from celery import current_app
from kombu.exceptions import OperationalError


def messages() -> int | None:
    """How many are parked; None where the broker parks nothing, or does not answer."""
    if not str(current_app.conf.broker_url).startswith("amqp"):
        return None
    arguments = current_app.amqp.queues["scheduled"].queue_arguments or {}
    try:
        with current_app.connection_for_read() as connection:
            # Passive: it is asked for and never made, for only a worker knows how.
            channel: Any = connection.default_channel
            name = arguments["x-dead-letter-routing-key"]
            return int(channel.queue_declare(name, passive=True).message_count)
    except NotFound:
        # No worker was ever connected.
        return 0
    except (OperationalError, OSError):
        return None
