"""A question about stale figures, asked while very many links are overdue."""

import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from django.db import connection
from django.test import override_settings

from assistant.simulator import alexa, authority
from banking import dispatch, schedule
from banking.models import Institution, Link
from tests.bench import stage
from tests.bench.customers import Customers
from tests.bench.refreshing import links, workers

_QUESTIONS = 60
_FIGURE = "$49,"  # of the 50,000 that the prepared bank began with; the crowd's own are cents


def measure(count: int, folder: Path, bank: str) -> dict[str, float]:
    """How long the answers took, in seconds, and how many had the bank's new figure.

    The crowd's figures are a day old, so each question asks the bank again and waits for it.
    """
    ca = folder / "alexa-ca"
    stage.fill(2 * _QUESTIONS, ca)
    customers = Customers(count=_QUESTIONS, step=2)
    customers.prepare()
    _make_stale(bank, customers)
    links.make_due(links.OTHERS, count)
    overdue = Link.objects.filter(next_refresh_at__lte=datetime.now(UTC)).count()
    with ExitStack() as stack:
        for queue in ("scheduled", "interactive"):
            stack.enter_context(workers.workers(folder, 1, queue=queue))
        server = stack.enter_context(stage.server(1, folder))
        _keep_busy()
        took, fresh = _ask(server.port, ca, customers)
    took.sort()
    return {
        "overdue links while asked": overdue,
        "questions answered with the new figure": fresh,
        "of": len(took),
        "seconds, median": took[len(took) // 2],
        "seconds, longest": took[-1],
    }


def _make_stale(bank: str, customers: Customers) -> None:
    """Their links are the prepared bank's from now on, and were last read yesterday."""
    [institution] = links.banks(bank)[:1]
    Institution.objects.filter(pk=institution).update(fresh_for_s=60)
    ids = [customers.id(number) for number in range(customers.count)]
    links.give_numbers(ids)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    Link.objects.filter(pk__in=ids).update(institution=institution, fetched_at=yesterday)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE banking_account SET bank_id = '0-' || link_id WHERE link_id = ANY(%s)", [ids]
        )
        cursor.execute(
            "UPDATE banking_balance SET as_of = %s WHERE account_id = ANY(%s)", [yesterday, ids]
        )


def _keep_busy() -> None:
    """The scheduled workers have begun on the backlog before anybody asks."""
    with override_settings(REFRESH_SLOTS={"scheduled": 2, "interactive": 2}):
        ends_at = time.monotonic() + 20
        while time.monotonic() < ends_at and schedule.free_slots() >= 0:
            dispatch.send_due(schedule.free_slots())
            time.sleep(0.2)
            if Link.objects.filter(pk__gte=links.OTHERS, fetched_at__isnull=False).exists():
                return


def _ask(port: int, ca: Path, customers: Customers) -> tuple[list[float], int]:
    signer = authority.opened(ca, now=datetime.now(UTC))
    took, fresh = [], 0
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
        for number in range(customers.count):
            question = alexa.Question(
                intent="balance", skill_id=stage.SKILL, token=customers.token(number)
            )
            sent = alexa.signed(question, signer, now=datetime.now(UTC))
            headers = {"Host": "bank.test", "X-Forwarded-Proto": "https", **sent.headers}
            began = time.perf_counter()
            reply = client.post("/platforms/alexa/", content=sent.body, headers=headers)
            took.append(time.perf_counter() - began)
            reply.raise_for_status()
            fresh += _FIGURE in reply.text
    return took, fresh
