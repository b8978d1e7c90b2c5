"""Who is there: the code before amounts or everything, and only her own voice."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from banking.models import Link
from consent import gateway, leaving, ledger, operations
from consent.models import Consent, Disclosure, PlatformIdentity, VoiceCode, VoicePass
from consent.privacy import Amounts, AsksCode, Privacy
from consent.release import Balances, Reason, Refusal, Signs, TurnNote, Wanted
from consent.scopes import Scope
from consent.states import Channel, EndReason
from consent.voice import attempts, voice_code
from tests import people
from tests.people import NOW, Cast

CODE, WRONG = "4071", "8305"
NOTE = TurnNote(
    turn_id="turn-1",
    platform="alexa",
    device="speaker",
    topic="balance",
    conversation_id="conversation-1",
)
SAID = replace(NOTE, code=CODE)
HERS = {"person": "alice's voice"}


def allowed(cast: Cast, *, code: str | None = CODE, **privacy: object) -> str:
    """A token of Alice's under this privacy; her code is set."""
    if code:
        assert voice_code.set_code(cast.alice, code, NOW) is None
    chosen = Privacy(**privacy)  # type: ignore[arg-type]  # its fields by name
    return people.allow(
        cast.alice, cast.alexa, [Scope.BALANCES], [cast.everyday], privacy=chosen, now=NOW
    )


def answer(
    token: str, note: TurnNote, wanted: Wanted | None = None, *, now: datetime = NOW
) -> Reason | None:
    """Why there is no answer; None if there is one."""
    Link.objects.update(fetched_at=now)
    turn = replace(note, turn_id=f"turn-{Disclosure.objects.count()}")
    found = gateway.balances(token, wanted or Wanted(), note=turn, now=now, wait_s=0)
    assert isinstance(found, Balances | Signs | Refusal)
    return found.reason if isinstance(found, Refusal) else None


@pytest.mark.parametrize("asks", [AsksCode.AMOUNTS, AsksCode.EVERYTHING])
def test_without_the_code_nothing_is_told(cast: Cast, asks: AsksCode) -> None:
    """Promise P5."""
    token = allowed(cast, asks_code=asks)
    assert answer(token, NOTE) is Reason.CODE_NEEDED
    assert answer(token, replace(NOTE, code=WRONG)) is Reason.CODE_WRONG
    assert not Disclosure.objects.exists()
    assert answer(token, SAID) is None


def test_yes_or_no_is_no_amount_so_it_needs_no_code_before_amounts(cast: Cast) -> None:
    token = allowed(cast, asks_code=AsksCode.AMOUNTS, amounts=Amounts.YES_NO)
    assert answer(token, NOTE) is None
    token = allowed(cast, asks_code=AsksCode.EVERYTHING, amounts=Amounts.YES_NO)
    assert answer(token, NOTE) is Reason.CODE_NEEDED


@pytest.mark.parametrize("amounts", [Amounts.ROUNDED, Amounts.SCREEN])
def test_a_rounded_or_a_shown_amount_is_one(cast: Cast, amounts: Amounts) -> None:
    token = allowed(cast, asks_code=AsksCode.AMOUNTS, amounts=amounts)
    assert answer(token, NOTE) is Reason.CODE_NEEDED


def test_a_code_that_nobody_asked_for_is_not_compared(cast: Cast) -> None:
    token = allowed(cast)
    assert answer(token, replace(NOTE, code=WRONG)) is None
    assert VoiceCode.objects.get().tries_left == 3


def test_what_is_refused_anyway_asks_for_no_code_and_spends_no_try(cast: Cast) -> None:
    privacy = Privacy(asks_code=AsksCode.EVERYTHING)
    voice_code.set_code(cast.alice, CODE, NOW)
    token = people.allow(cast.alice, cast.alexa, [Scope.DUES], [cast.everyday], privacy=privacy)
    assert answer(token, replace(NOTE, code=WRONG)) is Reason.NOT_ALLOWED
    assert answer("nobody's token", replace(NOTE, code=WRONG)) is Reason.NOT_LINKED
    assert VoiceCode.objects.get().tries_left == 3


