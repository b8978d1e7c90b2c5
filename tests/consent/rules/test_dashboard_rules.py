"""What the standards ask of the dashboard after something has changed, and of its words."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from consent import gateway, operations
from consent.models import Assistant, Consent, Disclosure
from consent.release import TurnNote, Wanted
from consent.scopes import NAMES_MERCHANTS, Scope
from tests import people
from tests.consent.oauth.linking import browser
from tests.consent.pages.reading import facts, newest, text
from tests.people import NOW, Cast


@pytest.fixture(autouse=True)
def _the_day_after() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(days=1)):
        yield


@pytest.fixture
def changed(cast: Cast) -> Consent:
    """Alice's: two accounts for a start, and then one of them less."""
    accounts = [cast.everyday, cast.rainy_day]
    people.allow(cast.alice, cast.alexa, [Scope.BALANCES], accounts)
    consent = newest(cast.alice)
    operations.narrow(
        consent, scopes=["balances"], accounts=[cast.rainy_day.public_id], now=NOW + timedelta(1)
    )
    return consent


def page(cast: Cast, path: str) -> Any:
    return browser(cast.alice).get(path)


def test_a_change_is_on_the_dashboard_at_once(cast: Cast, changed: Consent) -> None:
    """Rule CDR-25: on the list and on the consent's own page."""
    assert facts(page(cast, f"/consents/{changed.public_id}/"))["Accounts"] == "Rainy Day ..5678"
    assert "Everyday ..1234" not in text(page(cast, "/consents/")).partition("What has ended")[0]


def test_each_amendment_is_on_it_with_its_moment(cast: Cast, changed: Consent) -> None:
    """Rule CDR-26."""
    receipts = text(page(cast, f"/consents/{changed.public_id}/")).partition("Receipts ")[2]
    assert receipts == (
        "Nov. 21, 2026, 1:04 p.m.: You changed it Nov. 20, 2026, 1:04 p.m.: You allowed it"
    )


def test_what_was_agreed_to_can_be_read_until_access_ends(cast: Cast, changed: Consent) -> None:
    """Rule FDX-16: as it was then, whatever was changed since."""
    first = changed.receipts.order_by("number")[0]
    path = f"/consents/receipts/{first.public_id}/"
    assert f'href="{path}"' in page(cast, f"/consents/{changed.public_id}/").content.decode()
    assert "Everyday ..1234" in text(page(cast, path))


def test_who_is_connected_is_listed_with_maker_logo_and_accounts(cast: Cast) -> None:
    """Rule PLAT-35."""
    Assistant.objects.filter(pk=cast.alexa.pk).update(logo="/static/alexa.svg")
    assert "Alexa by Amazon" in text(page(cast, "/consents/"))
    assert facts(page(cast, "/consents/"))["Accounts"] == "Everyday ..1234"
    detail = page(cast, f"/consents/{newest(cast.alice).public_id}/").content.decode()
    assert 'src="/static/alexa.svg" alt=""' in detail


def test_a_kind_of_fact_that_includes_another_says_so(cast: Cast) -> None:
    """Rule CDR-35: a balance comes with its account's name, a payment with its shop."""
    note = TurnNote(turn_id="t", platform="alexa", device="speaker", topic="balance")
    gateway.balances(cast.alices_token, Wanted(), note=note, now=NOW, wait_s=0)
    [account] = json.loads(Disclosure.objects.get().content)["accounts"]
    assert account["label"].startswith("Everyday")
    assert "each with its name" in Scope.BALANCES.label
    for scope in NAMES_MERCHANTS:
        assert "shop" in scope.label
