"""Codes and tokens that no longer stand for anything, and those who only guess."""

import base64
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db.models import Model
from django.utils import timezone
from oauth2_provider.models import AccessToken
from oauthlib.common import Request

from banking.models import User
from consent import leaving, operations
from consent.models import Assistant, Authorization, Consent, IssuedToken
from consent.oauth.validator import ConsentValidator
from consent.states import Channel, EndReason, State
from tests import people
from tests.consent.oauth import linking
from tests.consent.oauth.linking import REVOKE, TOKEN, post, redemption, refreshing
from tests.people import NOW, SECRET, Cast

INVALID_GRANT = (400, {"error": "invalid_grant"})
ENDED = {"state": "ended", "ended_at": NOW, "end_reason": "withdrawn"}
FALLS: list[tuple[type[Model], dict[str, Any]]] = [
    (Authorization, {"ended_at": NOW}),
    (Consent, ENDED),
    (Consent, {"expires_at": NOW - timedelta(days=1)}),
    (User, {"is_active": False}),
]


def basic(client: str, secret: str) -> dict[str, str]:
    """The header of a client that authenticates there."""
    credentials = base64.b64encode(f"{client}:{secret}".encode()).decode()
    return {"HTTP_AUTHORIZATION": f"Basic {credentials}"}


def seen(response: Any) -> tuple[int, dict[str, str]]:
    return response.status_code, response.json()


def of_alice(model: type[Model]) -> Any:
    path = {Authorization: "consent__customer", Consent: "customer", User: "pk"}[model]
    alice = User.objects.get(username="alice")
    return model._default_manager.filter(**{path: alice.pk})  # noqa: SLF001 - whichever it is


@pytest.mark.parametrize(("model", "change"), FALLS)
def test_a_code_gives_nothing_once_what_it_stands_on_is_gone(
    cast: Cast, model: type[Model], change: dict[str, Any]
) -> None:
    """Promise P3: whatever row says so, and only that one."""
    code = linking.code(cast.alice, cast.everyday)
    rows = of_alice(model)
    (rows.filter(state=State.LIVE) if model is Consent else rows).update(**change)
    assert seen(post(TOKEN, redemption(code))) == INVALID_GRANT
    other = linking.code(cast.charlie, cast.charlies)
    assert post(TOKEN, redemption(other)).status_code == 200


@pytest.mark.parametrize(("model", "change"), FALLS)
def test_a_refresh_token_gives_nothing_once_what_it_stands_on_is_gone(
    cast: Cast, model: type[Model], change: dict[str, Any]
) -> None:
    """Check 37; promise P3."""
    held = linking.tokens(cast.alice, cast.everyday)["refresh_token"]
    rows = of_alice(model)
    (rows.filter(state=State.LIVE) if model is Consent else rows).update(**change)
    assert seen(post(TOKEN, refreshing(held))) == INVALID_GRANT


def test_a_paused_consent_keeps_its_link(cast: Cast) -> None:
    """A platform that is refused a token would drop the link, and she would have to link again."""
    held = linking.tokens(cast.alice, cast.everyday)["refresh_token"]
    consent = Consent.objects.get(customer=cast.alice, state=State.LIVE)
    operations.pause(consent, timezone.now())
    assert post(TOKEN, refreshing(held)).status_code == 200


def test_a_rival_who_replays_a_code_ends_nothing(cast: Cast) -> None:
    """Checks 24 and 25: a code in other hands than those it was given to is not a replay."""
    people.assistant("rival")
    code = linking.code(cast.alice, cast.everyday)
    held = post(TOKEN, redemption(code)).json()["refresh_token"]
    assert seen(post(TOKEN, redemption(code, client_id="rival"))) == INVALID_GRANT
    assert post(TOKEN, refreshing(held)).status_code == 200


