"""Logs: one event a line, as JSON, with control characters escaped."""

import copy
import logging.config
import sys
import traceback
from collections.abc import Mapping

import structlog

# What Celery puts into the line about a task that failed.
_WORDS = ("exc", "traceback", "args", "kwargs", "return_value")


class Formatter(structlog.stdlib.ProcessorFormatter):
    """Formats others' records without the exceptions that they put into their sentences."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(_without_words(record))


def _without_words(record: logging.LogRecord) -> logging.LogRecord:
    """A copy that names the exception where the sentence would hold what it says."""
    changed = copy.copy(record)
    problem = record.exc_info[0] if record.exc_info else None
    if isinstance(record.args, Mapping):
        kept = problem.__name__ if problem else "***"
        changed.args = dict(record.args) | {key: kept for key in _WORDS if key in record.args}
    elif record.args:
        changed.args = tuple(
            type(each).__name__ if isinstance(each, BaseException) else each for each in record.args
        )
    return changed


def frames_only(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Says of an exception what it is and where, never its message, which may hold anything."""
    exc_info = event.pop("exc_info", None)
    problem = sys.exception() if exc_info is True else exc_info
    if isinstance(problem, tuple):
        problem = problem[1]
    if isinstance(problem, BaseException):
        frames = traceback.extract_tb(problem.__traceback__)
        event["problem"] = type(problem).__name__
        event["where"] = [f"{each.filename}:{each.lineno} {each.name}" for each in frames]
    return event


_TALKATIVE = (
    # It logs each URL with its query, and a bank's URL may carry a customer's number.
    "httpx",
    # Four lines for each tick, every five seconds; a refresh has a row and events of its own.
    "celery.app.trace",
    "celery.beat",
    "celery.worker.strategy",
)


def configure(*, level: str) -> None:
    """Sends structlog's events and everyone else's records to standard error, as JSON lines."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = Formatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            frames_only,
            structlog.processors.JSONRenderer(),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
