"""Whose chain it is, and to whom it speaks: signed with it, so that neither is changed unseen."""

from datetime import timedelta

import pytest

from consent.models import CheckpointEntry, Consent, Disclosure
from consent.proof import checkpoints, erasing
from consent.proof.findings import Finding, Kind
from tests.consent.proof.chains import content, found, grow, of_checkpoints, record
from tests.people import NOW, Cast

LATER = NOW + timedelta(minutes=5)
CHANGED = [Finding(kind=Kind.CHECKPOINT_CHANGED, checkpoint=1)]


@pytest.fixture
def alices(cast: Cast) -> Consent:
    """Alice's consent with two disclosures, sealed together with Bob's."""
    for customer in (cast.bob, cast.alice):
        grow(consent := Consent.objects.get(customer=customer), 2)
    checkpoints.seal(LATER)
    return consent


def test_a_chain_as_it_was_sealed_is_whole(alices: Consent) -> None:
    assert (of_checkpoints(), found(alices)) == ([], [])


def test_a_chain_given_to_another_customer_is_named(cast: Cast, alices: Consent) -> None:
    """Who can write to the database cannot hide from Alice what was told about her."""
    Consent.objects.filter(pk=alices.pk).update(customer=cast.charlie)
    assert of_checkpoints() == CHANGED


def test_a_chain_laid_at_another_assistants_door_is_named(cast: Cast, alices: Consent) -> None:
    Consent.objects.filter(pk=alices.pk).update(assistant=cast.other)
    assert of_checkpoints() == CHANGED


def test_two_chains_that_changed_places_are_both_named(cast: Cast, alices: Consent) -> None:
    bobs = Consent.objects.get(customer=cast.bob)
    others = {alices.pk: bobs, bobs.pk: alices}
    heads = dict(Consent.objects.values_list("pk", "head"))
    rows = list(Disclosure.objects.all())
    for row in rows:  # out of each other's way, while they change places
        Disclosure.objects.filter(pk=row.pk).update(seq=100 + row.pk, turn_id=f"turn-of-{row.pk}")
    for row in rows:
        there = others[row.consent_id]
        Disclosure.objects.filter(pk=row.pk).update(consent=there, seq=row.seq)
    for pk, there in others.items():
        Consent.objects.filter(pk=pk).update(head=heads[there.pk])
    assert [found(each) for each in (alices, bobs)] == [[(Kind.REWRITTEN, 2, 2)]] * 2


def test_entries_that_were_changed_with_their_chains_are_named(cast: Cast, alices: Consent) -> None:
    bobs = Consent.objects.get(customer=cast.bob)
    heads = dict(CheckpointEntry.objects.values_list("consent", "head"))
    for mine, theirs in ((alices, bobs), (bobs, alices)):
        CheckpointEntry.objects.filter(consent=mine).update(head=heads[theirs.pk])
    assert of_checkpoints() == CHANGED


def test_what_is_destroyed_around_a_row_signs_nothing_about_that_row(alices: Consent) -> None:
    """A line over more than was destroyed would let the row be blanked unseen."""
    record(alices, content(), NOW - timedelta(days=1))
    alices.disclosures.filter(seq=2).update(at=LATER)
    erasing.retire(NOW + erasing.keep() + timedelta(seconds=30))
    lines = alices.erasures.order_by("first_seq").values_list("first_seq", "last_seq")
    assert list(lines) == [(1, 1), (3, 3)]
