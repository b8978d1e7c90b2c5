"""Messages hold ids, tolerate newer arguments, and a broker that is down stops nothing."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from celery import Celery
from django.db import transaction
from pytest_django import Settings

from assistant.celery import configuration
from banking import dispatch, refresh, schedule, tasks
from banking.models import Link, Refresh, RefreshOutcome
from banking.publishing import Publisher
from tests.banking.conftest import NOW, FakeBank, make_link
from tests.banking.test_refresh import claim, run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, object], str]]:
    """What would have gone to the broker: the task, its arguments, the queue."""
    messages: list[tuple[str, dict[str, object], str]] = []

    def send_task(
        _: Celery, name: str, *, kwargs: dict[str, object], queue: str, **_o: object
    ) -> None:
        messages.append((name, kwargs, queue))

    monkeypatch.setattr(Celery, "send_task", send_task)
    return messages


@contextmanager
def silent_broker() -> Iterator[str]:
    """Accepts, and says nothing."""
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"amqp://127.0.0.1:{listener.getsockname()[1]}//"


@contextmanager
def closed_port() -> Iterator[str]:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        yield f"amqp://127.0.0.1:{listener.getsockname()[1]}//"


@pytest.fixture(params=[silent_broker, closed_port])
def broker_down(
    request: pytest.FixtureRequest, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The app as it would be with that broker."""
    with request.param() as url:
        settings.BROKER_URL = url
        broken = Celery("broken", set_as_current=False)
        broken.add_defaults(configuration)
        monkeypatch.setattr("banking.dispatch.current_app", broken)
        monkeypatch.setattr("banking.dispatch.publisher", Publisher())
        yield
        broken.close()


def test_a_question_is_sent_to_the_interactive_queue_with_ids_only(
    sent: list[object],
) -> None:
    link = make_link()

    assert refresh.ask(link.pk)

    arguments = {"link_id": link.pk, "lease_token": 1, "is_interactive": True}
    assert sent == [("banking.refresh_link", arguments, "interactive")]


def test_a_second_question_joins_the_first(sent: list[object]) -> None:
    link = make_link()
    refresh.ask(link.pk)

    assert refresh.ask(link.pk)
    assert len(sent) == 1


def test_inside_a_transaction_the_message_waits_for_the_commit(sent: list[object]) -> None:
    link = make_link()

    with transaction.atomic():
        assert refresh.ask(link.pk)
        assert sent == []

    assert len(sent) == 1


def test_the_tick_sends_what_is_due_and_a_second_one_nothing(sent: list[object]) -> None:
    link = make_link()

    tasks.tick(newer="argument")
    tasks.tick()

    arguments = {"link_id": link.pk, "lease_token": 1, "is_interactive": False}
    assert sent == [("banking.refresh_link", arguments, "scheduled")]


def test_the_tick_waits_for_workers_that_do_not_keep_up(
    sent: list[object], settings: Settings
) -> None:
    settings.REFRESH_SLOTS = {"scheduled": 1, "interactive": 1}
    make_link("alice")
    make_link("bob")

    tasks.tick()
    tasks.tick()

    assert len(sent) == 1


def test_a_worker_that_is_done_goes_on_to_the_next_link(
    sent: list[object], bank: FakeBank, settings: Settings
) -> None:
    settings.REFRESH_SLOTS = {"scheduled": 1, "interactive": 1}
    lease = claim(make_link("alice"))
    make_link("bob")

    tasks.refresh_link(link_id=lease.link, lease_token=lease.token)

    assert not Link.objects.filter(fetched_at=None).exists()
    assert len(set(Refresh.objects.values_list("trace_id", flat=True))) == 2
    assert sent == []


def test_after_a_while_it_sends_for_the_next_instead(
    sent: list[object], bank: FakeBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_GOES_ON_S", 0)
    lease = claim(make_link("alice"))
    bob = make_link("bob")

    tasks.refresh_link(link_id=lease.link, lease_token=lease.token)

    arguments = {"link_id": bob.pk, "lease_token": 1, "is_interactive": False}
    assert sent == [("banking.refresh_link", arguments, "scheduled")]


def test_who_answers_a_question_does_nothing_else(sent: list[object], bank: FakeBank) -> None:
    lease = claim(make_link("alice"))
    bob = make_link("bob")

    tasks.refresh_link(link_id=lease.link, lease_token=lease.token, is_interactive=True)

    assert Link.objects.get(fetched_at=None) == bob
    assert sent == []


def test_the_task_refreshes_and_tolerates_newer_arguments(bank: FakeBank) -> None:
    lease = claim(make_link())

    tasks.refresh_link(link_id=lease.link, lease_token=lease.token, newer="argument")

    assert Link.objects.get().fetched_at is not None


@pytest.mark.usefixtures("broker_down")
def test_with_the_broker_down_a_question_is_answered_within_a_second() -> None:
    link = make_link()
    started = time.monotonic()

    assert not refresh.ask(link.pk)

    assert time.monotonic() - started < 1
    assert not schedule.is_leased(link.pk)


@pytest.mark.usefixtures("broker_down")
def test_with_the_broker_down_all_that_was_claimed_is_given_back_at_once(
    settings: Settings,
) -> None:
    settings.REFRESH_SLOTS = {"scheduled": 20, "interactive": 2}
    for number in range(10):
        make_link(f"customer-{number}")
    started = time.monotonic()

    assert dispatch.send_due(10) == 0

    assert time.monotonic() - started < 1
    assert schedule.free_slots() == 20
    assert len(schedule.claim_due(20)) == 10


def test_waiting_ends_with_the_stored_figure(sent: list[object], bank: FakeBank) -> None:
    link = make_link()
    lease = claim(link)
    assert not refresh.is_done(link.pk, None)

    run(lease)

    assert refresh.is_done(link.pk, None)
    claim(link)
    assert not refresh.is_done(link.pk, NOW)


def test_waiting_ends_with_a_failure_too(bank: FakeBank) -> None:
    link = make_link()
    bank.fails_with = ZeroDivisionError()

    assert run(claim(link)) is RefreshOutcome.UNREADABLE

    assert refresh.is_done(link.pk, None)
