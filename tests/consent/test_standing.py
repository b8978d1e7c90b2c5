"""What stands against a question: each part of a live consent, missing alone."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Model
from oauth2_provider.models import AccessToken

from banking.models import User
from consent import queries
from consent.models import Assistant, Authorization, Consent
from consent.queries import Standing
from consent.release import Reason, Refusal
from consent.states import EndReason
from tests.people import NOW, Cast

TODAY, DAY = NOW.date(), timedelta(days=1)


def refusal(token: str) -> Reason | None:
    """Why there is no answer now; None if there is one."""
    found = queries.standing(token, "alexa", NOW)
    assert isinstance(found, Refusal | Standing)
    return found.reason if isinstance(found, Refusal) else None


@pytest.mark.parametrize(
    ("model", "change", "reason"),
    [
        (Assistant, {"is_enabled": False}, Reason.SWITCHED_OFF),
        (Assistant, {"agreed_on": None}, Reason.SWITCHED_OFF),
        (Assistant, {"agreed_on": TODAY + DAY}, Reason.SWITCHED_OFF),
        (Assistant, {"agreed_on": TODAY}, None),
        (Assistant, {"agreement_ends_on": None}, Reason.SWITCHED_OFF),
        (Assistant, {"agreement_ends_on": TODAY}, Reason.SWITCHED_OFF),
        (Assistant, {"agreement_ends_on": TODAY + DAY}, None),
        (Assistant, {"platform": "messenger"}, Reason.NOT_LINKED),
        (Consent, {"state": "paused", "paused_at": NOW}, Reason.PAUSED),
        (Consent, {"expires_at": NOW}, Reason.EXPIRED),
        (Consent, {"expires_at": NOW + timedelta(microseconds=1)}, None),
        (Authorization, {"ended_at": NOW}, Reason.NOT_LINKED),
        (AccessToken, {"expires": NOW}, Reason.NOT_LINKED),
        (AccessToken, {"expires": NOW + timedelta(microseconds=1)}, None),
    ],
)
def test_each_part_of_a_live_consent_counts_alone(
    cast: Cast, model: type[Model], change: dict[str, Any], reason: Reason | None
) -> None:
    """Checks 49, 50 and 65; promises P2 and P3."""
    assert refusal(cast.alices_token) is None
    model._default_manager.update(**change)  # noqa: SLF001 - whichever model it is
    assert refusal(cast.alices_token) is reason


@pytest.mark.parametrize("foreign", ["user", "application", "gone"])
def test_a_token_counts_only_for_its_own_customer_and_assistant(cast: Cast, foreign: str) -> None:
    """Promise P2."""
    mine = AccessToken.objects.filter(user=cast.alice)
    if foreign == "gone":
        mine.delete()
    else:
        mine.update(**{foreign: {"user": cast.bob, "application": cast.other}[foreign]})
    assert refusal(cast.alices_token) is Reason.NOT_LINKED


@pytest.mark.parametrize(
    ("end", "reason"),
    [(EndReason.EXPIRED, Reason.EXPIRED), (EndReason.REPLACED, Reason.ENDED)],
)
def test_what_ended_is_said_though_its_token_is_dead_too(
    cast: Cast, end: EndReason, reason: Reason
) -> None:
    Consent.objects.update(state="ended", ended_at=NOW, end_reason=end)
    AccessToken.objects.all().delete()
    assert refusal(cast.alices_token) is reason


@pytest.mark.parametrize(
    ("agreed_on", "ends_on", "is_current"),
    [
        (TODAY, TODAY + DAY, True),
        (TODAY + DAY, TODAY + 2 * DAY, False),
        (TODAY - DAY, TODAY, False),
        (None, TODAY + DAY, False),
        (TODAY, None, False),
    ],
)
def test_an_agreement_is_current_from_its_day_until_its_end(
    agreed_on: date | None, ends_on: date | None, *, is_current: bool
) -> None:
    """Promise P2."""
    assistant = Assistant(agreed_on=agreed_on, agreement_ends_on=ends_on)
    assert assistant.has_agreement(TODAY) is is_current


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Assistant, {"is_enabled": False}),
        (Assistant, {"agreed_on": TODAY + DAY}),
        (Assistant, {"agreement_ends_on": TODAY}),
        (Consent, {"state": "paused", "paused_at": NOW}),
        (Consent, {"expires_at": NOW}),
        (User, {"is_active": False}),
    ],
)
def test_the_queryset_computes_live_as_the_question_does(
    cast: Cast, model: type[Model], change: dict[str, Any]
) -> None:
    assert Consent.objects.live(NOW).count() == 2
    model._default_manager.update(**change)  # noqa: SLF001 - whichever model it is
    assert refusal(cast.alices_token) is not None
    assert not Consent.objects.live(NOW).exists()
