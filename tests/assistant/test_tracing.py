"""One trace from the question to the worker that asks the bank; what strangers bring is not it."""

import re
from collections.abc import Iterator
from queue import SimpleQueue
from uuid import uuid4

import pytest
from celery import Celery, current_app, signals
from celery.contrib.testing.worker import start_worker
from django.http import HttpRequest, HttpResponse
from structlog.contextvars import (
    bind_contextvars,
    bound_contextvars,
    clear_contextvars,
    get_contextvars,
)

from assistant import tracing

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TRACEPARENT = f"00-{TRACE}-{SPAN}-01"
A_TRACE = re.compile(r"[0-9a-f]{32}")


@pytest.fixture(autouse=True)
def _nothing_bound() -> Iterator[None]:
    clear_contextvars()
    yield
    clear_contextvars()


def bound_by(traceparent: str | None) -> dict[str, str]:
    """What a request's log lines say of it."""
    seen: dict[str, str] = {}

    def view(_: HttpRequest) -> HttpResponse:
        seen.update(get_contextvars())
        return HttpResponse()

    request = HttpRequest()
    if traceparent is not None:
        request.META["HTTP_TRACEPARENT"] = traceparent
    response = tracing.traced(view)(request)
    assert response.headers["X-Request-ID"] == seen["request"]
    return seen


def test_a_request_gets_a_name_and_a_trace_of_its_own() -> None:
    first, second = bound_by(None), bound_by(None)
    assert first.keys() == {"request", "trace_id"}
    assert re.fullmatch(r"[0-9a-f]{16}", first["request"])
    assert A_TRACE.fullmatch(first["trace_id"])
    assert first["trace_id"] != second["trace_id"]


def test_a_stranger_does_not_choose_the_trace() -> None:
    assert bound_by(TRACEPARENT)["trace_id"] != TRACE


def test_a_proxy_of_ours_hands_on_its_trace(settings: pytest.FixtureRequest) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]  # pytest-django's
    bound = bound_by(TRACEPARENT)
    assert bound["trace_id"] == TRACE
    assert bound["request"] != SPAN


def test_a_later_version_may_say_more(settings: pytest.FixtureRequest) -> None:
    """W3C Trace Context 3.2.4."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]
    assert bound_by(f"01-{TRACE}-{SPAN}-01-more")["trace_id"] == TRACE


@pytest.mark.parametrize(
    "broken",
    [
        "",
        TRACE,
        TRACEPARENT.upper(),
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE}-{SPAN}-01\n",
        f"00-{TRACE}-{SPAN}-01,00-{TRACE}-{SPAN}-01",
        f"00-{TRACE[:-1]}-{SPAN}-01",
    ],
)
def test_a_traceparent_that_is_none_is_replaced(
    settings: pytest.FixtureRequest, broken: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]
    trace = bound_by(broken)["trace_id"]
    assert A_TRACE.fullmatch(trace)
    assert trace not in {TRACE, "0" * 32}


def headers_of_a_message() -> dict[str, object]:
    """What would go to the broker besides the arguments."""
    sent: list[dict[str, object]] = []

    def write(headers: dict[str, object] | None = None, **_: object) -> None:
        sent.append(dict(headers or {}))

    signals.before_task_publish.connect(write)
    try:
        current_app.send_task("tests.nobody", queue="scheduled")
    finally:
        signals.before_task_publish.disconnect(write)
    return sent[0]


def test_a_questions_message_carries_its_trace() -> None:
    with bound_contextvars(request=SPAN, trace_id=TRACE):
        assert headers_of_a_message()["traceparent"] == TRACEPARENT


def test_a_ticks_messages_begin_traces_of_their_own() -> None:
    with bound_contextvars(task="1", trace_id=TRACE):
        assert "traceparent" not in headers_of_a_message()


@pytest.fixture
def worker() -> Iterator[tuple[Celery, SimpleQueue[dict[str, object]]]]:
    """A worker of its own that keeps what its log lines would say."""
    app = Celery(f"tracing-{uuid4()}", set_as_current=False)
    seen: SimpleQueue[dict[str, object]] = SimpleQueue()
    app.conf.update(broker_url="memory://", task_default_queue=str(uuid4()))

    @app.task(name="tests.trace")
    def trace() -> None:
        seen.put(dict(get_contextvars()))
        bind_contextvars(left="behind")

    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
        yield app, seen


def test_the_worker_goes_on_with_the_trace_and_forgets_it(
    worker: tuple[Celery, SimpleQueue[dict[str, object]]],
) -> None:
    app, seen = worker
    with bound_contextvars(request=SPAN, trace_id=TRACE):
        app.send_task("tests.trace", task_id="of-a-question")
    app.send_task("tests.trace", task_id="of-nobody")
    first, second = seen.get(timeout=30), seen.get(timeout=30)
    assert first == {"task": "of-a-question", "trace_id": TRACE}
    assert second.keys() == {"task", "trace_id"}
    assert A_TRACE.fullmatch(str(second["trace_id"]))
    assert second["trace_id"] != TRACE


def test_a_task_in_its_callers_own_process_keeps_the_callers_trace() -> None:
    app, seen = Celery("eager", set_as_current=False), list[dict[str, object]]()

    @app.task(name="tests.eager")
    def eager() -> None:
        seen.append(dict(get_contextvars()))

    bind_contextvars(request=SPAN, trace_id=TRACE)
    eager.apply()
    assert seen == [{"request": SPAN, "trace_id": TRACE}]
    assert get_contextvars() == seen[0]
