"""A confirmation counts for what was reviewed: nothing that changed in between slips through."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from consent import operations
from consent.api import choices as api_choices
from consent.models import Consent, Erasure
from consent.scopes import Scope
from consent.states import State
from tests import people
from tests.consent.api import app
from tests.consent.oauth.linking import browser, hidden
from tests.consent.pages.reading import newest, text
from tests.people import NOW, Cast

BOTH = [Scope.BALANCES, Scope.DUES]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The day after."""
    with time_machine.travel(NOW + timedelta(days=1)) as traveller:
        yield traveller


@pytest.fixture
def wide(cast: Cast) -> Consent:
    """Alice's consent to balances and dues."""
    people.allow(cast.alice, cast.alexa, BOTH, [cast.everyday])
    return newest(cast.alice)


def reviewed(cast: Cast, consent: Consent, **changes: Any) -> dict[str, Any]:
    """What the summary of a change carries on, with her confirmation."""
    form = {
        "answer": "review",
        "scopes": [str(scope) for scope in BOTH],
        "accounts": [cast.everyday.public_id],
        "days": "",
        "amounts": "exact",
        "asks_code": "never",
    }
    review = browser(cast.alice).post(f"/consents/{consent.public_id}/change/", form | changes)
    return hidden(review) | {"answer": "confirm"}


def narrow(consent: Consent) -> None:
    """She takes a kind of fact away, in another window."""
    accounts = list(consent.accounts.values_list("account_ref", flat=True))
    operations.narrow(consent, scopes=["balances"], accounts=accounts, now=timezone.now())


def test_a_stale_review_gives_nothing_back_and_is_shown_anew(cast: Cast, wide: Consent) -> None:
    confirmation = reviewed(cast, wide, days="365")
    narrow(wide)
    page = browser(cast.alice).post(f"/consents/{wide.public_id}/change/", confirmation)
    assert {row.scope for row in wide.scopes.all()} == {"balances"}
    assert "Added From now on: What is due and when" in text(page)


def test_what_is_confirmed_after_looking_again_counts(cast: Cast, wide: Consent) -> None:
    confirmation = reviewed(cast, wide, days="365")
    narrow(wide)
    path = f"/consents/{wide.public_id}/change/"
    page = browser(cast.alice).post(path, confirmation)
    browser(cast.alice).post(path, hidden(page) | {"answer": "confirm"})
    assert {row.scope for row in wide.scopes.all()} == {"balances", "dues"}


def test_a_confirmation_of_no_review_changes_nothing(cast: Cast, wide: Consent) -> None:
    confirmation = reviewed(cast, wide, amounts="rounded")
    del confirmation["revision"]
    browser(cast.alice).post(f"/consents/{wide.public_id}/change/", confirmation)
    assert newest(cast.alice).amounts == "exact"


def test_a_confirmation_sent_twice_counts_once(cast: Cast, wide: Consent) -> None:
    confirmation = reviewed(cast, wide, amounts="rounded")
    path = f"/consents/{wide.public_id}/change/"
    for _ in range(2):
        browser(cast.alice).post(path, confirmation)
    assert wide.receipts.filter(event="change").count() == 1


def test_a_change_that_overtakes_the_app_cannot_be_undone_on_an_old_sign_in(
    cast: Cast, wide: Consent, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Check 46: not even by whoever guesses the ETag that the other change will leave."""
    alice = app.of(cast.alice)
    clock.shift(timedelta(minutes=6))
    read = api_choices.choice

    def overtaken(*asked: Any) -> Any:
        narrow(wide)
        return read(*asked)

    monkeypatch.setattr(api_choices, "choice", overtaken)
    body = {
        "scopes": [str(scope) for scope in BOTH],
        "accounts": [cast.everyday.public_id],
        "days": None,
        "privacy": app.EXACT,
    }
    answer = alice.change(wide, body, looked_at=wide.revision + 1)
    assert (answer.status_code, answer.json()) == (403, app.NOT_FRESH)
    assert {row.scope for row in wide.scopes.all()} == {"balances"}


def test_an_old_sign_in_disconnects_but_does_not_wipe_the_list(cast: Cast) -> None:
    """Promise P8 and check 46: leaving waits for nothing, erasing asks who is there."""
    consent = newest(cast.alice)
    path = f"/consents/{consent.public_id}/"
    form = {"erase": "yes"}
    answer = browser(cast.alice, age_s=3600).post(f"{path}disconnect/", form)
    assert answer["Location"] == f"{path}erase/"
    assert newest(cast.alice).state == State.ENDED
    assert Erasure.objects.count() == 0
