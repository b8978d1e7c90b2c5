"""What a stranger can do to a customer by what he holds: not as often as he likes."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from banking.models import User
from consent import leaving
from consent.models import Assistant, Consent, Notice
from tests import people
from tests.consent.api import app
from tests.consent.oauth import linking
from tests.consent.oauth.linking import TOKEN, post, redemption
from tests.people import NOW, Cast

ERROR = {"error": "invalid_grant"}


def test_a_dead_code_replayed_again_and_again_is_told_once(cast: Cast) -> None:
    """Check 24: the holder of an old code can neither flood her mailbox nor stall her questions."""
    code = linking.code(cast.alice, cast.everyday)
    post(TOKEN, redemption(code))
    replays = [post(TOKEN, redemption(code)) for _ in range(4)]
    assert [(each.status_code, each.json()) for each in replays] == [(400, ERROR)] * 4
    assert Notice.objects.filter(topic="token_replayed").count() == 1


def test_a_dead_code_replayed_leaves_her_consent_as_it_was(cast: Cast) -> None:
    code = linking.code(cast.alice, cast.everyday)
    for _ in range(2):
        post(TOKEN, redemption(code))
    first = Consent.objects.filter(customer=cast.alice).order_by("pk").values().last()
    post(TOKEN, redemption(code))
    assert Consent.objects.filter(customer=cast.alice).order_by("pk").values().last() == first


def test_an_old_sign_in_of_the_app_cannot_take_the_voice_code_away(cast: Cast) -> None:
    """Check 46: without a code, the first voice that is heard would be taken for hers."""
    with time_machine.travel(NOW + timedelta(days=1)) as clock:
        alice = app.of(cast.alice)
        alice.send("PUT", "voice-code/", {"code": "4071"})
        clock.shift(timedelta(minutes=6))
        answer = alice.send("DELETE", "voice-code/")
        kept = alice.get("voice-code/").json()
    assert (answer.status_code, answer.json(), kept) == (403, app.NOT_FRESH, {"state": "ready"})


@pytest.fixture
def operator(db: None) -> Any:
    user: User = User.objects.create_superuser("operator", password="x")
    people.with_second_factor(user)
    return linking.browser(user)


def switch_on(operator: Any, assistant: Assistant) -> bool:
    """Whether it is on after the operator's page said so."""
    path = reverse("admin:consent_assistant_change", args=[assistant.pk])
    shown = operator.get(path).context["adminform"].form
    form = {name: shown.initial.get(name) or "" for name in shown.fields} | {"is_enabled": "on"}
    assert operator.post(path, form).status_code == 302
    return bool(Assistant.objects.get(pk=assistant.pk).is_enabled)


def test_an_assistant_switched_off_for_good_is_not_switched_on_again(
    cast: Cast, operator: Any
) -> None:
    leaving.retire(cast.alexa, NOW)
    assert not switch_on(operator, cast.alexa)


def test_one_that_was_only_switched_off_is(cast: Cast, operator: Any) -> None:
    Assistant.objects.filter(pk=cast.alexa.pk).update(is_enabled=False)
    assert switch_on(operator, cast.alexa)
