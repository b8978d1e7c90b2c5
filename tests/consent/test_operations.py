"""Changes of a consent: what they do, what they refuse, and who is left alone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from oauth2_provider.models import AccessToken, RefreshToken

from consent import leaving, operations, states
from consent.models import Assistant, Consent
from consent.operations import Choice, NothingLeft
from consent.scopes import Scope
from consent.states import Channel, EndReason, State
from tests import people
from tests.people import NOW, Cast


def choice(**changes: object) -> Choice:
    fields = {"scopes": frozenset({Scope.BALANCES}), "accounts": {"ref": "Everyday"}, "days": 30}
    return Choice(**fields | changes)  # type: ignore[arg-type]  # the fields of one test


def test_a_grant_holds_what_was_chosen_until_its_end(cast: Cast) -> None:
    consent = operations.grant(operations.request(cast.charlie, cast.alexa, NOW), choice(), NOW)
    assert (consent.state, consent.granted_at) == (State.LIVE, NOW)
    assert consent.expires_at == NOW + timedelta(days=30)
    assert [row.scope for row in consent.scopes.all()] == ["balances"]
    assert [(row.account_ref, row.label) for row in consent.accounts.all()] == [("ref", "Everyday")]


@pytest.mark.parametrize("nothing", [{"scopes": frozenset()}, {"accounts": {}}])
def test_a_grant_of_nothing_is_none(cast: Cast, nothing: dict[str, object]) -> None:
    """Promise P2."""
    requested = operations.request(cast.charlie, cast.alexa, NOW)
    with pytest.raises(NothingLeft):
        operations.grant(requested, choice(**nothing), NOW)
    requested.refresh_from_db()
    assert requested.state == State.REQUESTED


def test_a_new_grant_ends_the_old_one_and_its_tokens(cast: Cast) -> None:
    old = Consent.objects.get(customer=cast.alice)
    people.allow(cast.alice, cast.alexa, [Scope.DUES], [cast.rainy_day])
    old.refresh_from_db()
    assert (old.state, old.end_reason, old.ended_at) == ("ended", "replaced", NOW)
    assert [each.ended_at for each in old.authorizations.all()] == [NOW]
    assert AccessToken.objects.filter(user=cast.alice).count() == 1


def test_a_denied_request_is_kept_and_gives_nothing(cast: Cast) -> None:
    denied = operations.deny(operations.request(cast.charlie, cast.alexa, NOW), NOW)
    assert (denied.state, denied.end_reason) == ("ended", "denied")
    with pytest.raises(states.Forbidden):
        operations.grant(denied, choice(), NOW)


def test_narrowing_keeps_what_is_named_and_adds_nothing(cast: Cast) -> None:
    consent = Consent.objects.get(customer=cast.alice)
    everything = [str(scope) for scope in Scope]
    accounts = [cast.everyday.public_id, cast.rainy_day.public_id]
    narrowed = operations.narrow(consent, scopes=everything, accounts=accounts, now=NOW)
    assert [row.scope for row in narrowed.scopes.all()] == ["balances"]
    assert [row.account_ref for row in narrowed.accounts.all()] == accounts[:1]
    assert narrowed.revision == consent.revision, "nothing changed, so nobody is disturbed"


def test_narrowing_drops_the_kinds_of_fact_that_are_not_named(cast: Cast) -> None:
    """Promise P3."""
    people.allow(cast.alice, cast.alexa, [Scope.BALANCES, Scope.DUES], [cast.everyday])
    consent = Consent.objects.get(customer=cast.alice, state=State.LIVE)
    accounts = [cast.everyday.public_id]
    narrowed = operations.narrow(consent, scopes=["balances"], accounts=accounts, now=NOW)
    assert [row.scope for row in narrowed.scopes.all()] == ["balances"]


def test_the_end_of_one_linking_undoes_questions_and_spares_the_others(cast: Cast) -> None:
    """Design section 5: every change raises the revision that a question must find again."""
    consent = Consent.objects.get(customer=cast.alice)
    people.token(consent)
    first, second = consent.authorizations.order_by("pk")
    leaving.end_authorization(first, NOW, why="code replayed")
    before, (first, second) = consent.revision, consent.authorizations.order_by("pk")
    consent.refresh_from_db()
    assert (consent.state, consent.revision) == (State.LIVE, before + 1)
    assert (first.ended_at, second.ended_at) == (NOW, None)
    assert RefreshToken.objects.get(user=cast.alice, revoked=None).token_family == (
        second.token_family
    )


def test_narrowing_to_nothing_is_refused(cast: Cast) -> None:
    """Promise P2."""
    consent = Consent.objects.get(customer=cast.alice)
    with pytest.raises(NothingLeft):
        operations.narrow(consent, scopes=[], accounts=[cast.everyday.public_id], now=NOW)
    assert consent.scopes.count() == 1


def test_a_revoke_kills_the_tokens_and_spares_the_neighbours(cast: Cast) -> None:
    """Promise P8."""
    consent = Consent.objects.get(customer=cast.alice)
    ended = leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, NOW)
    assert (ended.state, ended.end_reason, ended.ended_at) == ("ended", "withdrawn", NOW)
    assert not AccessToken.objects.filter(user=cast.alice).exists()
    assert not RefreshToken.objects.filter(user=cast.alice, revoked=None).exists()
    assert AccessToken.objects.filter(user=cast.bob).count() == 1
    assert RefreshToken.objects.filter(user=cast.bob, revoked=None).count() == 1
    assert Consent.objects.get(customer=cast.bob).state == State.LIVE


def test_a_second_revoke_changes_nothing(cast: Cast) -> None:
    consent = Consent.objects.get(customer=cast.alice)
    first = leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, NOW)
    again = leaving.revoke(consent, EndReason.REVOKED, Channel.TOKEN, NOW + timedelta(1))
    assert (again.end_reason, again.revision) == ("withdrawn", first.revision)


def test_an_ended_consent_cannot_be_narrowed(cast: Cast) -> None:
    consent = Consent.objects.get(customer=cast.alice)
    leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, NOW)
    with pytest.raises(states.Forbidden):
        operations.narrow(consent, scopes=["balances"], accounts=[cast.everyday.public_id], now=NOW)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "live"}, "a_granted_consent_has_an_end"),
        ({"state": "ended"}, "an_ended_consent_says_when_and_why"),
        ({"end_reason": "revoked"}, "an_ended_consent_says_when_and_why"),
        (
            {"state": "live", "granted_at": NOW, "expires_at": NOW},
            "one_standing_consent_per_customer_and_assistant",
        ),
    ],
)
def test_the_database_refuses_a_consent_that_cannot_be(
    cast: Cast, fields: dict[str, object], constraint: str
) -> None:
    with pytest.raises(IntegrityError) as refused:
        Consent.objects.create(
            customer=cast.alice, assistant=cast.alexa, requested_at=NOW, **fields
        )
    # SQLite names a broken unique index by its columns.
    assert constraint in str(refused.value) or "customer_id" in str(refused.value)


def test_no_assistant_can_skip_the_customer(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="no_assistant_skips_the_customer"):
        Assistant.objects.update(skip_authorization=True)
