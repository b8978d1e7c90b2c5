"""What an event does: to the one link that it is about, once, in whichever order they come."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from banking import tasks
from banking.events import inbox
from banking.models import BankEvent, Institution, Link, RefreshTally
from banking.standard import EventKind
from tests.banking.conftest import NOW, make_institution, make_link
from tests.banking.events.conftest import known, told
from tests.banking.seeing.conftest import ended

pytestmark = pytest.mark.django_db
IN_TEN_YEARS = NOW.replace(year=2036)


def lease(link: Link) -> None:
    Link.objects.filter(pk=link.pk).update(
        lease_until=Now() + timedelta(seconds=90), lease_token=1, is_asked=False
    )


def due_at(link: Link) -> datetime:
    return Link.objects.values_list("next_refresh_at", flat=True).get(pk=link.pk)


def standings() -> list[dict[str, object]]:
    """All of all links but their sealed credentials, which never equal themselves."""
    columns = [each.name for each in Link._meta.fields if each.name != "credentials"]  # noqa: SLF001 - Django
    return list(Link.objects.order_by("pk").values(*columns))


def test_something_new_to_read_brings_the_links_refresh_forward_and_no_other() -> None:
    alices, bobs = known("alice"), known("bob", "consent-2")
    event = told(EventKind.REFRESH)

    assert inbox.act(NOW) == 1

    assert due_at(alices) <= timezone.now()
    assert due_at(bobs) == IN_TEN_YEARS
    event.refresh_from_db()
    assert (event.done_at, event.found) == (NOW, True)


def test_a_bank_that_is_closed_is_not_called_earlier() -> None:
    link = known()
    opens = IN_TEN_YEARS - timedelta(days=1)
    Institution.objects.update(closed_until=opens)
    told(EventKind.REFRESH)

    inbox.act(NOW)

    assert due_at(link) == opens


@pytest.mark.parametrize(
    "waiting",
    [{"attempts": 1}, {"last_problem": "rate_limited"}, {"last_problem": "parked"}],
    ids=["backs off", "spared by request", "parked"],
)
def test_a_link_that_waits_for_a_reason_goes_on_waiting(waiting: dict[str, object]) -> None:
    link = known()
    Link.objects.update(**waiting)
    told(EventKind.REFRESH)

    inbox.act(NOW)

    assert due_at(link) == IN_TEN_YEARS


def test_what_is_due_sooner_stays_so() -> None:
    link = known()
    Link.objects.update(next_refresh_at=NOW)
    told(EventKind.REFRESH)

    inbox.act(NOW)

    assert due_at(link) == NOW


def test_an_event_waits_for_the_end_of_a_refresh_that_may_have_read_before_it() -> None:
    link = known()
    lease(link)
    told(EventKind.REFRESH)
    assert inbox.act(NOW) == 0

    Link.objects.filter(pk=link.pk).update(lease_until=None)

    assert inbox.act(NOW) == 1
    assert due_at(link) <= timezone.now()


def test_an_event_that_waits_does_not_hold_up_those_behind_it() -> None:
    lease(known("alice"))
    bobs = known("bob", "consent-2")
    told(EventKind.REFRESH, at=NOW - timedelta(hours=1))
    told(EventKind.REFRESH, event_id="event-2", reference="consent-2")

    assert inbox.act(NOW) == 1

    assert due_at(bobs) <= timezone.now()


def test_leave_that_ran_out_stops_the_link_and_what_is_read_later_is_fenced_off() -> None:
    alices, bobs = known("alice"), known("bob", "consent-2")
    told(EventKind.NEEDS_CUSTOMER)

    inbox.act(NOW)

    alices.refresh_from_db()
    bobs.refresh_from_db()
    assert (alices.state, alices.last_problem) == ("needs_customer", "needs_customer")
    assert (alices.lease_token, alices.lease_until) == (1, None)
    assert (bobs.state, bobs.lease_token) == ("live", 0)


def test_an_end_at_the_bank_ends_the_link_and_not_its_neighbours() -> None:
    """Check 51."""
    alices, bobs = known("alice"), known("bob", "consent-2")
    event = told(EventKind.ENDED)

    inbox.act(NOW)

    alices.refresh_from_db()
    bobs.refresh_from_db()
    event.refresh_from_db()
    assert (alices.state, alices.credentials.reveal(), event.found) == ("ended", "{}", True)
    assert (bobs.state, bobs.reference) == ("live", "consent-2")


def test_what_does_not_concern_us_is_done_without_an_effect() -> None:
    known()
    before = standings()
    event = told(EventKind.NOTHING)

    inbox.act(NOW)

    event.refresh_from_db()
    assert (event.done_at, event.found) == (NOW, True)
    assert standings() == before


@pytest.mark.parametrize("reference", ["consent-9", ""])
def test_an_event_about_nobody_we_know_touches_nobody(reference: str) -> None:
    """Promise P2: no name is nobody's, not everybody's."""
    make_link("alice")
    known("bob")
    before = standings()
    event = told(EventKind.ENDED, reference=reference)

    assert inbox.act(NOW) == 1

    event.refresh_from_db()
    assert (event.done_at, event.found) == (NOW, False)
    assert standings() == before


def test_another_banks_link_of_the_same_name_is_left_alone() -> None:
    link = known()
    Link.objects.update(institution=make_institution("Another Bank"))
    told(EventKind.ENDED)

    inbox.act(NOW)

    link.refresh_from_db()
    assert link.state == "live"


@pytest.mark.parametrize(
    "order", list(permutations([EventKind.REFRESH, EventKind.NEEDS_CUSTOMER, EventKind.ENDED]))
)
def test_the_order_of_arrival_does_not_matter(order: Sequence[EventKind]) -> None:
    """Check F11."""
    link = known()
    for number, kind in enumerate(order):
        told(kind, event_id=f"event-{number}", at=NOW + timedelta(seconds=number))

    assert inbox.act(NOW) == 3

    link.refresh_from_db()
    assert (link.state, link.reference, link.lease_until) == ("ended", "", None)


def test_the_oldest_come_first_and_no_more_than_there_is_time_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ticking = iter(range(100))
    monkeypatch.setattr("banking.events.inbox.time.monotonic", lambda: float(next(ticking)))
    for number in range(4):
        told(EventKind.NOTHING, event_id=f"event-{number}", at=NOW - timedelta(hours=number))

    assert inbox.act(NOW, within_s=4) == 3

    assert BankEvent.objects.get(done_at=None).event_id == "event-0"


def test_one_that_cannot_be_acted_on_stays_and_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def end_link(_: Link) -> None:
        message = "a canary"
        raise ZeroDivisionError(message)

    monkeypatch.setattr(inbox, "end_link", end_link)
    known("alice")
    bobs = known("bob", "consent-2")
    broken = told(EventKind.ENDED, at=NOW - timedelta(hours=1))
    told(EventKind.REFRESH, event_id="event-2", reference="consent-2")

    assert inbox.act(NOW) == 1

    assert due_at(bobs) <= timezone.now()
    assert BankEvent.objects.get(done_at=None).pk == broken.pk
    assert "bank_event.broke" in caplog.text


def test_what_was_acted_on_is_forgotten_after_eight_days_and_nothing_else() -> None:
    old = NOW - inbox.KEPT - timedelta(seconds=1)
    for name, at, done_at in (
        ("done", old, old),
        ("open", old, None),
        ("young", NOW - inbox.KEPT, NOW),
    ):
        told(EventKind.NOTHING, event_id=name, at=at)
        BankEvent.objects.filter(event_id=name).update(done_at=done_at)

    assert inbox.forget(NOW) == 1

    left = BankEvent.objects.order_by("event_id").values_list("event_id", flat=True)
    assert list(left) == ["open", "young"]


def test_what_was_mended_is_read_again() -> None:
    link = known()
    bob = known("bob", "consent-2")
    Link.objects.update(state="needs_customer", attempts=3, last_problem="needs_customer")
    told(EventKind.REPAIRED)

    inbox.act(timezone.now())

    after = Link.objects.get(pk=link.pk)
    assert (after.state, after.attempts, after.last_problem) == ("live", 0, "")
    assert after.next_refresh_at <= timezone.now() + timedelta(seconds=1)
    assert Link.objects.get(pk=bob.pk).state == "needs_customer"


def test_a_tick_acts_counts_and_forgets() -> None:
    old = timezone.now() - inbox.KEPT - timedelta(seconds=1)
    told(EventKind.NOTHING, event_id="old", at=old)
    BankEvent.objects.update(done_at=old)
    link = known()
    told(EventKind.ENDED, at=timezone.now())
    ended(known("bob", "consent-2"))

    tasks.tick()

    assert BankEvent.objects.values_list("event_id", "found").get() == ("event-1", True)
    assert Link.objects.get(pk=link.pk).state == "ended"
    assert RefreshTally.objects.get().refreshes == 1


def test_every_kind_of_event_has_its_effect() -> None:
    known()
    for kind in EventKind:
        told(kind, event_id=kind)

    inbox.act(timezone.now())

    assert not BankEvent.objects.filter(done_at=None).exists()
