"""Signed checkpoints: what they cover, who signed them, and what their own loss looks like."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from structlog.testing import capture_logs

from consent.models import Checkpoint, CheckpointEntry, Consent
from consent.proof import checkpoints, signatures, verification
from consent.proof.findings import Finding, Kind
from tests.consent.proof.chains import found, grow, of_checkpoints
from tests.people import NOW, Cast

LATER = NOW + timedelta(minutes=5)
NEW_KEY = base64.b64encode(b"another seed of thirty-two bytes").decode()


@pytest.fixture
def alices(cast: Cast) -> Consent:
    """Alice's consent, with two disclosures."""
    consent = Consent.objects.get(customer=cast.alice)
    grow(consent, 2)
    return consent


@pytest.fixture
def bobs(cast: Cast) -> Consent:
    """Bob's consent, with one."""
    consent = Consent.objects.get(customer=cast.bob)
    grow(consent, 1)
    return consent


def seal(at: Any = NOW) -> Checkpoint:
    checkpoint = checkpoints.seal(at)
    assert checkpoint is not None
    return checkpoint


def entries(checkpoint: Checkpoint) -> list[tuple[int, int]]:
    rows = CheckpointEntry.objects.filter(checkpoint=checkpoint).order_by("consent")
    return list(rows.values_list("consent", "seq"))


def test_it_covers_every_chain_that_grew_since_the_last(alices: Consent, bobs: Consent) -> None:
    first = seal()
    grow(bobs, 2)
    second = seal(LATER)
    assert entries(first) == [(alices.pk, 2), (bobs.pk, 1)]
    assert entries(second) == [(bobs.pk, 3)]
    assert (second.number, second.previous, second.at) == (2, first.digest, LATER)
    assert of_checkpoints() == []


def test_it_changes_nothing_of_a_consent_but_how_far_it_is_sealed(alices: Consent) -> None:
    """Promise P3: a question under way goes on, as the revision stays."""
    before = Consent.objects.filter(pk=alices.pk).values().get()
    seal()
    assert Consent.objects.filter(pk=alices.pk).values().get() == before | {"sealed_seq": 2}


def test_without_growth_there_is_none(alices: Consent) -> None:
    seal()
    assert checkpoints.seal(LATER) is None
    assert Checkpoint.objects.count() == 1


def test_many_chains_make_several_and_each_chain_is_in_one(
    alices: Consent, bobs: Consent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "_BATCH", 1)
    assert seal().number == 2
    assert [entries(each) for each in Checkpoint.objects.order_by("number")] == [
        [(alices.pk, 2)],
        [(bobs.pk, 1)],
    ]
    assert of_checkpoints() == []


def test_the_log_gets_a_witness_and_nothing_personal(alices: Consent) -> None:
    with capture_logs() as logged:
        checkpoint = seal()
    assert logged == [
        {
            "event": "ledger.checkpoint",
            "log_level": "info",
            "number": 1,
            "digest": checkpoint.digest,
            "key": checkpoint.key_id,
            "signature": checkpoint.signature,
        }
    ]


def test_sealing_takes_the_same_statements_however_long_the_chains(
    alices: Consent, bobs: Consent
) -> None:
    counts = []
    for size in (1, 20):
        grow(bobs, size)
        with CaptureQueriesContext(connection) as captured:
            seal()
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.fixture
def three(alices: Consent) -> list[Checkpoint]:
    """Three checkpoints over Alice's chain, of 2, 3 and 4 disclosures."""
    made = [seal()]
    for minutes in (5, 10):
        grow(alices, 1)
        made.append(seal(NOW + timedelta(minutes=minutes)))
    return made


def test_a_removed_checkpoint_is_named(three: list[Checkpoint]) -> None:
    three[1].delete()
    assert of_checkpoints() == [Finding(kind=Kind.CHECKPOINT_MISSING, checkpoint=2)]


def test_a_first_checkpoint_that_is_gone_is_named(three: list[Checkpoint]) -> None:
    three[0].delete()
    assert of_checkpoints() == [Finding(kind=Kind.CHECKPOINT_MISSING, checkpoint=1)]


