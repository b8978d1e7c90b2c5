"""What a bank tells us is proven, written down once, and then answered."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from banking.connector import Refused, Unreachable, Unreadable
from banking.events import hearing, inbox
from banking.models import BankEvent, Link
from tests.banking.conftest import NOW, make_institution
from tests.banking.events.conftest import FAILURES, INTERACTION, deliver, known


@pytest.mark.django_db
def test_an_event_is_written_down_and_answered_as_its_standard_wants() -> None:
    bank = make_institution()

    status, headers = deliver(bank)

    assert (status, headers["X-FAPI-Interaction-ID"]) == (202, INTERACTION)
    columns = ("institution", "event_id", "kind", "reference", "done_at", "found")
    assert BankEvent.objects.values_list(*columns).get() == (
        *(bank.pk, "event-1", "refresh", "consent-1"),
        *(None, False),
    )


@pytest.mark.django_db
def test_the_resources_name_may_be_appended_to_the_address() -> None:
    """UK Open Banking 3.1.11 and 4.0, OBEventSubscription1: CallbackUrl."""
    assert deliver(make_institution(), path="events/event-notifications")[0] == 202
    assert BankEvent.objects.count() == 1


@pytest.mark.django_db
def test_an_event_costs_two_statements_and_no_session(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    bank = make_institution()

    with django_assert_num_queries(2):
        status, headers = deliver(bank)

    assert status == 202
    assert not {"Set-Cookie", "Vary"} & set(headers)


@pytest.mark.django_db
def test_what_is_forged_is_refused_and_leaves_a_line_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bank = make_institution()

    response = Client().post(
        f"/banks/{bank.public_id}/events",
        json.dumps({"id": "a-canary"}),
        content_type="application/json",
        headers={"Authorization": "another canary"},
        secure=True,
    )

    assert (response.status_code, response.content) == (400, b"")
    assert not BankEvent.objects.exists()
    [line] = [record.getMessage() for record in caplog.records if "forged" in record.getMessage()]
    assert "It is not from the bank" in line
    assert "canary" not in caplog.text


@pytest.mark.django_db
def test_a_flood_of_forged_events_does_not_fill_the_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = make_institution()
    monkeypatch.setattr(hearing, "LOGGED_A_MINUTE", 3)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)

    for _ in range(10):
        Client().post(f"/banks/{bank.public_id}/events", b"{}", "application/json", secure=True)

    lines = [record for record in caplog.records if "bank_event.forged" in record.getMessage()]
    assert len(lines) == 3
    assert "'is_last_of_minute': True" in lines[-1].getMessage()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (Unreachable("The bank's keys could not be had"), 503),
        (Refused("The operator entered no keys"), 503),
        (Unreadable("An event has no id"), 400),
    ],
)
def test_what_could_not_be_proven_may_be_told_again(
    monkeypatch: pytest.MonkeyPatch,
    failure: Unreachable | Refused | Unreadable,
    status: int,
) -> None:
    monkeypatch.setitem(FAILURES, "now", failure)

    assert deliver(make_institution(), fails="now")[0] == status
    assert not BankEvent.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "broken",
    [("", ""), ("x" * 257, ""), ("a\0b", ""), ("event-1", "x" * 257)],
    ids=["no id", "long id", "NUL", "long reference"],
)
def test_an_event_that_no_column_could_hold_is_refused(broken: tuple[str, str]) -> None:
    name, reference = broken

    assert deliver(make_institution(), id=name, reference=reference)[0] == 400
    assert not BankEvent.objects.exists()


@pytest.mark.django_db
def test_a_body_that_is_too_large_is_not_looked_at() -> None:
    status, _ = deliver(make_institution(), id="x" * hearing.MOST_BYTES)

    assert status == 413
    assert not BankEvent.objects.exists()


@pytest.mark.django_db
def test_a_bank_that_is_none_or_has_no_events_is_not_found() -> None:
    deaf = make_institution()
    deaf.standard = "deaf"
    deaf.save()
    nobody = make_institution("Nobody")
    nobody.delete()

    assert [deliver(bank)[0] for bank in (deaf, nobody)] == [404, 404]


@pytest.mark.django_db
def test_only_a_post_tells_anything() -> None:
    bank = make_institution()
    assert Client().get(f"/banks/{bank.public_id}/events", secure=True).status_code == 405


@pytest.mark.django_db
def test_only_a_uuid_is_repeated_to_the_sender() -> None:
    response = Client().post(
        f"/banks/{make_institution().public_id}/events",
        b"{}",
        "application/json",
        headers={"X-FAPI-Interaction-ID": "<script>"},
        secure=True,
    )
    assert "X-FAPI-Interaction-ID" not in response.headers


@pytest.mark.django_db
def test_told_again_it_stays_as_it_is_and_is_answered_again() -> None:
    bank = make_institution()
    deliver(bank)
    BankEvent.objects.update(done_at=NOW, found=True)

    assert deliver(bank)[0] == 202

    assert BankEvent.objects.values_list("done_at", "found").get() == (NOW, True)


@pytest.mark.django_db
def test_each_banks_events_have_names_of_their_own() -> None:
    deliver(make_institution())
    deliver(make_institution("Another Bank"))

    assert BankEvent.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_hundred_deliveries_at_once_are_one_row_and_one_effect() -> None:
    """Check F11."""
    bank, link = make_institution(), known()

    def deliver_and_act(_: int) -> tuple[int, int]:
        try:
            return deliver(bank, client=Client(), kind="needs_customer")[0], inbox.act(NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(deliver_and_act, range(100)))

    assert {status for status, _ in answers} == {202}
    assert sum(acted for _, acted in answers) == 1
    assert BankEvent.objects.values_list("done_at", "found").get() == (NOW, True)
    # Each effect raises the token once more.
    assert Link.objects.get(pk=link.pk).lease_token == 1
