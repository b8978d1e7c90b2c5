"""Two ids for each request: its own, and that of the trace that leads from a turn to the bank.

The request's own (16 hex digits) is in its log lines, its rows of the trail and its answer. The
trace's (32) is in the log lines of all that the request set going, in the refresh's row, and in
what the bank is asked; Celery's messages carry both, as W3C's ``traceparent``.
"""

import re
import secrets
from collections.abc import Callable, MutableMapping
from typing import Any

from celery import signals
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars

HEADER = "X-Request-ID"
_REQUEST_BYTES, _TRACE_BYTES = 8, 16
# W3C Trace Context 3.2: a later version may append fields; ids of zeros alone are none.
_TRACEPARENT = re.compile(
    r"(?!ff)[0-9a-f]{2}-(?!0{32})(?P<trace>[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?"
)


def traced(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Names the request and its trace.

    A name that it brings is not believed, or anyone could forge the trail. Its trace is, where a
    proxy of ours stands in front, which sets ``traceparent`` or drops it (docker/README.md).
    """
    is_behind_proxy = settings.ALLAUTH_TRUSTED_PROXY_COUNT > 0

    def middleware(request: HttpRequest) -> HttpResponseBase:
        name = secrets.token_hex(_REQUEST_BYTES)
        claimed = request.META.get("HTTP_TRACEPARENT", "") if is_behind_proxy else ""
        clear_contextvars()
        bind_contextvars(request=name, trace_id=_trace_of(claimed) or new_trace())
        response = get_response(request)
        response.headers[HEADER] = name
        return response

    return middleware


def new_trace() -> str:
    """An id that no other trace has."""
    return secrets.token_hex(_TRACE_BYTES)


def _trace_of(traceparent: object) -> str:
    """The trace's id; empty for what is no ``traceparent``."""
    found = _TRACEPARENT.fullmatch(traceparent) if isinstance(traceparent, str) else None
    return found["trace"] if found else ""


def listen() -> None:
    """Has Celery's messages carry the trace of the request that sends them, and workers bind it."""
    signals.before_task_publish.connect(_write)
    signals.task_prerun.connect(_begin)
    signals.task_postrun.connect(_end)


def _write(headers: MutableMapping[str, Any] | None = None, **_: object) -> None:
    """Only a question's trace goes on: the hundred refreshes of a tick have nothing in common."""
    bound = get_contextvars()
    if headers is not None and "request" in bound and "trace_id" in bound:
        headers["traceparent"] = f"00-{bound['trace_id']}-{bound['request']}-01"


def _begin(task: Any = None, task_id: str = "", **_: object) -> None:  # noqa: ANN401 - Celery's
    # One that runs in its caller's own process keeps the caller's.
    if task.request.is_eager:
        return
    carried = _trace_of(task.request.get("traceparent"))
    bind_contextvars(task=task_id, trace_id=carried or new_trace())


def _end(task: Any = None, **_: object) -> None:  # noqa: ANN401
    if not task.request.is_eager:
        clear_contextvars()
