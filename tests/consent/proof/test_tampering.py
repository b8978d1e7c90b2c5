"""Whatever is done to the rows of a chain, it is found and named."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from consent.ledger import digest_of
from consent.models import Consent, Disclosure
from consent.proof import checkpoints
from consent.proof.findings import Kind
from tests.consent.proof.chains import found, grow, rechain
from tests.people import NOW, Cast


@pytest.fixture
def consent(cast: Cast) -> Consent:
    """Alice's, with five disclosures."""
    consent = Consent.objects.get(customer=cast.alice)
    grow(consent, 5)
    return consent


def row(consent: Consent, seq: int) -> Any:
    return Disclosure.objects.filter(consent=consent, seq=seq)


def rows(consent: Consent) -> list[Disclosure]:
    return list(consent.disclosures.order_by("seq"))


def swap(consent: Consent, one: int, other: int) -> None:
    row(consent, one).update(seq=99)
    row(consent, other).update(seq=one)
    row(consent, 99).update(seq=other)


def copy(consent: Consent, seq: int) -> None:
    """Appends a copy and moves the consent's own end to it."""
    again = row(consent, seq).get()
    again.pk, again.seq, again.turn_id = None, consent.seq + 1, "copy"
    again.save(force_insert=True)
    Consent.objects.filter(pk=consent.pk).update(seq=again.seq, head=again.hash)


def close_gap(consent: Consent, gone: int) -> None:
    """Removes a row and moves the later ones up."""
    row(consent, gone).delete()
    for later in rows(consent)[gone - 1 :]:
        row(consent, later.seq).update(seq=later.seq - 1)
    Consent.objects.filter(pk=consent.pk).update(seq=F("seq") - 1)


def change_and_digest(consent: Consent) -> None:
    changed = row(consent, 3).get()
    text = changed.content.replace("speaker", "screen")
    row(consent, 3).update(content=text, digest=digest_of(changed.salt, text))


def test_an_untouched_chain_has_nothing_wrong(consent: Consent) -> None:
    checkpoints.seal(NOW)
    assert found(consent) == []


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        (lambda c: row(c, 3).update(content=F("salt")), [(Kind.CHANGED, 3, 3)]),
        (lambda c: row(c, 3).update(salt="0" * 32), [(Kind.CHANGED, 3, 3)]),
        (lambda c: row(c, 3).update(content=""), [(Kind.CHANGED, 3, 3)]),
        (change_and_digest, [(Kind.UNLINKED, 3, 3)]),
        (
            lambda c: row(c, 3).update(at=F("at") + timedelta(microseconds=1)),
            [(Kind.UNLINKED, 3, 3)],
        ),
        (lambda c: row(c, 3).update(hash="0" * 64), [(Kind.UNLINKED, 3, 3)]),
        (lambda c: row(c, 5).update(hash="0" * 64), [(Kind.UNLINKED, 5, 5)]),
        (lambda c: row(c, 1).delete(), [(Kind.MISSING, 1, 1)]),
        (lambda c: row(c, 3).delete(), [(Kind.MISSING, 3, 3)]),
        (lambda c: c.disclosures.filter(seq__gt=3).delete(), [(Kind.MISSING, 4, 5)]),
        (lambda c: c.disclosures.all().delete(), [(Kind.MISSING, 1, 5)]),
        (lambda c: swap(c, 2, 3), [(Kind.REORDERED, 2, 2), (Kind.REORDERED, 3, 3)]),
        (lambda c: swap(c, 2, 4), [(Kind.REORDERED, 2, 2), (Kind.REORDERED, 4, 4)]),
        (lambda c: swap(c, 4, 5), [(Kind.REORDERED, 4, 4), (Kind.REORDERED, 5, 5)]),
        (lambda c: swap(c, 1, 5), [(Kind.REORDERED, 1, 1), (Kind.REORDERED, 5, 5)]),
        (lambda c: copy(c, 2), [(Kind.DUPLICATED, 6, 6)]),
        (
            lambda c: close_gap(c, 3),
            [(Kind.UNLINKED, 3, 3), (Kind.REORDERED, 4, 4)],
        ),
        (
            lambda c: Consent.objects.filter(pk=c.pk).update(seq=4, head=rows(c)[3].hash),
            [(Kind.ADDED, 5, 5)],
        ),
        (
            lambda c: Consent.objects.filter(pk=c.pk).update(head="0" * 64),
            [(Kind.WRONG_HEAD, 5, 5)],
        ),
    ],
)
def test_it_is_found_and_named(
    consent: Consent, tamper: Callable[[Consent], object], named: list[tuple[Kind, int, int]]
) -> None:
    """Promise P4: no checkpoint is needed for these."""
    tamper(consent)
    assert found(consent) == named


def test_what_is_wrong_in_one_chain_is_not_said_of_its_neighbour(
    consent: Consent, cast: Cast
) -> None:
    bobs = Consent.objects.get(customer=cast.bob)
    grow(bobs, 2)
    row(consent, 3).delete()
    assert (found(consent), found(bobs)) == ([(Kind.MISSING, 3, 3)], [])


def test_a_tail_that_was_cut_consistently_contradicts_the_checkpoint(consent: Consent) -> None:
    checkpoints.seal(NOW)
    rechain(consent, rows(consent)[:3])
    assert found(consent) == [(Kind.CUT, 4, 5)]


def test_nothing_at_all_left_contradicts_the_checkpoint(consent: Consent) -> None:
    checkpoints.seal(NOW)
    rechain(consent, [])
    Consent.objects.filter(pk=consent.pk).update(sealed_seq=0)
    assert found(consent) == [(Kind.CUT, 1, 5)]


def test_a_cut_tail_that_grew_again_contradicts_the_checkpoint(consent: Consent) -> None:
    checkpoints.seal(NOW)
    rechain(consent, rows(consent)[:3])
    grow(consent, 4)
    checkpoints.seal(NOW)
    assert found(consent) == [(Kind.REWRITTEN, 5, 5)]


def test_a_chain_written_anew_contradicts_the_checkpoint(consent: Consent) -> None:
    checkpoints.seal(NOW)
    changed = rows(consent)
    changed[1].content = changed[1].content.replace("speaker", "screen")
    rechain(consent, changed)
    assert found(consent) == [(Kind.REWRITTEN, 5, 5)]


def test_a_chain_written_anew_and_sealed_again_contradicts_the_older_checkpoint(
    consent: Consent,
) -> None:
    checkpoints.seal(NOW)
    rechain(consent, rows(consent)[1:] + rows(consent)[:1])
    Consent.objects.filter(pk=consent.pk).update(sealed_seq=0)
    checkpoints.seal(NOW)
    assert found(consent) == [(Kind.REWRITTEN, 5, 5)]


def test_growth_since_the_checkpoint_is_no_damage(consent: Consent) -> None:
    checkpoints.seal(NOW)
    grow(consent, 2, NOW + timedelta(hours=1))
    assert found(consent) == []


def test_a_long_chain_that_was_shuffled_is_named_within_bounds(consent: Consent) -> None:
    grow(consent, 55, NOW + timedelta(hours=1))
    for seq in range(1, 30):
        swap(consent, seq, 61 - seq)
    kinds = {kind for kind, *_ in found(consent)}
    assert kinds <= {Kind.REORDERED, Kind.UNLINKED, Kind.WRONG_HEAD}
    assert Kind.UNLINKED in kinds
