"""Erasing: what a customer asks for, what time brings, and what nobody signed for."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from consent import ledger
from consent.models import AuditEvent, Consent, Disclosure, Erasure
from consent.proof import checkpoints, erasing
from consent.proof.findings import Kind
from tests.consent.proof.chains import content, found, grow, record
from tests.people import NOW, Cast

KEPT = timedelta(days=1095)
ASKED = NOW + timedelta(days=1)
BLANK = {"content": "", "salt": ""}


@pytest.fixture
def consent(cast: Cast) -> Consent:
    """Alice's, with three disclosures a minute apart."""
    consent = Consent.objects.get(customer=cast.alice)
    grow(consent, 3)
    return consent


def hidden(consent: Consent) -> list[datetime | None]:
    return list(consent.disclosures.order_by("seq").values_list("hidden_at", flat=True))


def test_erasing_hides_every_row_and_says_until_when_it_is_kept(consent: Consent) -> None:
    until = erasing.erase(consent, ASKED)
    assert until == NOW + timedelta(minutes=2) + KEPT
    assert hidden(consent) == [ASKED] * 3
    assert found(consent) == []


def test_erasing_leaves_a_signed_line_and_a_trace(consent: Consent, cast: Cast) -> None:
    erasing.erase(consent, ASKED)
    line = Erasure.objects.get()
    assert (line.why, line.first_seq, line.last_seq, line.at) == ("customer", 1, 3, ASKED)
    event = AuditEvent.objects.get(kind="disclosures.erase")
    assert (event.actor, event.subject) == (cast.alice.public_id, consent.public_id)


def test_erasing_again_finds_only_what_came_since(consent: Consent) -> None:
    erasing.erase(consent, ASKED)
    assert erasing.erase(consent, ASKED) is None
    record(consent, content(), ASKED)
    assert erasing.erase(consent, ASKED) == ASKED + KEPT
    assert list(Erasure.objects.order_by("pk").values_list("first_seq", "last_seq")) == [
        (1, 3),
        (4, 4),
    ]
    assert found(consent) == []


def test_where_nothing_was_recorded_there_is_nothing_to_erase(cast: Cast) -> None:
    assert erasing.erase(Consent.objects.get(customer=cast.bob), ASKED) is None
    assert not Erasure.objects.exists()


def test_erasing_leaves_the_neighbours_list_alone(consent: Consent, cast: Cast) -> None:
    bobs = Consent.objects.get(customer=cast.bob)
    grow(bobs, 1)
    erasing.erase(consent, ASKED)
    assert hidden(bobs) == [None]


def test_when_its_time_is_over_the_content_is_destroyed_and_the_chain_holds(
    consent: Consent,
) -> None:
    checkpoints.seal(NOW)
    before = list(consent.disclosures.order_by("seq").values("seq", "at", "digest", "hash"))
    assert erasing.retire(NOW + KEPT + timedelta(seconds=90)) == 2
    rows = consent.disclosures.order_by("seq")
    assert list(rows.values("seq", "at", "digest", "hash")) == before
    assert list(rows.values_list("turn_id", flat=True)) == ["retired:1", "retired:2", "turn-3"]
    assert [bool(row.content or row.salt) for row in rows] == [False, False, True]
    assert found(consent) == []


def test_a_disclosure_is_kept_to_the_second(consent: Consent) -> None:
    assert erasing.retire(NOW + KEPT) == 0


def test_retiring_goes_on_where_it_was_and_then_has_nothing_to_do(consent: Consent) -> None:
    late = NOW + KEPT + timedelta(days=1)
    assert [erasing.retire(late, batch=2) for _ in range(3)] == [2, 1, 0]
    assert list(Erasure.objects.order_by("pk").values_list("why", "first_seq", "last_seq")) == [
        ("retention", 1, 2),
        ("retention", 3, 3),
    ]
    assert found(consent) == []


