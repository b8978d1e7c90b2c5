"""Sealing, erasing and verifying beside questions that go on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consent.models import Checkpoint, CheckpointEntry, Consent
from consent.proof import checkpoints, erasing, verification
from consent.release import Balances
from tests import people
from tests.consent.proof.chains import grow, of_checkpoints
from tests.consent.test_contention import at_once, live, question, questions

pytestmark = pytest.mark.django_db(transaction=True)


def test_twelve_questions_are_answered_while_their_chain_is_sealed() -> None:
    """Promise P4: sealing takes no answer away, and signs only what was committed."""
    cast = people.cast()
    for _ in range(3):
        token, consent = live(cast, [cast.everyday])

        def sealed() -> None:
            for _ in range(5):
                checkpoints.seal(timezone.now())

        askers = [lambda n=n, t=token: question(t, str(n)) for n in range(12)]
        _, *answers = at_once(sealed, *askers)
        told = [each for each in answers if isinstance(each, Balances)]
        assert len(told) == consent.disclosures.count() >= 1
        checkpoints.seal(timezone.now())
        assert verification.of_consent(consent) == []
    assert of_checkpoints() == []


def test_two_ticks_at_once_make_one_checkpoint() -> None:
    cast = people.cast()
    grow(Consent.objects.get(customer=cast.alice), 2)
    now = timezone.now()
    made = at_once(*[lambda: checkpoints.seal(now)] * 4)
    assert len([each for each in made if each]) == Checkpoint.objects.count() == 1
    assert CheckpointEntry.objects.count() == 1


def test_a_chain_that_grows_and_is_sealed_while_it_is_read_is_not_damaged() -> None:
    cast = people.cast()
    token, consent = live(cast, [cast.everyday])

    def read() -> list[object]:
        return [each for _ in range(10) for each in verification.of_consent(consent)]

    def sealed() -> None:
        for _ in range(5):
            checkpoints.seal(timezone.now())

    found, *_ = at_once(read, sealed, *[lambda n=n: questions(token, n) for n in range(4)])
    assert found == []


def test_erasing_beside_questions_leaves_a_whole_chain() -> None:
    cast = people.cast()
    token, consent = live(cast, [cast.everyday])

    def erased() -> None:
        for _ in range(5):
            erasing.erase(consent, timezone.now())

    def read() -> list[object]:
        return [each for _ in range(10) for each in verification.of_consent(consent)]

    _, found, *_ = at_once(erased, read, *[lambda n=n: questions(token, n) for n in range(4)])
    assert found == verification.of_consent(consent) == []


def test_two_who_retire_at_once_destroy_each_row_once() -> None:
    cast = people.cast()
    consent = Consent.objects.get(customer=cast.alice)
    grow(consent, 10)
    late = timezone.now() + timedelta(days=2000)
    assert sum(at_once(*[lambda: erasing.retire(late, batch=10)] * 3)) == 10
    assert consent.erasures.count() == 1
    assert verification.of_consent(consent) == []