@pytest.mark.parametrize(
    "change", [{"at": LATER + timedelta(microseconds=1)}, {"previous": "0" * 64}]
)
def test_a_changed_checkpoint_is_named(three: list[Checkpoint], change: dict[str, Any]) -> None:
    Checkpoint.objects.filter(number=2).update(**change)
    assert of_checkpoints() == [Finding(kind=Kind.CHECKPOINT_CHANGED, checkpoint=2)]


@pytest.mark.parametrize("change", [{"seq": 1}, {"head": "0" * 64}])
def test_an_entry_that_was_changed_is_named(three: list[Checkpoint], change: Any) -> None:
    CheckpointEntry.objects.filter(checkpoint=three[1]).update(**change)
    assert of_checkpoints() == [Finding(kind=Kind.CHECKPOINT_CHANGED, checkpoint=2)]


def test_an_entry_that_was_removed_is_named_twice(three: list[Checkpoint], alices: Consent) -> None:
    CheckpointEntry.objects.filter(checkpoint=three[2]).delete()
    assert of_checkpoints() == [Finding(kind=Kind.CHECKPOINT_CHANGED, checkpoint=3)]
    assert found(alices) == [(Kind.UNSEALED, 4, 4)]


def test_a_checkpoint_written_anew_without_the_key_is_forged(three: list[Checkpoint]) -> None:
    """Whoever can write to the database can compute a digest, but not sign it."""
    forged = three[2]
    forged.at += timedelta(seconds=1)
    stands = [
        checkpoints.Stand(
            consent=each.consent.public_id,
            customer=each.consent.customer.public_id,
            assistant=each.consent.assistant.client_id,
            seq=each.seq,
            head=each.head,
        )
        for each in forged.entries.select_related("consent__customer", "consent__assistant")
    ]
    forged.digest = checkpoints.digest_of(forged.previous, 3, forged.at, stands)
    forged.save()
    assert of_checkpoints() == [Finding(kind=Kind.CHECKPOINT_FORGED, checkpoint=3)]


def test_a_signature_over_something_else_is_no_checkpoints(three: list[Checkpoint]) -> None:
    signature = signatures.sign(three[2].digest)
    Checkpoint.objects.filter(number=3).update(signature=signature.value)
    assert of_checkpoints() == [Finding(kind=Kind.CHECKPOINT_FORGED, checkpoint=3)]


@pytest.mark.parametrize("signature", ["", "no base64!", "AAAA", "\u00e4"])
def test_what_is_no_signature_at_all_is_forged(three: list[Checkpoint], signature: str) -> None:
    Checkpoint.objects.filter(number=1).update(signature=signature)
    assert of_checkpoints() == [Finding(kind=Kind.CHECKPOINT_FORGED, checkpoint=1)]


def test_old_checkpoints_verify_under_the_retired_public_key(
    three: list[Checkpoint], alices: Consent, settings: Any
) -> None:
    [old] = signatures.known()
    settings.LEDGER_KEYS = [NEW_KEY, old.public]
    grow(alices, 1)
    newest = seal(NOW + timedelta(minutes=15))
    assert (of_checkpoints(), found(alices)) == ([], [])
    assert newest.key_id != old.id == three[0].key_id


def test_without_the_retired_key_its_checkpoints_are_named(
    three: list[Checkpoint], alices: Consent, settings: Any
) -> None:
    settings.LEDGER_KEYS = [NEW_KEY]
    unknown = [Finding(kind=Kind.CHECKPOINT_UNKNOWN_KEY, checkpoint=n) for n in (1, 2, 3)]
    assert of_checkpoints() == unknown
    assert verification.of_consent(alices) == unknown[2:]


def test_a_witness_finds_checkpoints_cut_off_at_the_end(
    three: list[Checkpoint], alices: Consent
) -> None:
    """The last checkpoint gone and all else set back: only what was noted elsewhere tells."""
    noted = three[2].digest
    assert verification.witnessed(3, noted) == []
    three[2].delete()
    alices.disclosures.filter(seq=4).delete()
    third = alices.disclosures.get(seq=3)
    Consent.objects.filter(pk=alices.pk).update(seq=3, head=third.hash, sealed_seq=3)
    assert (of_checkpoints(), found(alices)) == ([], [])
    assert verification.witnessed(3, noted) == [
        Finding(kind=Kind.WITNESS_CONTRADICTED, checkpoint=3)
    ]
