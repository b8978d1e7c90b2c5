"""How many statements and commits one question takes, counted in this process."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assistant.simulator import alexa, authority
from tests.bench.customers import Customers
from tests.bench.load import HEADERS
from tests.bench.stage import SKILL


def statements(path: str, ca: Path, customers: Customers) -> Counter[str]:
    """The first words of the statements, by how often they occurred."""
    customers.refresh()
    now = datetime.now(UTC)
    question = alexa.Question(intent="balance", skill_id=SKILL, token=customers.token(0))
    sent = alexa.signed(question, authority.opened(ca, now=now), now=now)
    headers = {**HEADERS, **sent.headers}
    del headers["Content-Type"]
    with CaptureQueriesContext(connection) as captured:
        response = Client().post(path, sent.body, "application/json", headers=headers)
    if response.status_code != 200 or customers.figure(0) not in response.content.decode():
        message = f"{path} answered {response.status_code}: {response.content[:500]!r}"
        raise RuntimeError(message)
    return Counter(query["sql"].split()[0] for query in captured.captured_queries)


def in_words(counted: Counter[str]) -> str:
    """``4 statements (2 SELECT, 1 UPDATE, 1 INSERT), 1 commit``."""
    own = {verb: times for verb, times in counted.items() if verb not in {"BEGIN", "COMMIT"}}
    listed = ", ".join(f"{times} {verb}" for verb, times in own.items())
    # A writing WITH outside a transaction commits itself.
    commits = counted["COMMIT"] + counted["WITH"]
    return f"{sum(own.values())} statements ({listed}), {commits} commit"
