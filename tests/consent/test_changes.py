"""Changing a consent: what a choice differs in, what that takes, and what comes of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from consent import leaving, operations, states
from consent.models import AuditEvent, Consent, Notice, Receipt
from consent.operations import Choice, NothingLeft
from consent.privacy import Amounts, AsksCode, Privacy
from consent.scopes import Scope
from consent.states import Channel, EndReason, Operation, State
from tests import people
from tests.people import NOW, Cast

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def consent(cast: Cast) -> Consent:
    """Alice's: balances of Everyday to Alexa, for 90 days."""
    return Consent.objects.get(customer=cast.alice)


def chosen(consent: Consent, **changes: object) -> Choice:
    """What the consent is, with changes."""
    same = Choice(
        scopes=frozenset(Scope(row.scope) for row in consent.scopes.all()),
        accounts={row.account_ref: row.label for row in consent.accounts.all()},
        days=None,
        privacy=operations.privacy_of(consent),
    )
    return replace(same, **changes)  # type: ignore[arg-type]  # the fields of one test


def taken(consent: Consent, **changes: object) -> set[str]:
    found = operations.difference(consent, chosen(consent, **changes), LATER)
    return {operation.value for operation in found.operations}


@pytest.mark.parametrize(
    ("changes", "operations_taken"),
    [
        ({}, set()),
        ({"scopes": frozenset({Scope.BALANCES, Scope.DUES})}, {"widen"}),
        ({"scopes": frozenset({Scope.DUES})}, {"widen", "narrow"}),
        ({"accounts": {"another": "Another"}}, {"widen", "narrow"}),
        ({"days": 365}, {"extend"}),
        ({"days": 1}, {"narrow"}),
        ({"privacy": Privacy(amounts=Amounts.ROUNDED)}, {"narrow"}),
        ({"privacy": Privacy(says_merchants=True)}, {"widen"}),
        ({"privacy": Privacy(only_my_voice=True, says_merchants=True)}, {"widen"}),
        ({"privacy": Privacy(asks_code=AsksCode.EVERYTHING)}, {"narrow"}),
    ],
)
def test_a_difference_says_which_operations_it_takes(
    consent: Consent, changes: dict[str, object], operations_taken: set[str]
) -> None:
    assert taken(consent, **changes) == operations_taken
    found = operations.difference(consent, chosen(consent, **changes), LATER)
    assert found.needs_fresh_sign_in == bool(operations_taken & {"widen", "extend"})


def test_louder_is_wider_in_each_respect_alone() -> None:
    quiet = Privacy(amounts=Amounts.YES_NO, only_my_voice=True, asks_code=AsksCode.EVERYTHING)
    louder = {
        "amounts": Amounts.SCREEN,
        "says_merchants": True,
        "only_my_voice": False,
        "asks_code": AsksCode.AMOUNTS,
    }
    for name, value in louder.items():
        changed = replace(quiet, **{name: value})  # type: ignore[arg-type]  # one field of each
        assert changed.is_looser_than(quiet), name
        assert not quiet.is_looser_than(changed), name


def test_neither_rounded_nor_the_screen_is_the_quieter_of_the_two() -> None:
    """The one is heard aloud, the other leaves to the cent: either way more is told."""
    rounded, screen = Privacy(amounts=Amounts.ROUNDED), Privacy(amounts=Amounts.SCREEN)
    assert (rounded.is_looser_than(screen), screen.is_looser_than(rounded)) == (True, True)


def test_a_change_is_one_revision_one_receipt_and_one_row_of_the_trail(
    consent: Consent, cast: Cast
) -> None:
    label = "Rainy Day ..5678"
    choice = chosen(
        consent,
        scopes=frozenset({Scope.DUES}),
        accounts={cast.rainy_day.public_id: label},
        days=365,
        privacy=Privacy(amounts=Amounts.ROUNDED),
    )
    before = Receipt.objects.count(), Notice.objects.count()
    changed = operations.change(consent, choice, LATER)
    assert [row.scope for row in changed.scopes.all()] == ["dues"]
    assert [row.label for row in changed.accounts.all()] == [label]
    assert (changed.expires_at, changed.amounts) == (LATER + timedelta(days=365), "rounded")
    assert changed.revision == consent.revision + 1
    receipt = changed.receipts.get(number=changed.revision)
    assert (receipt.event, receipt.channel, receipt.at) == ("change", "pages", LATER)
    assert (Receipt.objects.count(), Notice.objects.count()) == (before[0] + 1, before[1] + 1)
    row = AuditEvent.objects.get(kind="consent.change")
    assert (row.actor, row.subject) == (cast.alice.public_id, consent.public_id)


