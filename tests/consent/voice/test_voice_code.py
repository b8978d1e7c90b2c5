"""The voice code: set, tried, locked, set anew, removed."""

from datetime import timedelta

import pytest
from django.db import transaction
from pytest_django import Settings

from consent.models import AuditEvent, Consent, Notice, VoiceCode, VoicePass
from consent.voice import attempts as trying
from consent.voice import voice_code
from consent.voice.voice_code import Attempt, Objection, Readiness
from tests.consent.test_contention import at_once
from tests.people import NOW, Cast, customer

CODE, WRONG, OTHER = "4071", "8305", "6152"


def attempts(cast: Cast, *codes: str) -> list[Attempt]:
    return [voice_code.attempt(cast.alice.pk, code, NOW) for code in codes]


def set_code(cast: Cast, code: str = CODE, *, later: timedelta = timedelta()) -> None:
    assert voice_code.set_code(cast.alice, code, NOW + later) is None


def trail() -> list[str]:
    kinds = AuditEvent.objects.filter(kind__startswith="voice_code").order_by("pk")
    return list(kinds.values_list("kind", flat=True))


def test_the_right_code_is_right_and_gives_the_tries_back(cast: Cast) -> None:
    set_code(cast)
    tried = attempts(cast, WRONG, WRONG, CODE, WRONG, WRONG, CODE)
    assert tried == [
        *(Attempt.WRONG, Attempt.WRONG, Attempt.RIGHT),
        *(Attempt.WRONG, Attempt.WRONG, Attempt.RIGHT),
    ]
    assert VoiceCode.objects.get().tries_left == 3


def test_three_wrong_ones_lock_it_even_for_the_right_code(cast: Cast) -> None:
    set_code(cast)
    assert attempts(cast, WRONG, WRONG, WRONG, CODE, CODE) == [
        *(Attempt.WRONG, Attempt.WRONG),
        *[Attempt.LOCKED] * 3,
    ]
    assert voice_code.readiness(cast.alice) is Readiness.LOCKED


def test_a_lock_is_told_and_recorded_once(cast: Cast) -> None:
    set_code(cast)
    attempts(cast, *[WRONG] * 6)
    [notice] = Notice.objects.filter(kind="security")
    assert (notice.customer_id, notice.topic) == (cast.alice.pk, "voice_code_locked")
    assert trail() == ["voice_code.set", "voice_code.lock"]
    lock = AuditEvent.objects.get(kind="voice_code.lock")
    assert (lock.actor, lock.subject) == ("voice", cast.alice.public_id)


def test_a_new_code_ends_the_lock(cast: Cast) -> None:
    set_code(cast)
    attempts(cast, *[WRONG] * 3)
    set_code(cast, OTHER, later=timedelta(minutes=1))
    assert attempts(cast, CODE, OTHER) == [Attempt.WRONG, Attempt.RIGHT]
    attempts(cast, *[WRONG] * 3)
    told = Notice.objects.filter(kind="security").order_by("pk")
    topics = ["voice_code_locked", "voice_code_changed", "voice_code_locked"]
    assert [each.topic for each in told] == topics


def test_without_a_code_none_is_right(cast: Cast) -> None:
    assert attempts(cast, CODE) == [Attempt.NOT_SET]
    assert voice_code.readiness(cast.alice) is Readiness.NOT_SET


def test_bobs_and_charlies_codes_are_their_own(cast: Cast) -> None:
    """The same code of two people: neither is found by the other's, and neither hash is alike."""
    set_code(cast)
    assert voice_code.set_code(cast.bob, CODE, NOW) is None
    assert voice_code.attempt(cast.charlie.pk, CODE, NOW) is Attempt.NOT_SET
    attempts(cast, *[WRONG] * 3)
    assert voice_code.attempt(cast.bob.pk, CODE, NOW) is Attempt.RIGHT
    hashes = dict(VoiceCode.objects.values_list("customer", "hash"))
    VoiceCode.objects.filter(customer=cast.alice).update(hash=hashes[cast.bob.pk], tries_left=3)
    assert attempts(cast, CODE) == [Attempt.WRONG]


