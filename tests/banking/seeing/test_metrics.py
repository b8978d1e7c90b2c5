"""What Prometheus reads: every bank's numbers, for whoever brings the token."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import DjangoAssertNumQueries, Settings

from banking.models import BankEvent, Institution, RefreshOutcome
from banking.seeing import metrics, tallies
from tests.banking.conftest import make_institution, make_link
from tests.banking.seeing.conftest import ended, make_links

TOKEN = "a-long-and-random-token"
Samples = dict[tuple[str, ...], float]


@pytest.fixture(autouse=True)
def _token(settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN


def scraped(authorization: str = f"Bearer {TOKEN}") -> Any:
    return Client().get("/metrics", headers={"Authorization": authorization}, secure=True)


def samples(name: str) -> Samples:
    """What a family says, by its labels' values; of a histogram also which part it is."""
    families = text_string_to_metric_families(scraped().content.decode())
    return {
        (sample.name.removeprefix(name), *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
        if sample.name.startswith(name)
    }


@pytest.mark.django_db
def test_links_are_told_apart_by_bank_and_state() -> None:
    make_links(due=2, overdue=3, later=4, leased=1, needs_customer=5)
    make_links(make_institution("Another Bank"), later=1)
    one, other = "Example Bank", "Another Bank"

    assert samples("sayso_links") == {
        ("", one, "live"): 10,
        ("", one, "needs_customer"): 5,
        ("", other, "live"): 1,
        ("", other, "needs_customer"): 0,
        ("_due", one): 5,
        ("_due", other): 0,
        ("_overdue", one): 3,
        ("_overdue", other): 0,
        ("_leased", one): 1,
        ("_leased", other): 0,
    }
    oldest = samples("sayso_oldest_due_seconds")
    assert oldest["", one] == pytest.approx(90, abs=30)
    assert oldest["", other] == 0


@pytest.mark.django_db
def test_a_bank_that_is_not_called_shows() -> None:
    make_institution("Closed once")
    Institution.objects.update(closed_until=timezone.now() - timedelta(minutes=1))
    make_institution("Open")
    Institution.objects.filter(pk=make_institution("Closed").pk).update(
        closed_until=timezone.now() + timedelta(minutes=1)
    )

    closed = samples("sayso_institution_closed")

    assert closed == {("", "Closed"): 1, ("", "Closed once"): 0, ("", "Open"): 0}


@pytest.mark.django_db
def test_events_that_wait_are_counted() -> None:
    at = timezone.now() - timedelta(minutes=5)
    for number, done_at in enumerate([None, None, at]):
        BankEvent.objects.create(
            institution=make_institution(),
            event_id=str(number),
            kind="refresh",
            reference="",
            received_at=at,
            done_at=done_at,
        )

    assert samples("sayso_bank_events_waiting") == {("",): 2}
    assert samples("sayso_bank_events_oldest_seconds") == {("",): pytest.approx(300, abs=60)}


@pytest.mark.django_db
def test_what_ended_is_counted_by_outcome_and_time() -> None:
    link = make_link()
    for took_s in (0.05, 0.2, 0.2, 40):
        ended(link, took_s=took_s)
    ended(link, RefreshOutcome.RATE_LIMITED, took_s=1.5)
    ended(link, RefreshOutcome.OVERTAKEN, took_s=0)
    tallies.count()
    one = "Example Bank"

    assert samples("sayso_refreshes_total") == {
        ("", one, "stored"): 4,
        ("", one, "rate_limited"): 1,
        ("", one, "overtaken"): 1,
    }
    assert samples("sayso_refresh_seconds") == {
        ("_bucket", one, "0.1"): 1,
        ("_bucket", one, "0.25"): 3,
        ("_bucket", one, "0.5"): 3,
        ("_bucket", one, "1.0"): 3,
        ("_bucket", one, "2.5"): 4,
        ("_bucket", one, "5.0"): 4,
        ("_bucket", one, "10.0"): 4,
        ("_bucket", one, "15.0"): 4,
        ("_bucket", one, "30.0"): 4,
        ("_bucket", one, "+Inf"): 5,
        ("_count", one): 5,
        ("_sum", one): pytest.approx(41.95),
    }


@pytest.mark.django_db
def test_a_scrape_costs_three_statements_and_now_and_then_one_more(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_links(due=3)
    ended(make_links(later=1)[0])
    tallies.count()

    with django_assert_num_queries(4):
        scraped()
    with django_assert_num_queries(3):
        response = scraped()

    assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    assert not {"Set-Cookie", "Vary"} & set(response.headers)


@pytest.mark.django_db
def test_labels_name_banks_and_nobody_else() -> None:
    make_links(due=1)
    page = scraped().content.decode()
    labels = {
        label
        for family in text_string_to_metric_families(page)
        for sample in family.samples
        for label in sample.labels
    }
    assert labels == {"institution", "state"}
    assert "due-0" not in page


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "Bearer ñ"],
)
def test_without_the_token_nothing_is_read(authorization: str) -> None:
    response = scraped(authorization)
    assert (response.status_code, response.content) == (401, b"")
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("authorization", ["", "Bearer ", f"Bearer {TOKEN}"])
def test_where_no_token_is_set_there_is_no_such_page(
    settings: Settings, authorization: str
) -> None:
    """Promise P2: empty is nobody's token, not everybody's."""
    settings.METRICS_TOKEN = ""
    assert scraped(authorization).status_code == 404


def test_nothing_can_be_posted() -> None:
    assert Client().post("/metrics", secure=True).status_code == 405


def test_registering_reads_nothing() -> None:
    assert list(metrics.Refreshes(timezone.now()).describe()) == []
