"""How platforms know her: as hashes, once, until the consent ends; and what comes of their news."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from banking.models import Link
from consent import gateway, leaving, queries
from consent.models import Consent, PlatformIdentity, Receipt
from consent.release import TurnNote, Wanted
from consent.scopes import Scope
from consent.states import Channel, EndReason, State
from consent.voice import identities
from tests import people
from tests.consent.test_contention import at_once
from tests.people import NOW, Cast

USER = "amzn1.ask.account.ALICE"
NOTE = TurnNote(
    turn_id="turn-1", platform="alexa", device="speaker", topic="balance", platform_user=USER
)


def ask(token: str, turn_id: str = "turn-1", note: TurnNote = NOTE) -> None:
    note = replace(note, turn_id=turn_id)
    gateway.balances(token, Wanted(), note=note, now=NOW, wait_s=0)


def state(cast: Cast) -> str:
    return Consent.objects.filter(customer=cast.alice).latest("pk").state


def test_the_account_is_kept_once_and_as_a_hash(cast: Cast) -> None:
    ask(cast.alices_token)
    with CaptureQueriesContext(connection) as captured:
        ask(cast.alices_token, "turn-2")
    [kept] = PlatformIdentity.objects.all()
    assert (kept.kind, kept.value) == ("user", identities.user("alexa", USER))
    assert not any("INSERT INTO consent_platform" in each["sql"] for each in captured)


def test_a_hash_says_nothing_without_the_key_and_is_of_one_platform_and_kind(
    settings: Settings,
) -> None:
    hashes = {
        identities.user("alexa", USER),
        identities.user("google", USER),
        identities.person("alexa", USER),
        identities.conversation("alexa", USER),
    }
    settings.VOICE_CODE_KEY = "another"
    hashes.add(identities.user("alexa", USER))
    assert {len(each) for each in hashes} == {64}
    assert len(hashes) == 5


def test_nothing_is_kept_of_who_may_not_ask(cast: Cast) -> None:
    """Nor of a live consent's other tokens: Bob's speaks on another platform, Charlie has none."""
    Consent.objects.filter(customer=cast.alice).update(state="paused", paused_at=NOW)
    for token in (cast.alices_token, cast.bobs_token, "charlie has none"):
        ask(token)
    assert not PlatformIdentity.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_kept_behind_an_end() -> None:
    """A question that is under way while the consent ends leaves no identity of hers."""
    cast = people.cast()
    for _ in range(5):
        token = people.allow(cast.alice, cast.alexa, [Scope.BALANCES], [cast.everyday])
        Link.objects.update(fetched_at=timezone.now())
        consent = Consent.objects.get(customer=cast.alice, state=State.LIVE)

        def revoke(consent: Consent = consent) -> None:
            leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, NOW)

        askers = [
            lambda n=n, t=token: ask(t, f"turn-{n}", replace(NOTE, platform_user=f"user-{n}"))
            for n in range(5)
        ]
        at_once(revoke, *askers)
        assert not PlatformIdentity.objects.filter(consent=consent).exists()


def test_a_platforms_news_ends_the_consent_once(cast: Cast) -> None:
    """Promise P8; twice or in disorder it does no harm."""
    ask(cast.alices_token)
    known_as = [identities.user("alexa", USER)]
    ended = [leaving.by_identity("alexa", known_as, NOW + timedelta(seconds=n)) for n in range(2)]
    assert (ended, state(cast)) == ([1, 0], State.ENDED)
    receipt = Receipt.objects.latest("pk")
    assert (receipt.event, receipt.channel) == ("end", "platform")
    assert Consent.objects.get(customer=cast.bob).state == State.LIVE


def test_old_news_does_not_end_a_newer_link(cast: Cast) -> None:
    ask(cast.alices_token)
    known_as = [identities.user("alexa", USER)]
    old = NOW - timedelta(seconds=1)
    assert leaving.by_identity("alexa", known_as, NOW, happened_at=old) == 0
    assert leaving.by_identity("alexa", known_as, NOW, happened_at=NOW) == 1


def test_another_platforms_or_another_users_news_is_not_hers(cast: Cast) -> None:
    ask(cast.alices_token)
    same, other = identities.user("alexa", USER), identities.user("alexa", "somebody else")
    assert leaving.by_identity("other", [same], NOW) == 0
    assert leaving.by_identity("alexa", [other], NOW) == 0
    assert state(cast) == State.LIVE


def test_what_can_be_left_is_what_a_good_token_stands_for(cast: Cast) -> None:
    tokens = (cast.alices_token, cast.bobs_token, "charlie has none")
    assert [queries.is_connected(each, "alexa", NOW) for each in tokens] == [True, False, False]
    consents = Consent.objects.filter(customer=cast.alice)
    consents.update(state="paused", paused_at=NOW)
    assert queries.is_connected(cast.alices_token, "alexa", NOW)
    assert not queries.is_connected(cast.alices_token, "alexa", NOW + timedelta(days=90))
    leaving.revoke(consents.get(), EndReason.WITHDRAWN, Channel.PAGES, NOW)
    assert not queries.is_connected(cast.alices_token, "alexa", NOW)


def test_a_dead_linking_cannot_leave_for_a_live_one(cast: Cast) -> None:
    consent = Consent.objects.get(customer=cast.alice)
    newer = people.token(consent)
    old = consent.authorizations.order_by("pk").first()
    assert old is not None
    leaving.end_authorization(old, NOW, why="code_replayed")
    found = [queries.is_connected(each, "alexa", NOW) for each in (cast.alices_token, newer)]
    assert found == [False, True]
