"""Every way out of a consent ends in the same state, at once, with a receipt."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from oauth2_provider.models import AccessToken, RefreshToken

from consent import gateway, leaving, operations, queries
from consent.models import Assistant, Consent, Notice, PlatformIdentity, VoicePass
from consent.oauth.validator import checksum
from consent.queries import Standing
from consent.release import Reason, Refusal, TurnNote, Wanted
from consent.scopes import Scope
from consent.states import Channel, EndReason, State
from consent.voice import identities
from tests import people
from tests.consent.oauth import linking
from tests.people import NOW, Cast

LATER = NOW + timedelta(hours=1)
USER = "amzn1.ask.account.ALICE"


def alices(cast: Cast) -> Consent:
    return Consent.objects.get(customer=cast.alice)


def by_dashboard(cast: Cast) -> None:
    page = linking.browser(cast.alice)
    page.post(reverse("consent:disconnect", args=[alices(cast).public_id]))


def by_the_one_switch(cast: Cast) -> None:
    linking.browser(cast.alice).post(reverse("consent:disconnect_everything"))


def by_voice(cast: Cast) -> None:
    assert leaving.by_token(cast.alices_token, "alexa", LATER)


def by_revocation(cast: Cast) -> None:
    fields = {"token": cast.alices_token, "client_id": "alexa", "client_secret": people.SECRET}
    assert linking.post(linking.REVOKE, fields).status_code == 200


def by_the_platform(cast: Cast) -> None:
    user = identities.hashed("alexa", PlatformIdentity.Kind.USER, USER)
    assert leaving.by_identity("alexa", [user], LATER) == 1


def by_the_operator(cast: Cast) -> None:
    leaving.revoke(alices(cast), EndReason.REVOKED, Channel.OPERATOR, LATER)


def by_the_operator_for_the_person(cast: Cast) -> None:
    leaving.everything(cast.alice, EndReason.REVOKED, Channel.OPERATOR, LATER)


def by_the_operator_for_the_assistant(cast: Cast) -> None:
    leaving.retire(cast.alexa, LATER)
    assert leaving.of_retired(LATER) == 1


WAYS = [
    (by_dashboard, "withdrawn", "pages"),
    (by_the_one_switch, "withdrawn", "pages"),
    (by_voice, "withdrawn", "assistant"),
    (by_revocation, "revoked", "token"),
    (by_the_platform, "withdrawn", "platform"),
    (by_the_operator, "revoked", "operator"),
    (by_the_operator_for_the_person, "revoked", "operator"),
    (by_the_operator_for_the_assistant, "revoked", "operator"),
]


@pytest.mark.parametrize(("leave", "reason", "channel"), WAYS)
def test_every_way_out_ends_in_the_same_state(
    cast: Cast, leave: Callable[[Cast], None], reason: str, channel: str
) -> None:
    """Promise P8: dead tokens, no trace of the platform's names for her, a receipt and a mail.

    Rules FDX-27, FDX-30 and PLAT-6.
    """
    consent = alices(cast)
    user = identities.hashed("alexa", PlatformIdentity.Kind.USER, USER)
    PlatformIdentity.objects.create(consent=consent, kind="user", value=user)
    VoicePass.objects.create(consent=consent, conversation="c", until=NOW + timedelta(days=999))
    leave(cast)
    consent.refresh_from_db()
    assert (consent.state, consent.end_reason) == (State.ENDED, reason)
    assert [each.ended_at for each in consent.authorizations.all()] == [consent.ended_at]
    assert not AccessToken.objects.filter(token_checksum=checksum(cast.alices_token)).exists()
    assert not RefreshToken.objects.filter(user=cast.alice, revoked=None).exists()
    assert not consent.identities.exists()
    assert not consent.passes.exists()
    receipt = consent.receipts.get(event="end")
    assert (receipt.channel, receipt.at) == (channel, consent.ended_at)
    assert Notice.objects.filter(kind="receipt", receipt=receipt, customer=cast.alice).count() == 1
    assert queries.listed(cast.bob, LATER)[0].is_standing


@pytest.mark.parametrize("leave", [way for way, *_ in WAYS], ids=lambda way: way.__name__)
def test_the_very_next_question_is_refused(cast: Cast, leave: Callable[[Cast], None]) -> None:
    """Check 49; promise P3; rules CDR-19 and CDR-20: by whichever way she left."""
    user = identities.hashed("alexa", PlatformIdentity.Kind.USER, USER)
    PlatformIdentity.objects.create(consent=alices(cast), kind="user", value=user)
    assert isinstance(queries.standing(cast.alices_token, "alexa", NOW), Standing)
    leave(cast)
    note = TurnNote(turn_id="next", platform="alexa", device="speaker", topic="balance")
    found = gateway.balances(cast.alices_token, Wanted(), note=note, now=NOW, wait_s=0)
    assert found in (Refusal(reason=Reason.ENDED), Refusal(reason=Reason.SWITCHED_OFF))


def test_a_retired_assistant_is_silent_before_any_of_its_consents_has_ended(cast: Cast) -> None:
    leaving.retire(cast.alexa, LATER)
    assert alices(cast).state == State.LIVE
    found = queries.standing(cast.alices_token, "alexa", LATER)
    assert found == Refusal(reason=Reason.SWITCHED_OFF)
    assert Assistant.objects.get(pk=cast.other.pk).is_enabled


def test_a_retired_assistants_consents_end_in_batches_and_nobody_elses(cast: Cast) -> None:
    people.allow(cast.charlie, cast.alexa, [Scope.BALANCES], [cast.charlies])
    leaving.retire(cast.alexa, LATER)
    assert [leaving.of_retired(LATER, batch=1) for _ in range(3)] == [1, 1, 0]
    ended = Consent.objects.filter(state=State.ENDED).values_list("assistant__client_id", flat=True)
    assert list(ended) == ["alexa", "alexa"]


def test_what_is_over_ends_as_expired_and_what_is_not_stays(cast: Cast) -> None:
    consent = alices(cast)
    assert consent.expires_at is not None
    assert leaving.expired(consent.expires_at - timedelta(seconds=1)) == 0
    people.allow(cast.charlie, cast.alexa, [Scope.BALANCES], [cast.charlies], days=365)
    assert leaving.expired(consent.expires_at) == 2
    reasons = Consent.objects.order_by("pk").values_list("customer__username", "end_reason")
    assert list(reasons) == [("alice", "expired"), ("bob", "expired"), ("charlie", "")]


def test_a_paused_consent_expires_as_well(cast: Cast) -> None:
    consent = operations.pause(alices(cast), NOW)
    assert consent.expires_at is not None
    leaving.expired(consent.expires_at)
    consent.refresh_from_db()
    assert (consent.state, consent.end_reason, consent.paused_at) == ("ended", "expired", None)


def test_a_request_that_nobody_answers_is_given_up_without_a_receipt(cast: Cast) -> None:
    requested = operations.request(cast.charlie, cast.alexa, NOW)
    assert leaving.abandoned(NOW + timedelta(minutes=59)) == 0
    assert leaving.abandoned(NOW + timedelta(minutes=60)) == 1
    requested.refresh_from_db()
    assert (requested.state, requested.end_reason) == ("ended", "abandoned")
    assert not Notice.objects.filter(customer=cast.charlie).exists()


def test_another_platforms_word_ends_nothing(cast: Cast) -> None:
    consent = alices(cast)
    user = identities.hashed("alexa", PlatformIdentity.Kind.USER, USER)
    PlatformIdentity.objects.create(consent=consent, kind="user", value=user)
    assert leaving.by_identity("other", [user], LATER) == 0
    assert leaving.by_token(cast.alices_token, "other", LATER) is None
    consent.refresh_from_db()
    assert consent.state == State.LIVE