def test_what_is_there_is_told_to_nobody_without_the_code(cast: Cast) -> None:
    """Before everything: not even that there is no such account."""
    token = allowed(cast, asks_code=AsksCode.EVERYTHING)
    assert answer(token, NOTE, Wanted(name="Rainy Day")) is Reason.CODE_NEEDED
    assert answer(token, SAID, Wanted(name="Rainy Day")) is Reason.NO_SUCH_ACCOUNT


def test_for_five_minutes_its_conversation_is_not_asked_again(cast: Cast) -> None:
    token = allowed(cast, asks_code=AsksCode.AMOUNTS)
    assert answer(token, SAID) is None
    moments = [timedelta(minutes=4, seconds=59), timedelta(minutes=5)]
    seen = [answer(token, NOTE, now=NOW + moment) for moment in moments]
    assert seen == [None, Reason.CODE_NEEDED]


def test_another_conversation_is_asked(cast: Cast) -> None:
    token = allowed(cast, asks_code=AsksCode.AMOUNTS)
    answer(token, SAID)
    assert answer(token, replace(NOTE, conversation_id="conversation-2")) is Reason.CODE_NEEDED
    assert answer(token, replace(NOTE, conversation_id="")) is Reason.CODE_NEEDED


def test_the_conversation_is_kept_as_a_hash_and_old_ones_are_not(cast: Cast) -> None:
    token = allowed(cast, asks_code=AsksCode.AMOUNTS)
    answer(token, SAID)
    later = NOW + timedelta(minutes=6)
    answer(token, replace(SAID, conversation_id="conversation-2"), now=later)
    [kept] = VoicePass.objects.all()
    assert kept.until == later + timedelta(minutes=5)
    assert (len(kept.conversation), "conversation" in kept.conversation) == (64, False)


@pytest.mark.parametrize(("code", "reason"), [(None, Reason.CODE_NOT_SET)])
def test_who_has_no_code_is_told_so(cast: Cast, code: str | None, reason: Reason) -> None:
    token = allowed(cast, code=code, asks_code=AsksCode.AMOUNTS)
    assert (answer(token, NOTE), answer(token, SAID)) == (reason, reason)


def test_the_third_wrong_one_locks_the_pass_of_another_conversation_too(cast: Cast) -> None:
    token = allowed(cast, asks_code=AsksCode.AMOUNTS)
    answer(token, replace(SAID, conversation_id="conversation-2"))
    wrong = replace(NOTE, code=WRONG)
    assert [answer(token, wrong) for _ in range(3)] == [
        *(Reason.CODE_WRONG, Reason.CODE_WRONG),
        Reason.CODE_LOCKED,
    ]
    again = replace(NOTE, conversation_id="conversation-2")
    assert (answer(token, SAID), answer(token, again)) == (Reason.CODE_LOCKED, Reason.CODE_LOCKED)