def test_what_was_erased_is_destroyed_in_its_time_as_well(consent: Consent) -> None:
    erasing.erase(consent, ASKED)
    assert erasing.retire(NOW + KEPT + timedelta(days=1)) == 3
    assert not Disclosure.objects.exclude(content="").exists()
    assert found(consent) == []


def test_moments_that_are_not_in_order_leave_no_unsigned_row(consent: Consent) -> None:
    """Two hosts' clocks differ: a later row may have an earlier moment."""
    record(consent, content(), NOW - timedelta(seconds=5))
    assert erasing.retire(NOW + KEPT) == 1
    assert list(Erasure.objects.values_list("first_seq", "last_seq")) == [(4, 4)]
    assert found(consent) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (BLANK, [(Kind.BLANKED, 2, 2)]),
        ({"hidden_at": ASKED}, [(Kind.HIDDEN, 2, 2)]),
        (BLANK | {"hidden_at": ASKED}, [(Kind.BLANKED, 2, 2), (Kind.HIDDEN, 2, 2)]),
        ({"content": '{"topic":"nothing"}', "salt": ""}, [(Kind.CHANGED, 2, 2)]),
    ],
)
def test_what_nobody_signed_for_is_named(consent: Consent, change: Any, named: Any) -> None:
    consent.disclosures.filter(seq=2).update(**change)
    assert found(consent) == named


def test_a_line_of_the_customers_does_not_cover_destroyed_content(consent: Consent) -> None:
    erasing.erase(consent, ASKED)
    consent.disclosures.filter(seq=2).update(**BLANK)
    assert found(consent) == [(Kind.BLANKED, 2, 2)]


def test_erased_rows_that_are_shown_again_are_named(consent: Consent) -> None:
    erasing.erase(consent, ASKED)
    consent.disclosures.filter(seq__gt=1).update(hidden_at=None)
    assert found(consent) == [(Kind.SHOWN, 2, 3)]


@pytest.mark.parametrize(
    "forged", [{"last_seq": 3}, {"why": "retention"}, {"at": NOW}, {"signature": "AAAA"}]
)
def test_a_forged_line_covers_nothing(consent: Consent, forged: dict[str, Any]) -> None:
    consent.disclosures.filter(seq=3).delete()
    Consent.objects.filter(pk=consent.pk).update(seq=2, head=consent.disclosures.get(seq=2).hash)
    erasing.erase(consent, ASKED)
    Erasure.objects.update(**forged)
    last = forged.get("last_seq", 2)
    assert found(consent) == [(Kind.ERASURE_FORGED, 1, last), (Kind.HIDDEN, 1, 2)]


def test_a_line_of_another_consent_covers_nothing_here(consent: Consent, cast: Cast) -> None:
    bobs = Consent.objects.get(customer=cast.bob)
    grow(bobs, 3)
    erasing.erase(consent, ASKED)
    Erasure.objects.update(consent=bobs)
    assert found(bobs) == [(Kind.ERASURE_FORGED, 1, 3)]
    assert found(consent) == [(Kind.HIDDEN, 1, 3)]


def test_a_line_under_a_key_that_is_gone_is_named(consent: Consent, settings: Any) -> None:
    erasing.erase(consent, ASKED)
    settings.LEDGER_KEYS = ["YW5vdGhlciBzZWVkIG9mIHRoaXJ0eS10d28gYnl0ZXM="]
    assert found(consent) == [(Kind.ERASURE_UNKNOWN_KEY, 1, 3), (Kind.HIDDEN, 1, 3)]


def test_a_turn_that_comes_again_after_erasing_is_still_known(consent: Consent) -> None:
    erasing.erase(consent, NOW + timedelta(minutes=3))
    consent.refresh_from_db()
    head = ledger.Head(
        consent=consent.pk, revision=consent.revision, seq=consent.seq, hash=consent.head
    )
    again = ledger.record(head, "turn-3", content(), NOW + timedelta(minutes=3))
    assert again is ledger.Recorded.ALREADY
