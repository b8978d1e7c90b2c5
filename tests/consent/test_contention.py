"""Questions, grants and changes of one consent at the same time: who comes first, and no third."""

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from banking.models import Account, Link
from consent import gateway, leaving, operations
from consent.models import Consent, Disclosure
from consent.proof import verification
from consent.release import Balances, Reason, Refusal, Signs, TurnNote, Wanted
from consent.scopes import Scope
from consent.states import Channel, EndReason, State
from tests import people
from tests.consent.oauth.linking import browser, choices, request
from tests.people import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call returned, all released together."""
    gate = Barrier(len(calls))

    def released(call: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(released, calls))


def question(token: str, turn: str) -> Balances | Signs | Refusal:
    note = TurnNote(turn_id=turn, platform="alexa", device="speaker", topic="balance")
    return gateway.balances(token, Wanted(), note=note, now=timezone.now(), wait_s=0)


def questions(token: str, asker: int) -> list[Balances | Signs | Refusal]:
    return [question(token, f"{asker}-{number}") for number in range(5)]


def live(cast: Cast, accounts: Sequence[Account]) -> tuple[str, Consent]:
    """A consent of this moment, with figures that are fresh, and a token under it."""
    Link.objects.update(fetched_at=timezone.now())
    token = people.allow(cast.alice, cast.alexa, [Scope.BALANCES], accounts, now=timezone.now())
    return token, Consent.objects.get(customer=cast.alice, state=State.LIVE)


def rows(consent: Consent) -> list[Disclosure]:
    consent.refresh_from_db()
    return list(consent.disclosures.order_by("seq"))


def test_twelve_questions_at_once_leave_a_chain_without_a_gap() -> None:
    """Promise P4: each is answered and recorded, or told to try again."""
    cast = people.cast()
    token, consent = live(cast, [cast.everyday])
    answers = at_once(*[lambda n=n: question(token, str(n)) for n in range(12)])
    told = [each for each in answers if isinstance(each, Balances)]
    refused = {each.reason for each in answers if isinstance(each, Refusal)}
    assert refused <= {Reason.TRY_AGAIN}
    assert len(told) == len(rows(consent)) >= 1
    assert verification.of_consent(consent) == []


def test_nothing_is_recorded_or_said_after_a_revoke_returned() -> None:
    """Check 49: with twelve questions under way, each asked again at once."""
    cast = people.cast()
    for _ in range(5):
        token, consent = live(cast, [cast.everyday])

        def revoke(consent: Consent = consent) -> int:
            time.sleep(0.02)
            leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, timezone.now())
            return Consent.objects.get(pk=consent.pk).seq

        askers = [lambda n=n, t=token: questions(t, n) for n in range(12)]
        seq, *answers = at_once(revoke, *askers)
        told = [each for asker in answers for each in asker if isinstance(each, Balances)]
        assert len(told) == len(rows(consent)) == seq
        assert question(token, "after") == Refusal(reason=Reason.ENDED)
        assert verification.of_consent(consent) == []


def test_no_question_names_an_account_after_a_narrowing_returned() -> None:
    """Check 52; promise P3."""
    cast = people.cast()
    for _ in range(5):
        token, consent = live(cast, [cast.everyday, cast.rainy_day])

        def narrow(consent: Consent = consent) -> int:
            time.sleep(0.02)
            kept = [cast.everyday.public_id]
            operations.narrow(consent, scopes=["balances"], accounts=kept, now=timezone.now())
            return Consent.objects.get(pk=consent.pk).seq

        askers = [lambda n=n, t=token: questions(t, n) for n in range(6)]
        seq, *_ = at_once(narrow, *askers)
        later = [json.loads(row.content)["accounts"] for row in rows(consent)[seq:]]
        assert {len(accounts) for accounts in later} <= {1}


def test_two_answers_at_once_leave_one_consent_standing() -> None:
    """Design section 4: at most one is live per customer and assistant."""
    cast = people.cast()
    form = choices(cast.charlies)
    for _ in range(5):
        pages = [browser(cast.charlie) for _ in range(4)]
        answers = at_once(*[lambda page=page: page.post(request(), form) for page in pages])
        assert ["code=" in answer["Location"] for answer in answers] == [True] * 4
        states = Consent.objects.filter(customer=cast.charlie).values_list("state", flat=True)
        assert sorted(states) == ["ended"] * (len(states) - 1) + ["live"]
