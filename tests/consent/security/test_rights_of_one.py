"""Copies, erasing and locks: of one customer and one assistant, beside others at the same time."""

from datetime import timedelta

from consent.models import Consent, Export
from consent.rights import exports, forgetting
from consent.scopes import Scope
from consent.voice import voice_code
from consent.voice.voice_code import Attempt
from tests import people
from tests.consent.proof.chains import grow
from tests.people import NOW, Cast

CODE, WRONG = "4071", "8305"


def test_a_copy_asked_for_while_anothers_is_made_is_her_own(cast: Cast) -> None:
    asked = [exports.ask(who, NOW) for who in (cast.alice, cast.bob)]
    owners = [each.customer_id for each in asked if isinstance(each, Export)]
    assert owners == [cast.alice.pk, cast.bob.pk]


def test_erasing_what_one_assistant_was_told_leaves_what_another_was(cast: Cast) -> None:
    people.allow(cast.alice, cast.other, [Scope.BALANCES], [cast.everyday])
    consents = Consent.objects.filter(customer=cast.alice).order_by("pk")
    for consent in consents:
        grow(consent, 1)
    forgetting.of_assistant(consents[0], NOW + timedelta(hours=1))
    hidden = [each.disclosures.get().hidden_at is not None for each in consents]
    assert hidden == [True, False]


def test_a_lock_of_hers_is_none_of_whoever_set_a_code_at_the_same_moment(cast: Cast) -> None:
    for who in (cast.alice, cast.bob):
        assert voice_code.set_code(who, CODE, NOW) is None
    for _ in range(3):
        voice_code.attempt(cast.alice.pk, WRONG, NOW)
    assert voice_code.attempt(cast.bob.pk, WRONG, NOW) is Attempt.WRONG
    assert voice_code.attempt(cast.bob.pk, CODE, NOW) is Attempt.RIGHT
