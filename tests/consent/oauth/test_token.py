"""The token endpoint: what a code and a refresh token give, once, and for how long."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from oauth2_provider.models import AccessToken, Grant, RefreshToken

from consent import gateway, leaving
from consent.models import Consent, IssuedToken
from consent.oauth.validator import checksum
from consent.release import Balances, Reason, Refusal, TurnNote, Wanted
from consent.states import Channel, EndReason, State
from tests import people
from tests.consent.oauth import linking
from tests.consent.oauth.linking import REVOKE, TOKEN, post, redemption, refreshing, request
from tests.people import SECRET, Cast

ERROR = {"error": "invalid_grant"}
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


def is_answered(access_token: str) -> bool:
    note = TurnNote(turn_id=access_token, platform="alexa", device="speaker", topic="balance")
    answer = gateway.balances(access_token, Wanted(), note=note, now=timezone.now(), wait_s=0)
    assert isinstance(answer, Balances | Refusal)
    return isinstance(answer, Balances)


def test_a_code_gives_tokens_that_answer_a_question(cast: Cast) -> None:
    """Check 32, and the baseline of 24 to 31; rules PLAT-17, PLAT-19 and PLAT-34."""
    response = post(TOKEN, redemption(linking.code(cast.alice, cast.everyday)))
    body = response.json()
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert response["Content-Type"] == "application/json"
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 600, "balances")
    assert is_answered(body["access_token"])


def test_only_hashes_of_tokens_are_kept(cast: Cast) -> None:
    linking.tokens(cast.alice, cast.everyday)
    assert set(AccessToken.objects.values_list("token", flat=True)) == {""}
    assert set(RefreshToken.objects.values_list("token", flat=True)) == {""}


def test_a_code_used_twice_ends_what_it_gave(cast: Cast) -> None:
    """Check 24."""
    code = linking.code(cast.alice, cast.everyday)
    first = post(TOKEN, redemption(code)).json()
    assert is_answered(first["access_token"])
    second = post(TOKEN, redemption(code))
    assert (second.status_code, second.json()) == (400, ERROR)
    assert not is_answered(first["access_token"])
    assert post(TOKEN, refreshing(first["refresh_token"])).status_code == 400
    assert Consent.objects.get(customer=cast.bob).state == State.LIVE


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "w" * 50},
        {"code_verifier": None},
        {"code_verifier": "short"},
        {"redirect_uri": "https://layla.amazon.com/api/skill/link/M2SAYSO"},
        {"code": "no such code"},
    ],
)
def test_a_code_without_its_proof_gives_nothing(cast: Cast, changes: dict[str, str | None]) -> None:
    """Checks 23 and 25."""
    code = linking.code(cast.alice, cast.everyday)
    response = post(TOKEN, redemption(code, **changes))
    assert (response.status_code, response.json()) == (400, ERROR)
    assert not IssuedToken.objects.filter(authorization__code_hash=checksum(code)).exists()


def test_a_code_of_another_assistant_gives_nothing_and_ends_nothing(cast: Cast) -> None:
    """Check 25."""
    people.assistant("rival")
    code = linking.code(cast.alice, cast.everyday)
    stolen = post(TOKEN, redemption(code, client_id="rival"))
    assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")
    assert post(TOKEN, redemption(code)).status_code == 200


def test_a_code_lives_sixty_seconds(cast: Cast) -> None:
    """Check 25."""
    linkings = [(cast.alice, cast.everyday), (cast.charlie, cast.charlies)]
    with time_machine.travel(datetime(2026, 11, 20, 18, 5, tzinfo=UTC), tick=False) as clock:
        codes = [linking.code(each, account) for each, account in linkings]
        answers = []
        for code, seconds in zip(codes, (59, 2), strict=True):
            clock.shift(seconds)
            answers.append(post(TOKEN, redemption(code)).status_code)
    assert answers == [200, 400]


def test_a_verifier_for_a_code_without_a_challenge_is_refused(cast: Cast) -> None:
    """Check 23: the downgrade."""
    code = linking.code(cast.alice, cast.everyday)
    Grant.objects.update(code_challenge="", code_challenge_method="")
    response = post(TOKEN, redemption(code))
    assert response.status_code == 400


@pytest.mark.parametrize(
    "grant",
    [
        "password",
        "client_credentials",
        "implicit",
        "",
        "urn:ietf:params:oauth:grant-type:device_code",
    ],
)
def test_other_grants_are_refused_and_not_advertised(cast: Cast, grant: str) -> None:
    """Check 22."""
    fields = {"grant_type": grant, "client_id": "alexa", "client_secret": SECRET}
    response = post(TOKEN, fields | {"username": "alice", "password": "alice's long password"})
    metadata = linking.browser().get("/.well-known/oauth-authorization-server").json()
    assert (response.status_code, response.json()) == (400, {"error": "unsupported_grant_type"})
    assert metadata["grant_types_supported"] == ["authorization_code", "refresh_token"]
    assert metadata["response_types_supported"] == ["code"]


def test_a_confidential_client_keeps_its_refresh_token_and_its_older_answers(cast: Cast) -> None:
    """Checks 27 and 29: a lost reply strands nobody."""
    first = linking.tokens(cast.alice, cast.everyday)
    later = [post(TOKEN, refreshing(first["refresh_token"])).json() for _ in range(3)]
    assert {body["refresh_token"] for body in later} == {first["refresh_token"]}
    assert all(is_answered(body["access_token"]) for body in [first, *later])


def public(cast: Cast) -> dict[str, Any]:
    """Tokens of a public client."""
    people.assistant("native", client_type="public", client_secret="")
    code = linking.code(cast.alice, cast.everyday, url=request(client_id="native"))
    form = redemption(code, client_id="native", client_secret=None)
    body: dict[str, Any] = post(TOKEN, form).json()
    return body


def rotate(token: str) -> Any:
    return post(TOKEN, refreshing(token, client_id="native", client_secret=None))


def test_a_public_client_rotates(cast: Cast) -> None:
    first = public(cast)
    second = rotate(first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert is_answered(second["access_token"])


def test_a_replayed_refresh_token_of_a_public_client_ends_its_family(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    """Check 28, without the mail."""
    first = public(cast)
    second = rotate(first["refresh_token"]).json()
    caplog.clear()
    assert rotate(first["refresh_token"]).json() == ERROR
    assert rotate(second["refresh_token"]).json() == ERROR
    assert not is_answered(second["access_token"])
    assert caplog.text.count("token replayed") == 1
    assert first["refresh_token"] not in caplog.text


def test_a_refresh_cannot_widen_the_scope(cast: Cast) -> None:
    """Check 37."""
    first = linking.tokens(cast.alice, cast.everyday)
    response = post(TOKEN, refreshing(first["refresh_token"], scope="balances dues"))
    assert (response.status_code, response.json()["error"]) == (400, "invalid_scope")


def test_a_refresh_after_the_consents_end_is_refused(cast: Cast) -> None:
    """Check 37."""
    first = linking.tokens(cast.alice, cast.everyday)
    with time_machine.travel(timezone.now() + timedelta(days=90, seconds=1)):
        response = post(TOKEN, refreshing(first["refresh_token"]))
    assert (response.status_code, response.json()) == (400, ERROR)


@pytest.mark.parametrize("fault", ["inactive", "revoked", "switched off"])
def test_a_refresh_for_someone_who_may_not_is_refused(cast: Cast, fault: str) -> None:
    """Promise P2."""
    first = linking.tokens(cast.alice, cast.everyday)
    if fault == "inactive":
        cast.alice.is_active = False
        cast.alice.save()
    elif fault == "revoked":
        consent = Consent.objects.get(customer=cast.alice, state=State.LIVE)
        leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, timezone.now())
    else:
        cast.alexa.is_enabled = False
        cast.alexa.save()
    response = post(TOKEN, refreshing(first["refresh_token"]))
    assert response.status_code in (400, 401)
    assert not is_answered(first["access_token"])


@pytest.mark.parametrize("held", ["access_token", "refresh_token"])
def test_revoking_any_token_ends_the_consent_for_good(cast: Cast, held: str) -> None:
    """Check 38; promise P8; rules PLAT-6 and PLAT-8."""
    first = linking.tokens(cast.alice, cast.everyday)
    form = {"token": first[held], "client_id": "alexa", "client_secret": SECRET}
    assert [post(REVOKE, form).status_code for _ in range(2)] == [200, 200]
    note = TurnNote(turn_id="t", platform="alexa", device="speaker", topic="balance")
    answer = gateway.balances(
        first["access_token"], Wanted(), note=note, now=timezone.now(), wait_s=0
    )
    assert answer == Refusal(reason=Reason.ENDED)
    assert Consent.objects.get(customer=cast.bob).state == State.LIVE


def test_another_assistant_cannot_revoke(cast: Cast) -> None:
    """Check 38: it is told nothing, and nothing happens."""
    first = linking.tokens(cast.alice, cast.everyday)
    people.assistant("rival")
    form = {"token": first["access_token"], "client_id": "rival", "client_secret": SECRET}
    assert post(REVOKE, form).status_code == 200
    assert is_answered(first["access_token"])


def test_guessing_a_secret_is_throttled_for_the_guesser_alone(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    """Check 31."""
    people.assistant("rival")
    code = linking.code(cast.alice, cast.everyday)
    wrong = redemption(code, client_secret="a-guess-at-the-secret")
    guesses = [post(TOKEN, wrong) for _ in range(20)]
    assert [each.status_code for each in guesses] == [401] * 10 + [429] * 10
    assert guesses[-1]["Retry-After"] == "60"
    assert "a-guess-at-the-secret" not in caplog.text
    assert post(TOKEN, redemption("x", client_id="rival")).status_code == 400
    assert post(TOKEN, redemption(code), REMOTE_ADDR="192.0.2.7").status_code == 200
