"""The token endpoint under twelve callers at once, against a live server."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import httpx
import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from consent import gateway, leaving
from consent.models import Consent
from consent.release import Balances, TurnNote, Wanted
from consent.states import Channel, EndReason, State
from tests import people
from tests.consent.oauth import linking
from tests.consent.oauth.linking import TOKEN, redemption, refreshing

CALLERS = 12
ROUNDS = 20


@pytest.fixture
def post(live_server: LiveServer, settings: Any) -> Iterator[Callable[[dict[str, str]], Any]]:
    """Posts to the live token endpoint, as an assistant's server does."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    headers = {"X-Forwarded-Proto": "https"}
    with httpx.Client(base_url=live_server.url, timeout=30, headers=headers) as client:
        yield lambda fields: client.post(TOKEN, data=fields)


def at_once(call: Callable[[int], Any]) -> list[Any]:
    """What each of the callers got, all released together."""
    gate = Barrier(CALLERS)

    def released(number: int) -> Any:
        gate.wait()
        try:
            return call(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(CALLERS) as pool:
        return list(pool.map(released, range(CALLERS)))


def is_answered(access_token: str) -> bool:
    note = TurnNote(turn_id=access_token, platform="alexa", device="speaker", topic="balance")
    answer = gateway.balances(access_token, Wanted(), note=note, now=timezone.now(), wait_s=0)
    return isinstance(answer, Balances)


@pytest.mark.django_db(transaction=True)
def test_twelve_redemptions_of_a_code_give_one_answer(post: Callable[..., Any]) -> None:
    """Check 26."""
    cast = people.cast()
    seen: Counter[tuple[int, ...]] = Counter()
    for _ in range(ROUNDS):
        code = linking.code(cast.alice, cast.everyday)
        answers = at_once(partial(lambda form, _: post(form).status_code, redemption(code)))
        seen[tuple(sorted(answers))] += 1
    assert seen == {(200, *[400] * 11): ROUNDS}


@pytest.mark.django_db(transaction=True)
def test_every_one_of_twelve_refreshes_gives_a_token_that_answers(
    post: Callable[..., Any],
) -> None:
    """Check 27: until the revoke, and none after it."""
    cast = people.cast()
    refresh_token = linking.tokens(cast.alice, cast.everyday)["refresh_token"]
    for _ in range(ROUNDS):
        answers = at_once(lambda _: post(refreshing(refresh_token)))
        assert [answer.status_code for answer in answers] == [200] * CALLERS
        held = [answer.json()["access_token"] for answer in answers]
        assert [is_answered(token) for token in held] == [True] * CALLERS
    consent = Consent.objects.get(customer=cast.alice, state=State.LIVE)
    leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, timezone.now())
    assert [is_answered(token) for token in held] == [False] * CALLERS


@pytest.mark.django_db(transaction=True)
def test_after_a_revoke_returns_no_token_works_whenever_it_was_issued(
    post: Callable[..., Any],
) -> None:
    """Check 30."""
    cast = people.cast()
    for _ in range(5):
        refresh_token = linking.tokens(cast.alice, cast.everyday)["refresh_token"]
        consent = Consent.objects.get(customer=cast.alice, state=State.LIVE)

        def refresh_or_revoke(
            number: int, consent: Consent = consent, refresh_token: str = refresh_token
        ) -> Any:
            if number == 0:
                return leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, timezone.now())
            return post(refreshing(refresh_token))

        _, *answers = at_once(refresh_or_revoke)
        assert {answer.status_code for answer in answers} <= {200, 400}
        held = [answer.json()["access_token"] for answer in answers if answer.status_code == 200]
        assert not any(is_answered(token) for token in held)
        assert post(refreshing(refresh_token)).status_code == 400