def test_a_rival_with_the_refresh_token_gets_nothing_and_ends_nothing(cast: Cast) -> None:
    people.assistant("rival")
    held = linking.tokens(cast.alice, cast.everyday)["refresh_token"]
    stolen = post(TOKEN, refreshing(held, client_id="rival"))
    form = {"token": held, "client_id": "rival", "client_secret": SECRET}
    assert (seen(stolen), post(REVOKE, form).status_code) == (INVALID_GRANT, 200)
    assert post(TOKEN, refreshing(held)).status_code == 200


def test_every_access_token_dies_with_the_consent(cast: Cast) -> None:
    """Promise P8: those of refreshes too, and nobody else's."""
    first = linking.tokens(cast.alice, cast.everyday)
    post(TOKEN, refreshing(first["refresh_token"]))
    consent = Consent.objects.get(customer=cast.alice, state=State.LIVE)
    assert AccessToken.objects.filter(user=cast.alice).count() == 2
    leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, timezone.now())
    assert [token.user for token in AccessToken.objects.all()] == [cast.bob]


def test_the_toolkits_own_check_of_a_token_asks_for_the_consent_too(cast: Cast) -> None:
    """Promise P3, for whatever of the toolkit we may come to use."""
    held = linking.tokens(cast.alice, cast.everyday)["access_token"]

    def is_valid() -> bool:
        request = Request("https://bank.test/")
        return ConsentValidator().validate_bearer_token(held, ["balances"], request)

    assert is_valid()
    Consent.objects.filter(customer=cast.alice).update(expires_at=timezone.now())
    assert not is_valid()
    IssuedToken.objects.all().delete()
    assert not is_valid()


def test_only_wrong_secrets_count_as_guesses(cast: Cast) -> None:
    """Check 31: an assistant whose codes are old is not a guesser."""
    answers = [post(TOKEN, redemption("no such code")).status_code for _ in range(15)]
    assert answers == [400] * 15


def test_guessing_at_the_revocation_endpoint_is_throttled_too(cast: Cast) -> None:
    """Check 31."""
    form = {"token": "x", "client_id": "alexa", "client_secret": "a guess"}
    answers = [post(REVOKE, form).status_code for _ in range(12)]
    assert answers == [401] * 10 + [429] * 2
    assert post(TOKEN, redemption("x", client_secret="a guess")).status_code == 429


def test_guessing_in_the_header_is_throttled_by_the_client_it_names(cast: Cast) -> None:
    """Check 31."""
    people.assistant("rival")
    form = redemption("x", client_id=None, client_secret=None)
    answers = [post(TOKEN, form, **basic("alexa", "a guess")).status_code for _ in range(12)]
    assert answers == [401] * 10 + [429] * 2
    assert post(TOKEN, form, **basic("rival", SECRET)).status_code == 400


def test_after_a_minute_a_guesser_may_mistype_again(cast: Cast) -> None:
    """Check 31: a wrong secret in a deployment is no lasting ban."""
    wrong = redemption("x", client_secret="a guess")
    with time_machine.travel(NOW, tick=False) as clock:
        answers = [post(TOKEN, wrong).status_code for _ in range(11)]
        clock.shift(timedelta(seconds=61))
        answers.append(post(TOKEN, wrong).status_code)
    assert answers == [401] * 10 + [429, 401]


@pytest.mark.parametrize("grant", ["password", "authorization_code"])
def test_no_refusal_may_be_stored(cast: Cast, grant: str) -> None:
    """Check 32."""
    refused = post(TOKEN, redemption("x", grant_type=grant))
    assert (refused.status_code, refused["Cache-Control"]) == (400, "no-store")


def test_an_assistant_switched_off_gets_no_token_for_its_code(cast: Cast) -> None:
    code = linking.code(cast.alice, cast.everyday)
    Assistant.objects.filter(pk=cast.alexa.pk).update(is_enabled=False)
    assert seen(post(TOKEN, redemption(code))) == (401, {"error": "invalid_client"})
