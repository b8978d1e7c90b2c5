"""Logs: one line an event, and nothing of what an exception says."""

import io
import json
import logging

import pytest
import structlog

from assistant import observability


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