def test_removed_it_is_gone(cast: Cast) -> None:
    set_code(cast)
    assert (voice_code.remove(cast.alice, NOW), voice_code.remove(cast.alice, NOW)) == (True, False)
    assert not VoiceCode.objects.exists()
    assert trail() == ["voice_code.set", "voice_code.remove"]


def test_a_change_of_the_code_forgets_where_the_old_one_was_said(cast: Cast) -> None:
    set_code(cast)
    for consent in Consent.objects.all():
        until = NOW + timedelta(minutes=5)
        VoicePass.objects.create(consent=consent, conversation="c", until=until)
    set_code(cast, OTHER, later=timedelta(minutes=1))
    assert [each.consent.customer_id for each in VoicePass.objects.all()] == [cast.bob.pk]


def test_a_refused_code_changes_nothing(cast: Cast) -> None:
    """Issue 3: not a date of birth, a sequence or the last digits of an account."""
    set_code(cast)
    cast.alice.born_on = NOW.date().replace(year=1986, month=4, day=17)
    cast.alice.save()
    cast.everyday.last_digits = "5671"
    cast.everyday.save()
    cast.charlies.last_digits = "3906"
    cast.charlies.save()
    codes = ("0417", "5671", "1234", "3906")
    refused = [voice_code.set_code(cast.alice, code, NOW) for code in codes]
    assert refused == [Objection.BIRTH, Objection.ACCOUNT, Objection.SEQUENCE, None]
    assert attempts(cast, "3906") == [Attempt.RIGHT]


def test_what_is_stored_is_slow_salted_and_worthless_without_the_key(
    cast: Cast, settings: Settings
) -> None:
    set_code(cast)
    first = VoiceCode.objects.get().hash
    set_code(cast, later=timedelta(minutes=1))
    stored = VoiceCode.objects.get().hash
    assert stored.startswith("scrypt$16384$")
    assert stored != first
    assert CODE not in stored.split("$")
    settings.VOICE_CODE_KEY = "another key"
    assert attempts(cast, CODE) == [Attempt.WRONG]


@pytest.mark.django_db(transaction=True)
def test_a_try_cannot_be_given_back_by_a_rollback() -> None:
    alice = customer("alice")
    voice_code.set_code(alice, CODE, NOW)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        voice_code.attempt(alice.pk, WRONG, NOW)
    assert VoiceCode.objects.get().tries_left == 3


@pytest.mark.django_db(transaction=True)
def test_twelve_wrong_ones_at_once_are_compared_three_times_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Issue 3, item 6."""
    alice = customer("alice")
    voice_code.set_code(alice, CODE, NOW)
    compared: list[int] = []
    compare = trying._is_right  # noqa: SLF001 - each of its calls is a guess

    def counted(customer: int, code: str, stored: str) -> bool:
        compared.append(customer)
        return compare(customer, code, stored)

    monkeypatch.setattr("consent.voice.attempts._is_right", counted)
    guesses = [lambda: voice_code.attempt(alice.pk, WRONG, NOW) for _ in range(12)]
    outcomes = at_once(*guesses)
    assert len(compared) == 3
    assert outcomes.count(Attempt.LOCKED) >= 10
    assert set(outcomes) <= {Attempt.LOCKED, Attempt.WRONG}
    assert voice_code.attempt(alice.pk, CODE, NOW) is Attempt.LOCKED
    assert Notice.objects.filter(topic="voice_code_locked").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_right_one_among_many_wrong_ones_opens_no_more_tries_than_it_should(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A right code gives back three tries, unless wrong ones have locked it meanwhile."""
    alice = customer("alice")
    voice_code.set_code(alice, CODE, NOW)
    codes = [CODE, *[WRONG] * 11]
    outcomes = at_once(*[lambda c=c: voice_code.attempt(alice.pk, c, NOW) for c in codes])
    is_right = outcomes[0] is Attempt.RIGHT
    assert outcomes.count(Attempt.RIGHT) == int(is_right)
    if not is_right:
        assert voice_code.attempt(alice.pk, CODE, NOW) is Attempt.LOCKED
