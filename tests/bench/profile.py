"""Where one question's time goes: timers around the parts, in this process and one thread.

What a part spends in others is theirs. The timers themselves cost a little; the first line is
what the same questions take without them.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any, Final

import psycopg
from django.core.wsgi import get_wsgi_application

import assistant.incoming
import assistant.intents.balance
import assistant.intents.figures
import assistant.shortcut
import assistant.speech.wording
from assistant import dialogue
from assistant.platforms.alexa import address, chain, parse, render, urls, verify, wire
from assistant.simulator import alexa, authority
from banking import queries as bank
from consent import gateway, ledger, queries
from tests.bench.customers import Customers
from tests.bench.load import HEADERS
from tests.bench.stage import SKILL

QUESTIONS: Final = 1500
_IN_POSTGRESQL: Final = "psycopg and PostgreSQL"
_PARTS: Final[tuple[tuple[Any, str, str], ...]] = (
    (assistant.incoming, "environ", "the environment of WSGI"),
    (assistant.shortcut, "resolve", "the address resolved"),
    (address, "checked", "verify: the certificate's address"),
    (chain, "signer", "verify: the kept chain"),
    (verify, "_check_signature", "verify: the signature"),
    (wire, "read", "the body read as JSON"),
    (verify, "request", "verify: time, skill and the rest"),
    (parse, "turn", "parse: envelope to turn"),
    (queries, "standing", "standing"),
    (bank, "balances", "balances"),
    (ledger, "record", "record"),
    (gateway, "balances", "gateway: what may leave"),
    (assistant.intents.balance, "answer", "dialogue: the topic"),
    (assistant.intents.figures, "answer", "dialogue: figures to phrases"),
    (assistant.speech.wording, "reply", "speech: phrases to words"),
    (dialogue, "answer", "dialogue: the turn"),
    (render, "response", "render: words to envelope"),
    (psycopg.Cursor, "execute", _IN_POSTGRESQL),
    (psycopg.Cursor, "fetchone", _IN_POSTGRESQL),
    (psycopg.Cursor, "fetchall", _IN_POSTGRESQL),
    (psycopg.Connection, "commit", _IN_POSTGRESQL),
)


class Clock:
    """Time by part, without what its inner parts took."""

    def __init__(self) -> None:
        self.spent_ns: Counter[str] = Counter()
        self._inner = [0]
        self._names = [""]

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with its time counted under the name."""

        @wraps(function, updated=())
        def run(*args: Any, **kwargs: Any) -> Any:
            label = f"{self._names[-1]}: {name}" if name == _IN_POSTGRESQL else name
            self._inner.append(0)
            self._names.append(label)
            began = time.perf_counter_ns()
            try:
                return function(*args, **kwargs)
            finally:
                took = time.perf_counter_ns() - began
                self._names.pop()
                self.spent_ns[label] += took - self._inner.pop()
                self._inner[-1] += took

        return run


def table(ca: Path, customers: Customers) -> Iterator[str]:
    """Microseconds of one question by part, the dearest first."""
    customers.refresh()
    questions = _questions(ca, customers)
    application = get_wsgi_application()

    def ask() -> float:
        return _asked_us(application, next(questions))

    for _ in range(100):
        ask()
    plain = median(ask() for _ in range(QUESTIONS))
    clock = Clock()
    _instrument(clock)
    whole = [ask() for _ in range(QUESTIONS)]
    rest = sum(whole) - sum(clock.spent_ns.values()) / 1000
    parts = {name: ns / 1000 for name, ns in clock.spent_ns.items()}
    parts["Django: handler, request, response"] = rest
    yield f"{plain:8.0f} us  a question without timers (median)"
    yield f"{sum(whole) / QUESTIONS:8.0f} us  a question with them (mean)"
    for name, spent in sorted(parts.items(), key=lambda part: -part[1]):
        yield f"{spent / QUESTIONS:8.1f} us  {name}"


def _instrument(clock: Clock) -> None:
    for owner, attribute, name in _PARTS:
        setattr(owner, attribute, clock.timed(name, getattr(owner, attribute)))
    [pattern] = urls.urlpatterns
    pattern.callback = clock.timed("the view itself", pattern.callback)


def _questions(ca: Path, customers: Customers) -> Iterator[alexa.SignedQuestion]:
    signer, number = authority.opened(ca, now=datetime.now(UTC)), 0
    while True:
        question = alexa.Question(intent="balance", skill_id=SKILL, token=customers.token(number))
        yield alexa.signed(question, signer, now=datetime.now(UTC))
        number += 1


def _asked_us(application: Callable[..., Any], sent: alexa.SignedQuestion) -> float:
    headers = {name.lower(): value for name, value in {**HEADERS, **sent.headers}.items()}
    scope = SimpleNamespace(
        method="POST",
        path="/platforms/alexa/",
        query_string="",
        server="127.0.0.1:8000",
        client="127.0.0.1:9",
        scheme="http",
        http_version="1.1",
        headers=headers,
    )
    statuses: list[str] = []
    began = time.perf_counter_ns()
    environ = assistant.incoming.environ(scope, sent.body)  # type: ignore[arg-type]  # looks like one
    response = application(environ, lambda status, _: statuses.append(status))
    b"".join(response)
    response.close()
    took_us = (time.perf_counter_ns() - began) / 1000
    if statuses != ["200 OK"]:
        message = f"Answered {statuses}"
        raise RuntimeError(message)
    return took_us
