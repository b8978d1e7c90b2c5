"""What is done to one consent is done to that one alone, and the trail says so."""

from datetime import timedelta
from typing import Any

import pytest
from oauth2_provider.models import RefreshToken

from consent import leaving, operations
from consent.models import AuditEvent, Authorization, Consent, PlatformIdentity, VoicePass
from consent.privacy import Privacy
from consent.rights import retention
from consent.scopes import Scope
from consent.states import Channel, EndReason, State
from consent.voice import identities
from tests import people
from tests.consent.oauth.linking import browser, choices, request
from tests.consent.pages.reading import newest
from tests.people import NOW, Cast

LATER = NOW + timedelta(hours=1)


def of(user: Any) -> Consent:
    return Consent.objects.get(customer=user)


def test_a_grant_to_one_assistant_leaves_her_other_ones_alone(cast: Cast) -> None:
    people.allow(cast.alice, cast.other, [Scope.DUES], [cast.rainy_day])
    states = Consent.objects.filter(customer=cast.alice).values_list("state", flat=True)
    assert list(states) == [State.LIVE] * 2


def test_a_grant_leaves_other_customers_of_the_assistant_alone(cast: Cast) -> None:
    people.allow(cast.charlie, cast.alexa, [Scope.DUES], [cast.charlies])
    assert of(cast.alice).state == State.LIVE


def test_a_grant_ends_no_other_request_that_waits(cast: Cast) -> None:
    waiting = operations.request(cast.alice, cast.alexa, NOW)
    people.allow(cast.alice, cast.alexa, [Scope.DUES], [cast.rainy_day])
    waiting.refresh_from_db()
    assert waiting.state == State.REQUESTED


def test_narrowing_takes_away_the_accounts_that_are_not_named(cast: Cast) -> None:
    both = [cast.everyday, cast.rainy_day]
    people.allow(cast.alice, cast.alexa, [Scope.BALANCES], both)
    consent = newest(cast.alice)
    kept = [cast.rainy_day.public_id]
    operations.narrow(consent, scopes=["balances"], accounts=kept, now=LATER)
    assert [row.account_ref for row in consent.accounts.all()] == kept


def test_narrowing_one_that_names_shops_needs_no_new_sign_in(cast: Cast) -> None:
    with_shops = Privacy(says_merchants=True)
    assert not with_shops.is_looser_than(with_shops)


def test_an_end_deletes_its_own_identities_and_passes_alone(cast: Cast) -> None:
    consents = [of(cast.alice), of(cast.bob)]
    for consent in consents:
        value = identities.user("alexa", consent.public_id)
        PlatformIdentity.objects.create(consent=consent, kind="user", value=value)
        VoicePass.objects.create(consent=consent, conversation="c", until=LATER)
    leaving.revoke(consents[0], EndReason.REVOKED, Channel.PAGES, LATER)
    left = [
        set(rows.values_list("consent", flat=True))
        for rows in (PlatformIdentity.objects.all(), VoicePass.objects.all())
    ]
    assert left == [{consents[1].pk}] * 2


def test_an_end_does_not_rewrite_when_an_earlier_linking_ended(cast: Cast) -> None:
    consent = of(cast.alice)
    leaving.end_authorization(consent.authorizations.get(), NOW, why="code replayed")
    leaving.revoke(consent, EndReason.REVOKED, Channel.PAGES, LATER)
    assert consent.authorizations.get().ended_at == NOW


def test_the_end_of_a_linking_without_tokens_kills_no_tokens_of_others(cast: Cast) -> None:
    RefreshToken.objects.filter(user=cast.bob).update(token_family=None)
    Authorization.objects.filter(consent=of(cast.alice)).update(token_family=None)
    leaving.revoke(of(cast.alice), EndReason.REVOKED, Channel.PAGES, LATER)
    assert RefreshToken.objects.get(user=cast.bob).revoked is None


def test_the_end_of_a_linking_and_of_an_assistant_leave_one_row_each(cast: Cast) -> None:
    """Check 60."""
    consent = of(cast.alice)
    leaving.end_authorization(consent.authorizations.get(), NOW, why="code replayed")
    leaving.retire(cast.alexa, LATER)
    rows = AuditEvent.objects.filter(kind__in=["authorization.end", "assistant.retire"])
    assert list(rows.values_list("kind", "actor", "subject", "detail", "at")) == [
        ("authorization.end", "oauth", consent.public_id, "code replayed", NOW),
        ("assistant.retire", "operator", "alexa", "", LATER),
    ]


@pytest.mark.parametrize(("platform", "scope"), [("alexa", "balances"), ("mcp", "balances")])
def test_a_switch_that_was_not_offered_is_off(cast: Cast, platform: str, scope: str) -> None:
    """Promise P2: what nobody asked her she has not said."""
    type(cast.alexa).objects.update(platform=platform)
    form = choices(cast.charlies, scopes=[scope], says_merchants="on")
    answer = browser(cast.charlie).post(request(scope=scope), form)
    consent = of(cast.charlie)
    assert (answer.status_code, consent.says_merchants, consent.only_my_voice) == (
        302,
        False,
        False,
    )


def test_what_is_forgotten_of_an_old_consent_takes_its_codes_along_and_no_others(
    cast: Cast, settings: Any
) -> None:
    """What a code and a token are known by is no longer kept than what they opened."""
    consent = of(cast.alice)
    leaving.revoke(consent, EndReason.REVOKED, Channel.PAGES, LATER)
    retention.forget(LATER + timedelta(days=settings.RECEIPT_KEEP_DAYS, seconds=1))
    left = Authorization.objects.values_list("consent__customer", flat=True)
    assert list(left) == [cast.bob.pk]
