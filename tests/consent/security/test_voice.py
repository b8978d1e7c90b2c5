"""Who is heard: voice and code together, and a lock that is hers alone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from consent.models import Consent, PlatformIdentity, VoiceCode, VoicePass
from consent.privacy import AsksCode
from consent.release import Reason
from consent.voice import attempts, voice_code
from consent.voice.attempts import Attempt
from tests.consent.voice.test_presence import HERS, NOTE, SAID, allowed, answer
from tests.people import NOW, Cast

CODE, WRONG, OTHER = "4071", "8305", "6152"


def test_her_own_voice_does_not_spare_the_code_that_is_asked_for(cast: Cast) -> None:
    """A recording of her voice is not her code."""
    token = allowed(cast, only_my_voice=True, asks_code=AsksCode.EVERYTHING)
    assert answer(token, replace(SAID, **HERS)) is None
    later = replace(NOTE, conversation_id="conversation-2", **HERS)
    assert answer(token, later) is Reason.CODE_NEEDED


def test_her_code_does_not_spare_her_own_voice(cast: Cast) -> None:
    token = allowed(cast, only_my_voice=True, asks_code=AsksCode.EVERYTHING)
    assert answer(token, replace(SAID, **HERS)) is None
    stranger = replace(SAID, person="a stranger's voice")
    assert answer(token, stranger) is Reason.VOICE_NOT_RECOGNISED


def test_a_voice_is_not_learnt_while_the_code_that_is_asked_for_is_not_set(cast: Cast) -> None:
    """Promise P2: a code that is not there is not one that was said."""
    token = allowed(cast, code=None, only_my_voice=True, asks_code=AsksCode.EVERYTHING)
    assert answer(token, replace(NOTE, **HERS)) is Reason.CODE_NOT_SET
    assert not PlatformIdentity.objects.filter(kind="person").exists()


def test_a_lock_forgets_where_her_code_was_said_and_nobody_elses(cast: Cast) -> None:
    voice_code.set_code(cast.alice, CODE, NOW)
    for consent in Consent.objects.all():
        until = NOW + timedelta(minutes=5)
        VoicePass.objects.create(consent=consent, conversation="c", until=until)
    for _ in range(3):
        voice_code.attempt(cast.alice.pk, WRONG, NOW)
    assert [each.consent.customer_id for each in VoicePass.objects.all()] == [cast.bob.pk]


def test_a_code_that_was_replaced_while_it_was_compared_opens_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever overheard the old code and is a moment too late finds the new one in its place."""
    voice_code.set_code(cast.alice, CODE, NOW)
    compare: Any = attempts._is_right  # noqa: SLF001 - the slow step in between

    def slowly(*asked: Any) -> bool:
        voice_code.set_code(cast.alice, OTHER, NOW + timedelta(seconds=1))
        return bool(compare(*asked))

    monkeypatch.setattr(attempts, "_is_right", slowly)
    assert voice_code.attempt(cast.alice.pk, CODE, NOW) is Attempt.LOCKED
    assert VoiceCode.objects.get().tries_left == attempts.TRIES


def test_a_wrong_try_at_a_code_that_was_replaced_meanwhile_does_not_lock_the_new_one(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice_code.set_code(cast.alice, CODE, NOW)
    for _ in range(2):
        voice_code.attempt(cast.alice.pk, WRONG, NOW)

    def slowly(*_asked: Any) -> bool:
        voice_code.set_code(cast.alice, OTHER, NOW + timedelta(seconds=1))
        return False

    monkeypatch.setattr(attempts, "_is_right", slowly)
    voice_code.attempt(cast.alice.pk, WRONG, NOW)
    monkeypatch.undo()
    assert voice_code.attempt(cast.alice.pk, OTHER, NOW) is Attempt.RIGHT
