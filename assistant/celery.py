"""The Celery app: two queues, a beat that only ticks, and a broker that may vanish at any moment.

Source: the settings' meaning is Celery 5.7's configuration page; the choices are explained in
banking/README.md ("Decisions").
"""

import logging
import os
from typing import Any
from urllib.parse import urlsplit

from celery import Celery, signals
from kombu import Exchange, Queue

from assistant import env, tracing

# Until here nothing has read the settings: they are read when Celery first wants to know.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assistant.settings")

TICK_EVERY_S = 5
QUEUES = ("interactive", "scheduled")
# What a publishing thread waits for one answer; banking/publishing.py bounds them together.
_CONNECT_S = 0.4
_SILENCE_S = 0.5
# Redis gives a message to the next worker after this long: longer than the hard time limit.
_REDELIVER_S = 60


def configuration() -> dict[str, Any]:
    """Celery's settings, as Django's and the environment say."""
    env.load()
    from django.conf import settings  # noqa: PLC0415 - the environment comes first

    return {
        "task_acks_late": True,
        # A failed refresh is retried by its row; a rejected message would only go round.
        "task_acks_on_failure": True,
        "task_acks_on_timeout": True,
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_soft_time_limit": 20,
        "task_time_limit": 30,
        "task_create_missing_queues": False,
        "task_default_queue": "scheduled",
        "worker_consumer": "assistant.worker:Consumer",
        "worker_prefetch_multiplier": 1,
        # Whoever may write to the broker could otherwise shut the workers down.
        "worker_enable_remote_control": False,
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "worker_soft_shutdown_timeout": 25,
        "worker_enable_soft_shutdown_on_idle": True,
        "worker_redirect_stdouts": False,
        "beat_schedule": {name: _tick(name) for name in ("banking.tick", "consent.tick")},
        "beat_schedule_filename": str(settings.RUN_DIR / "beat"),
    } | _broker(settings.BROKER_URL, str(settings.RUN_DIR / "queue"))


def _tick(name: str) -> dict[str, Any]:
    # Ticks that waited for a worker are worth nothing: the next one does their work.
    options = {"queue": "scheduled", "expires": 3 * TICK_EVERY_S}
    # Beat keeps one connection, and only a retry makes it look for another when that was cut.
    patience = {"max_retries": 3, "interval_start": 0, "interval_step": 0.5, "interval_max": 1}
    return {
        "task": name,
        "schedule": TICK_EVERY_S,
        "options": options | {"retry": True, "retry_policy": patience},
    }


def _broker(url: str, folder: str) -> dict[str, Any]:
    kind = urlsplit(url).scheme
    is_quorum = kind in {"amqp", "amqps"}
    settings: dict[str, Any] = {
        "broker_url": url,
        # Only a quorum queue counts: anywhere else a message that kills its worker would come back
        # at once, for ever. There the lease runs out instead.
        "task_reject_on_worker_lost": is_quorum,
        "broker_connection_timeout": _CONNECT_S,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_pool_acquire_timeout": 0.5,
        "task_publish_retry": False,
        "task_queues": [_queue(name, is_quorum=is_quorum) for name in QUEUES],
    }
    match kind:
        case "amqp" | "amqps":
            # Without confirms a broker short of memory drops messages and says nothing.
            options: dict[str, Any] = {"confirm_publish": True, "max_retries": 0}
            # One that froze in the middle of a conversation must not hold a request either.
            options |= {"read_timeout": _SILENCE_S, "write_timeout": _SILENCE_S}
        case "filesystem":
            settings["broker_transport"] = "assistant.spool:Transport"
            # kombu warns about every connection that names no host.
            settings["broker_url"] = "filesystem://localhost"
            options = {"spool": folder, "polling_interval": 0.1}
        case "redis" | "rediss":
            options = _redis_options()
        case _:
            options = {"polling_interval": 0.1}
    return settings | {"broker_transport_options": options}


def _redis_options() -> dict[str, Any]:
    """Redis loses a few messages in a thousand when workers die: the leases make up for it."""
    return {
        "max_retries": 0,
        "visibility_timeout": _REDELIVER_S,
        # A sweep each ten seconds instead of each hundred.
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": _CONNECT_S,
        "socket_timeout": _SILENCE_S,
        # What is being worked on is kept under one name for all queues.
        "global_keyprefix": _name(""),
    }


def _name(queue: str) -> str:
    # Several installations, or several test runs, may share one broker.
    return f"{env.text('SAYSO_QUEUE_PREFIX', 'sayso')}.{queue}"


def _queue(name: str, *, is_quorum: bool) -> Queue:
    """A queue; a message that killed its worker five times is parked instead of going round."""
    arguments = {
        "x-queue-type": "quorum",
        "x-delivery-limit": 5,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": _name("parked"),
    }
    return Queue(
        _name(name),
        Exchange(_name("refreshes"), type="direct"),
        routing_key=name,
        alias=name,
        queue_arguments=arguments if is_quorum else None,
    )


@signals.setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Being connected at all tells Celery to leave the logging as the settings made it."""
    # It would announce the broker's refusals each second, with a traceback each.
    logging.getLogger("amqp").setLevel(logging.WARNING)


tracing.listen()
app = Celery("sayso")
app.add_defaults(configuration)
app.autodiscover_tasks()