def test_a_question_that_starts_again_spends_one_try(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = allowed(cast, asks_code=AsksCode.AMOUNTS)
    monkeypatch.setattr(ledger, "record", lambda *_: ledger.Recorded.OVERTAKEN)
    tried: list[str] = []

    def attempt(_customer: int, code: str, _now: datetime) -> attempts.Attempt:
        tried.append(code)
        return attempts.Attempt.RIGHT

    monkeypatch.setattr(attempts, "attempt", attempt)
    assert (answer(token, SAID), tried) == (Reason.TRY_AGAIN, [CODE])


def test_hearing_a_code_releases_nothing(cast: Cast) -> None:
    token = allowed(cast, asks_code=AsksCode.AMOUNTS)
    wrong = gateway.hear_code(token, Scope.BALANCES, note=replace(NOTE, code=WRONG), now=NOW)
    right = gateway.hear_code(token, Scope.BALANCES, note=SAID, now=NOW)
    assert (wrong, right) == (Refusal(reason=Reason.CODE_WRONG), None)
    assert not Disclosure.objects.exists()
    assert answer(token, NOTE) is None


def test_what_a_code_costs_is_known(cast: Cast) -> None:
    """Design section 5: other turns state their own number; the README does."""
    token = allowed(cast, asks_code=AsksCode.AMOUNTS)
    counts = []
    turns = (NOTE, replace(NOTE, code=WRONG), SAID, NOTE)
    for number, note in enumerate(turns):
        with CaptureQueriesContext(connection) as captured:
            turn = replace(note, turn_id=f"turn-{number}")
            gateway.balances(token, Wanted(), note=turn, now=NOW, wait_s=0)
        kept = ("SELECT", "UPDATE", "INSERT", "DELETE", "WITH")
        counts.append(sum(each["sql"].strip().startswith(kept) for each in captured))
    hot = 3 if connection.vendor == "postgresql" else 4
    assert counts == [1 + 2, 1 + 4, hot + 7, hot + 1]


def test_bobs_code_opens_nothing_of_alices_and_charlie_has_none(cast: Cast) -> None:
    token = allowed(cast, asks_code=AsksCode.AMOUNTS)
    voice_code.set_code(cast.bob, WRONG, NOW)
    theirs = replace(NOTE, code=WRONG)
    heard = [
        gateway.hear_code(each, Scope.BALANCES, note=theirs, now=NOW)
        for each in (token, cast.bobs_token, "charlie has no token")
    ]
    reasons = [Reason.CODE_WRONG, Reason.NOT_LINKED, Reason.NOT_LINKED]
    assert heard == [Refusal(reason=reason) for reason in reasons]
    assert VoiceCode.objects.get(customer=cast.bob).tries_left == 3


def test_only_her_voice_is_answered(cast: Cast) -> None:
    """The first that is recognised becomes hers, where no code can tell."""
    token = allowed(cast, code=None, only_my_voice=True)
    seen = [
        answer(token, NOTE),
        answer(token, replace(NOTE, **HERS)),
        answer(token, replace(NOTE, person="a guest's voice")),
        answer(token, NOTE),
        answer(token, replace(NOTE, **HERS)),
    ]
    other = Reason.VOICE_NOT_RECOGNISED
    assert seen == [other, None, other, other, None]


def test_who_has_a_code_says_it_once_with_her_voice(cast: Cast) -> None:
    token = allowed(cast, only_my_voice=True)
    guest = replace(NOTE, person="a guest's voice")
    assert answer(token, guest) is Reason.CODE_NEEDED
    assert answer(token, replace(guest, code=WRONG)) is Reason.CODE_WRONG
    assert not PlatformIdentity.objects.exists()
    assert answer(token, replace(SAID, **HERS)) is None
    assert answer(token, guest) is Reason.VOICE_NOT_RECOGNISED
    assert answer(token, replace(NOTE, **HERS)) is None


def test_another_voice_spends_no_try_of_her_code(cast: Cast) -> None:
    token = allowed(cast, only_my_voice=True, asks_code=AsksCode.AMOUNTS)
    answer(token, replace(SAID, **HERS))
    guest = replace(NOTE, person="a guest's voice", code=WRONG)
    assert answer(token, guest) is Reason.VOICE_NOT_RECOGNISED
    assert VoiceCode.objects.get().tries_left == 3


def test_a_pass_does_not_teach_a_voice(cast: Cast) -> None:
    """Between the code and the next turn somebody else may have spoken."""
    token = allowed(cast, asks_code=AsksCode.AMOUNTS)
    answer(token, SAID)
    Consent.objects.filter(customer=cast.alice).update(only_my_voice=True)
    assert answer(token, replace(NOTE, person="a guest's voice")) is Reason.CODE_NEEDED


def test_switched_off_it_forgets_her_voice(cast: Cast) -> None:
    token = allowed(cast, code=None, only_my_voice=True)
    answer(token, replace(NOTE, **HERS))
    consent = Consent.objects.live(NOW).get(customer=cast.alice)
    accounts = {cast.everyday.public_id: "Everyday ..1234"}
    for is_only in (False, True):
        choice = operations.Choice(
            scopes=frozenset([Scope.BALANCES]),
            accounts=accounts,
            days=None,
            privacy=Privacy(only_my_voice=is_only),
        )
        operations.change(consent, choice, NOW)
    assert answer(token, replace(NOTE, person="her new voice")) is None


def test_what_is_kept_of_her_goes_with_the_consent(cast: Cast) -> None:
    """Promise P8."""
    token = allowed(cast, only_my_voice=True, asks_code=AsksCode.AMOUNTS)
    answer(token, replace(SAID, platform_user="her account", **HERS))
    assert (PlatformIdentity.objects.count(), VoicePass.objects.count()) == (2, 1)
    consent = Consent.objects.live(NOW).get(customer=cast.alice)
    leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, NOW)
    assert not PlatformIdentity.objects.exists()
    assert not VoicePass.objects.exists()