def test_a_change_to_what_it_is_already_disturbs_nobody(consent: Consent) -> None:
    receipts = Receipt.objects.count()
    assert operations.change(consent, chosen(consent), LATER).revision == consent.revision
    assert Receipt.objects.count() == receipts


@pytest.mark.parametrize("nothing", [{"scopes": frozenset()}, {"accounts": {}}])
def test_a_change_to_nothing_is_refused(consent: Consent, nothing: dict[str, object]) -> None:
    """Promise P2."""
    with pytest.raises(NothingLeft):
        operations.change(consent, chosen(consent, **nothing), LATER)
    assert consent.scopes.count() == consent.accounts.count() == 1


@pytest.mark.parametrize(
    ("changes", "operation"),
    [
        ({"scopes": frozenset({Scope.BALANCES, Scope.DUES})}, Operation.WIDEN),
        ({"days": 365}, Operation.EXTEND),
    ],
)
def test_a_paused_consent_grows_in_no_way(
    consent: Consent, changes: dict[str, object], operation: Operation
) -> None:
    operations.pause(consent, NOW)
    with pytest.raises(states.Forbidden, match=operation.value):
        operations.change(consent, chosen(consent, **changes), LATER)
    consent.refresh_from_db()
    assert (consent.scopes.count(), consent.expires_at) == (1, NOW + timedelta(days=90))


def test_a_pause_and_its_end_leave_all_as_it_was(consent: Consent, cast: Cast) -> None:
    paused = operations.pause(consent, NOW)
    assert (paused.state, paused.paused_at) == (State.PAUSED, NOW)
    resumed = operations.resume(paused, LATER)
    assert (resumed.state, resumed.paused_at) == (State.LIVE, None)
    assert resumed.expires_at == consent.expires_at
    events = list(consent.receipts.order_by("number").values_list("event", flat=True))
    assert events == ["grant", "pause", "resume"]
    assert Consent.objects.get(customer=cast.bob).revision == 1


@pytest.mark.parametrize(
    "way",
    [
        operations.pause,
        operations.resume,
        lambda consent, now: operations.change(consent, chosen(consent, days=365), now),
        lambda consent, now: operations.change(consent, chosen(consent), now),
    ],
    ids=["pause", "resume", "extend", "nothing"],
)
def test_a_consent_whose_time_is_over_is_changed_in_no_way(consent: Consent, way: object) -> None:
    """To the second, and before any task has ended it."""
    assert callable(way)
    with pytest.raises(states.Forbidden):
        way(consent, consent.expires_at)
    consent.refresh_from_db()
    assert (consent.state, consent.revision) == (State.LIVE, 1)


def test_a_day_is_a_day_across_a_change_of_clocks(cast: Cast) -> None:
    """Check 50: the clocks of New York go back on 1 November 2026."""
    before = datetime(2026, 10, 31, 18, 0, tzinfo=ZoneInfo("America/New_York"))
    people.allow(cast.charlie, cast.alexa, [Scope.BALANCES], [cast.charlies], now=before, days=1)
    consent = Consent.objects.get(customer=cast.charlie)
    start = before.astimezone(UTC)
    assert consent.expires_at == start + timedelta(hours=24)
    assert not consent.is_expired(start + timedelta(hours=23, minutes=59, seconds=59))


def test_an_ended_consent_is_changed_in_no_way(consent: Consent) -> None:
    leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, NOW)
    for way in (operations.pause, operations.resume):
        with pytest.raises(states.Forbidden):
            way(consent, LATER)
    with pytest.raises(states.Forbidden):
        operations.change(consent, chosen(consent, days=365), LATER)
