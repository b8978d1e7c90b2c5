"""The dashboard: how each consent stands, and everything there is to know about it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from consent import leaving, operations
from consent.models import Assistant, Consent, Receipt
from consent.scopes import Scope
from consent.states import Channel, EndReason, State
from tests import people
from tests.consent.oauth.linking import browser
from tests.consent.pages.reading import facts, text
from tests.people import NOW, Cast


def alices(cast: Cast) -> Consent:
    return Consent.objects.get(customer=cast.alice, assistant=cast.alexa)


def page_of(cast: Cast, consent: Consent, path: str = "", who: str = "alice") -> Any:
    return browser(getattr(cast, who)).get(f"/consents/{consent.public_id}/{path}")


def press(cast: Cast, consent: Consent, path: str, who: str = "alice") -> Any:
    return browser(getattr(cast, who)).post(f"/consents/{consent.public_id}/{path}/", follow=True)


def test_a_consent_shows_all_that_was_allowed(cast: Cast) -> None:
    assert facts(browser(cast.alice).get("/consents/")) == {
        "What for": "Answering your questions",
        "It may tell you": "How much is in these accounts, each with its name",
        "Accounts": "Everyday ..1234",
        "How it tells you": (
            "Amounts: to the cent. It answers whoever asks through your assistant. "
            "It never asks for your voice code."
        ),
        "Who else gets it": "Nobody",
        "Allowed on": "Nov. 20, 2026, 1:04 p.m.",
        "Ends on": "Feb. 18, 2027, 1:04 p.m.",
    }


def test_home_leads_to_it(cast: Cast) -> None:
    assert browser(cast.alice).get("/")["Location"] == "/consents/"


def test_pausing_and_resuming_are_one_button_each(cast: Cast) -> None:
    """Resuming restores what she allowed and no more: it asks for no new sign-in."""
    consent = alices(cast)
    assert "Alexa is paused." in text(press(cast, consent, "pause"))
    assert "Paused since" in facts(browser(cast.alice).get("/consents/"))
    old = browser(cast.alice, age_s=3600)
    page = old.post(f"/consents/{consent.public_id}/resume/", follow=True)
    assert "Alexa may answer again." in text(page)
    consent.refresh_from_db()
    assert consent.state == State.LIVE


@pytest.mark.parametrize("path", ["pause", "resume"])
def test_what_cannot_be_done_changes_nothing_and_says_so(cast: Cast, path: str) -> None:
    consent = alices(cast)
    leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, NOW)
    assert "Nothing changed:" in text(press(cast, consent, path))


@pytest.mark.parametrize(
    "changes", [{"is_enabled": False}, {"agreement_ends_on": date(2026, 1, 2)}]
)
def test_what_the_bank_switched_off_says_so(cast: Cast, changes: dict[str, Any]) -> None:
    Assistant.objects.filter(pk=cast.alexa.pk).update(**changes)
    assert "Switched off by the bank" in text(browser(cast.alice).get("/consents/"))
    assert "It hears nothing until that changes." in text(page_of(cast, alices(cast)))


def test_an_hour_that_came_ends_it_before_any_task_did(cast: Cast) -> None:
    """Check 50."""
    over = timezone.now() - timedelta(seconds=1)
    Consent.objects.filter(pk=alices(cast).pk).update(expires_at=over)
    page = browser(cast.alice).get("/consents/")
    assert "What has ended" in text(page)
    assert facts(page)["Why it ended"] == "Its time was over."
    assert "Change" not in text(page)


@pytest.mark.parametrize(
    ("reason", "channel", "why"),
    [
        (EndReason.WITHDRAWN, Channel.PAGES, "You disconnected it on this site."),
        (EndReason.WITHDRAWN, Channel.APP, "You disconnected it in your bank's app."),
        (EndReason.WITHDRAWN, Channel.ASSISTANT, "You told the assistant to."),
        (EndReason.WITHDRAWN, Channel.PLATFORM, "You unlinked it at the assistant."),
        (EndReason.REVOKED, Channel.TOKEN, "The assistant's maker ended it."),
        (EndReason.REVOKED, Channel.OPERATOR, "The bank ended it."),
        (EndReason.EXPIRED, Channel.CLOCK, "Its time was over."),
    ],
)
def test_a_past_consent_says_when_and_why_it_ended(
    cast: Cast, reason: EndReason, channel: Channel, why: str
) -> None:
    leaving.revoke(alices(cast), reason, channel, NOW + timedelta(hours=1))
    told = facts(page_of(cast, alices(cast)))
    assert (told["Ended on"], told["Why it ended"]) == ("Nov. 20, 2026, 2:04 p.m.", why)


def test_what_a_new_consent_replaced_stays_visible(cast: Cast) -> None:
    people.allow(cast.alice, cast.alexa, [Scope.DUES], [cast.rainy_day], now=NOW)
    page = text(browser(cast.alice).get("/consents/"))
    assert page.index("Rainy Day ..5678") < page.index("What has ended")
    assert page.index("What has ended") < page.index("You connected the assistant anew.")


def test_its_own_page_has_its_receipts_and_what_it_was_told(cast: Cast) -> None:
    consent = alices(cast)
    operations.pause(consent, NOW + timedelta(minutes=1))
    page = page_of(cast, consent).content.decode()
    for receipt in Receipt.objects.filter(consent=consent):
        assert f'href="/consents/receipts/{receipt.public_id}/"' in page
    assert "You paused it" in page
    assert f'href="/consents/released/?consent={consent.public_id}"' in page


@pytest.mark.parametrize("path", ["", "change/", "disconnect/"])
@pytest.mark.parametrize("who", ["bob", "charlie"])
def test_nobody_sees_what_is_not_theirs(cast: Cast, who: str, path: str) -> None:
    assert page_of(cast, alices(cast), path, who).status_code == 404


@pytest.mark.parametrize("path", ["pause", "resume", "change", "disconnect"])
@pytest.mark.parametrize("who", ["bob", "charlie"])
def test_nobody_changes_what_is_not_theirs(cast: Cast, who: str, path: str) -> None:
    consent = alices(cast)
    assert press(cast, consent, path, who).status_code == 404
    consent.refresh_from_db()
    assert (consent.state, consent.revision) == (State.LIVE, 1)


@pytest.mark.parametrize("path", ["", "change/", "disconnect/"])
def test_a_stranger_signs_in_first(cast: Cast, path: str) -> None:
    where = f"/consents/{alices(cast).public_id}/{path}"
    assert browser().get(where)["Location"] == f"/accounts/login/?next={where}"


def test_what_was_never_allowed_has_no_page(cast: Cast) -> None:
    denied = operations.deny(operations.request(cast.alice, cast.other, NOW), NOW)
    assert page_of(cast, denied).status_code == 404


def test_the_list_costs_no_more_for_more(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for _ in range(5):
        people.allow(cast.alice, cast.alexa, [Scope.BALANCES], [cast.everyday], now=NOW)
    alice = browser(cast.alice)
    with django_assert_max_num_queries(13):
        alice.get("/consents/")
