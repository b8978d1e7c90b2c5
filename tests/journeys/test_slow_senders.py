"""The real server, with more slow senders than it has threads."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from assistant.simulator import alexa, authority
from assistant.simulator.processes import free_port, is_listening
from banking.models import Balance, Link
from consent.scopes import Scope
from tests import people

SKILL = "amzn1.ask.skill.sayso-test"


def database_url() -> str:
    """The tests' own database, for a process beside them."""
    of = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{of['NAME']}"
    return f"postgres://{of['USER']}@{of['HOST']}:{of['PORT'] or 5432}/{of['NAME']}"


@pytest.fixture
def port(transactional_db: None, tmp_path: Path) -> Iterator[int]:
    """Where the server listens: two threads, and signatures of the tests' authority."""
    number = free_port()
    environment = {name: v for name, v in os.environ.items() if not name.startswith("SAYSO_")} | {
        "SAYSO_DEMO": "yes",
        "SAYSO_SECRET_KEY": settings.SECRET_KEY,
        "SAYSO_ENCRYPTION_KEYS": settings.ENCRYPTION_KEYS[0],
        "SAYSO_LEDGER_KEYS": settings.LEDGER_KEYS[0],
        "SAYSO_VOICE_CODE_KEY": settings.VOICE_CODE_KEY,
        "SAYSO_DATABASE_URL": database_url(),
        "SAYSO_ALEXA_SKILL_IDS": SKILL,
        "SAYSO_RUN_DIR": str(tmp_path),
        "SAYSO_SERVER_THREADS": "2",
    }
    server = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "manage.py", "serve", f"--port={number}"],
        cwd=settings.BASE_DIR,
        env=environment,
    )
    deadline = time.monotonic() + 30
    while not is_listening(number) and time.monotonic() < deadline:
        time.sleep(0.1)
    yield number
    server.terminate()
    server.wait(15)


def slow_body(port: int) -> socket.socket:
    """A sender who promises 3000 bytes and sends one."""
    sender = socket.create_connection(("127.0.0.1", port))
    head = "POST /platforms/alexa/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3000\r\n\r\n{"
    sender.sendall(head.encode())
    return sender


def test_a_question_is_answered_beside_twelve_slow_bodies(port: int, tmp_path: Path) -> None:
    now = timezone.now()
    cast = people.cast()
    Link.objects.update(fetched_at=now)
    Balance.objects.update(as_of=now)
    signer = authority.opened(tmp_path / "alexa-ca", now=now)
    token = people.allow(cast.alice, cast.alexa, [Scope.BALANCES], [cast.everyday], now=now)
    question = alexa.Question(intent="balance", skill_id=SKILL, token=token)
    signed = alexa.signed(question, signer, now=now)
    with ExitStack() as senders:
        for _ in range(12):
            senders.enter_context(slow_body(port))
        url = f"http://127.0.0.1:{port}/platforms/alexa/"
        answer = httpx.post(url, content=signed.body, headers=dict(signed.headers), timeout=4)
    speech = answer.json()["response"]["outputSpeech"]["ssml"]
    assert speech == ("<speak>You have $1,234.50 in Everyday. You can spend $1,200.00.</speak>")
