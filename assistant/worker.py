"""A worker's conversation with the broker: Celery's, less what Sayso does without."""

import logging
from typing import Any

import structlog
from celery import bootsteps
from celery.worker import consumer
from kombu import Queue

log = structlog.get_logger(__name__)


class ParkedQueue(bootsteps.StartStopStep):
    """Declares the queue of parked messages on each connection: a wiped broker has forgotten it."""

    requires = ("celery.worker.consumer.connection:Connection",)

    def include_if(self, parent: Any) -> bool:  # noqa: ANN401 - Celery's consumer
        return str(parent.app.conf.broker_url).startswith("amqp")

    def start(self, parent: Any) -> None:  # noqa: ANN401
        arguments = parent.app.amqp.queues["scheduled"].queue_arguments
        parked = Queue(
            arguments["x-dead-letter-routing-key"], queue_arguments={"x-queue-type": "quorum"}
        )
        parked(parent.connection.default_channel).declare()


class Consumer(consumer.Consumer):
    """Workers that know nothing of each other, and no delayed messages.

    Gossip, mingle and heartbeats leave queues behind that nobody reads; the 28 queues of delayed
    delivery would serve countdowns, and the timer here is a column.
    """

    # The stubs take Celery's own blueprint for a variable.
    class Blueprint(consumer.Consumer.Blueprint):  # type: ignore[misc,valid-type]
        default_steps = [
            *(
                step
                for step in consumer.Consumer.Blueprint.default_steps
                if not str(step).endswith(":DelayedDelivery")
            ),
            ParkedQueue,
        ]

    def __init__(self, *args: Any, **options: Any) -> None:
        quiet = {"without_gossip": True, "without_mingle": True, "without_heartbeat": True}
        super().__init__(*args, **(options | quiet))

    def on_decode_error(self, message: Any, exc: Exception) -> None:  # noqa: ANN401
        """Parks what is no message; Celery would log its content and drop it."""
        log.error("message.unreadable", problem=type(exc).__name__)
        # Set by Celery's own __init__, which the stubs leave out.
        errors = self.connection_errors  # type: ignore[attr-defined]
        message.reject_log_error(logging.getLogger(__name__), errors)
