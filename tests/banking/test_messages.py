"""What lies in the broker, read as its operator could: ids, and nothing of anybody's."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from pytest_django import Settings

from assistant.celery import app, configuration
from banking import refresh, tasks
from tests.conftest import CANARIES
from tests.people import Cast, cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def queue(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Celery, Path]]:
    """The app with the embedded broker, whose messages are files."""
    settings.BROKER_URL, settings.RUN_DIR = "filesystem://", tmp_path
    with_files = Celery("files", set_as_current=False)
    with_files.add_defaults(configuration)
    monkeypatch.setattr("banking.dispatch.current_app", with_files)
    yield with_files, tmp_path
    with_files.close()


def dumped(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(file.read_text()) for file in sorted(folder.rglob("*.msg"))]


def everything_that_is_sent(who: Cast, files: Celery) -> None:
    """A question's refresh, a tick's, and what beat sends."""
    refresh.ask(who.everyday.link_id)
    type(who.everyday.link).objects.update(next_refresh_at="2020-01-01T00:00Z")
    tasks.tick()
    for entry in files.conf.beat_schedule.values():
        files.send_task(entry["task"], **entry["options"])


def test_messages_hold_ids_only(queue: tuple[Celery, Path]) -> None:
    """Check 56."""
    files, folder = queue
    everything_that_is_sent(cast(), files)
    messages = dumped(folder)
    bodies = [json.loads(base64.b64decode(each["body"])) for each in messages]
    sent = {
        (each["headers"]["task"], tuple(args), tuple(kwargs))
        for each, (args, kwargs, _) in zip(messages, bodies, strict=True)
    }
    ids = ("link_id", "lease_token", "is_interactive")
    assert sent == {
        ("banking.refresh_link", (), ids),
        ("banking.tick", (), ()),
        ("consent.tick", (), ()),
    }
    values = {value for _, kwargs, _ in bodies for value in kwargs.values()}
    assert {type(value) for value in values} == {int, bool}
    text = json.dumps(messages) + json.dumps(bodies)
    assert [canary for canary in CANARIES if canary in text] == []


def test_nothing_a_task_returns_is_kept() -> None:
    """Check 56: there is no backend of results, and no task that wants one."""
    app.loader.import_default_modules()
    ours = [task for name, task in app.tasks.items() if not name.startswith("celery.")]
    assert {task.name for task in ours} == {"banking.refresh_link", "banking.tick", "consent.tick"}
    assert {task.ignore_result for task in ours} == {True}
    assert app.conf.result_backend is None
