"""Logs: one line an event, and nothing of what an exception says."""

import io
import json
import logging
from typing import Any

import pytest
import structlog
from django.core import mail

from assistant import observability
from assistant.celery import app
from tests.consent.oauth.linking import browser
from tests.people import Cast


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What reaches the log."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    observability.configure(level="INFO")
    return written


def test_an_exception_says_what_and_where_and_not_its_message(logged: io.StringIO) -> None:
    try:
        raise ValueError("account 4929-canary")  # noqa: EM101, TRY003, TRY301 - it is the test
    except ValueError:
        structlog.get_logger("ours").exception("it.broke")
        logging.getLogger("theirs").exception("It broke")
    ours, theirs = (json.loads(line) for line in logged.getvalue().splitlines())
    assert (ours["event"], theirs["event"]) == ("it.broke", "It broke")
    assert ours["problem"] == theirs["problem"] == "ValueError"
    assert "test_an_exception_says" in ours["where"][0]
    assert "canary" not in logged.getvalue()


def test_a_line_break_in_a_value_does_not_begin_a_line(logged: io.StringIO) -> None:
    """Check 59."""
    structlog.get_logger("ours").warning("refused", agent="x\r\nFAKE \x1b[31mline")
    [line] = logged.getvalue().splitlines()
    assert "\x1b" not in line
    assert json.loads(line)["agent"] == "x\r\nFAKE \x1b[31mline"


def test_what_carries_urls_is_not_heard_below_a_warning(logged: io.StringIO) -> None:
    logging.getLogger("httpx").info("GET http://bank.test/?customer_number=canary")
    assert logged.getvalue() == ""


def fails(*_: object, **__: object) -> None:
    kept = "4929-canary"
    raise ValueError(kept)


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("banking.refresh_link", "banking.refresh.run"),
        ("banking.tick", "banking.events.inbox.act"),
        ("consent.tick", "consent.chores.run_due"),
    ],
)
def test_a_task_that_fails_says_what_and_where_and_nothing_it_met(
    logged: io.StringIO, monkeypatch: pytest.MonkeyPatch, name: str, broken: str
) -> None:
    """Check 58: neither the exception's words, nor its locals, nor the task's arguments."""
    app.loader.import_default_modules()
    monkeypatch.setattr(broken, fails)
    arguments: dict[str, Any] = {"link_id": 1, "lease_token": 1, "newer": "4929-canary"}
    assert app.tasks[name].apply(kwargs=arguments).state == "FAILURE"
    [line] = [json.loads(each) for each in logged.getvalue().splitlines()]
    assert (line["problem"], line["where"][-1][-5:]) == ("ValueError", "fails")
    assert line["event"].startswith(f"Task {name}[")
    assert "canary" not in logged.getvalue()


def test_an_exception_within_a_librarys_sentence_is_named_and_not_quoted(
    logged: io.StringIO,
) -> None:
    """Check 58: as Celery says it of what a child could not hand back."""
    logging.getLogger("celery.worker.request").error("Raised: %r", ValueError("4929-canary"))
    assert json.loads(logged.getvalue())["event"] == "Raised: 'ValueError'"


def test_a_page_that_fails_shows_logs_and_mails_nothing_it_met(
    logged: io.StringIO, monkeypatch: pytest.MonkeyPatch, cast: Cast
) -> None:
    """Check 58: whatever the request and the locals held."""
    monkeypatch.setattr("consent.queries.listed", fails)
    alice = browser(cast.alice)
    alice.raise_request_exception = False
    page = alice.get("/consents/?asked=4929-canary", headers={"User-Agent": "4929-canary"})
    assert page.status_code == 500
    assert "canary" not in page.content.decode() + logged.getvalue()
    assert '"problem": "ValueError"' in logged.getvalue()
    assert mail.outbox == []
