"""Rules of ``clauses.py`` that the pages hold."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from consent import gateway, leaving
from consent.models import Assistant, Consent, Notice
from consent.operations import DURATIONS
from consent.release import Reason, Refusal, TurnNote, Wanted
from consent.states import Channel, EndReason, State
from tests.consent.oauth.linking import allow, browser, choices, hidden, request, returned
from tests.consent.pages.reading import buttons, facts, text, ticked
from tests.people import NOW, Cast

EVERYTHING = "/consents/disconnect-everything/"


@pytest.fixture(autouse=True)
def _the_day_after() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(days=1)):
        yield


def asking(cast: Cast) -> Any:
    return browser(cast.alice).get(request())


def summary(cast: Cast, **changes: Any) -> Any:
    form = choices(cast.everyday, **{"answer": "review", **changes})
    return browser(cast.alice).post(request(), form)


def alices(cast: Cast) -> Consent:
    return Consent.objects.get(customer=cast.alice)


def page_of(cast: Cast, path: str = "") -> Any:
    return browser(cast.alice).get(f"/consents/{alices(cast).public_id}/{path}")


# UK Open Banking, customer experience guidelines


def test_purpose_other_parties_and_expiry_are_on_the_consent_screen(cast: Cast) -> None:
    """Rules OBIE-1, OBIE-2, OBIE-3 and CDR-3."""
    told = facts(summary(cast))
    expected = {"What for": "Answering your questions", "Who else gets it": "Nobody"}
    assert {term: told[term] for term in expected} == expected
    assert told["Until"].endswith("(90 days)")
    assert facts(summary(cast, days="1"))["Until"].endswith("(24 hours)")


def test_the_trading_name_is_there_at_set_up_and_at_revocation(cast: Cast) -> None:
    """Rule OBIE-4."""
    assert "May Alexa by Amazon answer questions" in text(asking(cast))
    assert "Disconnect Alexa?" in text(page_of(cast, "disconnect/"))
    assert "stays with Amazon" in text(page_of(cast, "disconnect/"))


def test_each_cluster_says_what_is_in_it(cast: Cast) -> None:
    """Rule OBIE-5."""
    page = text(asking(cast))
    for sentence, example in (
        ("How much is in these accounts, each with its name", "You have 320 dollars in Everyday."),
        ("What is due and when", "You have 2,400 dollars of credit left on Travel Card."),
    ):
        assert page.index(sentence) < page.index(f"You could hear: \u201c{example}\u201d")


def test_only_what_was_asked_for_and_is_needed_is_on_offer(cast: Cast) -> None:
    """Rule OBIE-6."""
    page = browser(cast.alice).get(request(scope="balances"))
    assert page.content.decode().count('name="scopes"') == 1
    unneeded = browser(cast.alice).get(request(scope="balances cards.lock"))
    assert returned(unneeded)["error"] == "invalid_scope"


@pytest.mark.parametrize("path", ["/consents/", "detail"])
def test_the_dashboard_tells_what_it_must(cast: Cast, path: str) -> None:
    """Rules OBIE-9, OBIE-10, FDX-19 and PLAT-11."""
    told = facts(page_of(cast) if path == "detail" else browser(cast.alice).get(path))
    assert {
        "It may tell you": "How much is in these accounts, each with its name",
        "What for": "Answering your questions",
        "Who else gets it": "Nobody",
        "Allowed on": "Nov. 20, 2026, 1:04 p.m.",
        "Ends on": "Feb. 18, 2027, 1:04 p.m.",
    }.items() <= told.items()


def test_exact_consequences_are_said_before_cancelling(cast: Cast) -> None:
    """Rules OBIE-11, OBIE-12, CDR-22, FDX-25, PLAT-12 and PLAT-13."""
    assert f'/consents/{alices(cast).public_id}/disconnect/"' in (
        browser(cast.alice).get("/consents/").content.decode()
    )
    page = text(page_of(cast, "disconnect/"))
    assert "Alexa hears nothing more, from its next question on." in page
    assert "Your accounts and what Example Bank knows about them stay as they are." in page


@pytest.mark.parametrize("path", ["/consents/released/", "/consents/your-data/", "/nowhere/"])
def test_the_dashboard_is_one_click_from_anywhere(cast: Cast, path: str) -> None:
    """Rule OBIE-15."""
    assert browser(cast.alice).get("/")["Location"] == "/consents/"
    assert '<a href="/consents/"' in browser(cast.alice).get(path, follow=True).content.decode()


# Australia, Consumer Data Right


def test_nothing_is_chosen_by_default_or_by_silence(cast: Cast) -> None:
    """Rule CDR-2."""
    assert ticked(asking(cast)) == set()
    assert browser(cast.alice).post(request(), {"answer": "allow"}).status_code == 400


def test_leaving_is_explained_before_consent(cast: Cast) -> None:
    """Rules CDR-6 and GDPR-1."""
    for page in (asking(cast), summary(cast)):
        assert "press \u201cDisconnect\u201d on this site" in text(page)
        assert "tell the assistant \u201cdisconnect my bank\u201d" in text(page)


def test_a_year_is_the_longest_and_a_day_is_once(cast: Cast) -> None:
    """Rules CDR-4, CDR-5, FDX-11 and CFPB-1."""
    assert (min(DURATIONS.values()), max(DURATIONS.values())) == (timedelta(1), timedelta(365))
    assert summary(cast, days="366").status_code == 400


def test_the_chosen_accounts_are_shown_before_confirming(cast: Cast) -> None:
    """Rules CDR-7 and CDR-8."""
    assert facts(summary(cast))["About these accounts"] == "Everyday ..1234"


def test_no_third_party_needs_her_password(cast: Cast) -> None:
    """Rule CDR-9."""
    assert "Example Bank never needs your password anywhere else." in text(asking(cast))


def test_an_amendment_starts_from_what_is_there_and_shows_what_changes(cast: Cast) -> None:
    """Rules CDR-12, CDR-13 and FDX-22."""
    page = page_of(cast, "change/")
    assert ("accounts", cast.everyday.public_id) in ticked(page)
    path, form = f"/consents/{alices(cast).public_id}/change/", choices(cast.rainy_day, days="")
    page = browser(cast.alice).post(path, form | {"answer": "review"})
    assert "Added From now on: Rainy Day ..5678 Removed Before: Everyday ..1234" in text(page)


def test_a_receipt_goes_out_otherwise_than_through_the_dashboard(cast: Cast) -> None:
    """Rule CDR-14."""
    before = Notice.objects.filter(customer=cast.charlie, kind="receipt").count()
    returned(allow(browser(cast.charlie), choices(cast.charlies)))
    assert Notice.objects.filter(customer=cast.charlie, kind="receipt").count() == before + 1


def test_withdrawing_on_the_dashboard_is_immediate(cast: Cast) -> None:
    """Rules CDR-18 and FDX-27."""
    browser(cast.alice).post(f"/consents/{alices(cast).public_id}/disconnect/")
    note = TurnNote(turn_id="1", platform="alexa", device="speaker", topic="balance")
    heard = gateway.balances(cast.alices_token, Wanted(), note=note, now=NOW, wait_s=0)
    assert heard == Refusal(reason=Reason.ENDED)


def test_deletion_is_elected_before_the_final_step(cast: Cast) -> None:
    """Rule CDR-21."""
    page = page_of(cast, "disconnect/").content.decode()
    assert page.index('name="erase"') < page.rindex("Disconnect")
    assert "checked" not in page


def test_when_one_that_is_over_expired_is_shown(cast: Cast) -> None:
    """Rule CDR-24."""
    assert facts(page_of(cast))["Ends on"] == "Feb. 18, 2027, 1:04 p.m."
    over = NOW + timedelta(hours=3)
    Consent.objects.filter(customer=cast.alice).update(expires_at=over)
    told = facts(page_of(cast))
    assert "Ends on" not in told
    assert told["Ended on"] == "Nov. 20, 2026, 4:04 p.m."
    assert told["Why it ended"] == "Its time was over."


def test_how_a_withdrawal_was_asked_for_is_kept(cast: Cast) -> None:
    """Rules CDR-23 and FDX-30."""
    leaving.revoke(alices(cast), EndReason.WITHDRAWN, Channel.ASSISTANT, NOW)
    assert facts(page_of(cast))["Why it ended"] == "You told the assistant to."


def test_what_the_banks_rules_no_longer_cover_is_said(cast: Cast) -> None:
    """Rules CDR-27, CDR-28, CDR-29 and CDR-30."""
    for page in (asking(cast), summary(cast), page_of(cast)):
        for sentence in (
            "Your bank cannot take back what Alexa has heard",
            "Your bank's rules no longer hold for it.",
            "look at how Amazon handles what it hears.",
            "complain to your bank:",
            "privacy@bank.example",
        ):
            assert sentence in text(page)


# FDX, and the rule behind it


def test_the_six_things_are_articulated(cast: Cast) -> None:
    """Rules FDX-1, FDX-2, FDX-3, FDX-4, FDX-5 and FDX-6."""
    page = summary(cast)
    assert "Alexa by Amazon" in text(page)
    assert "\u201cDisconnect\u201d" in text(page)
    assert {"What for", "It may tell you", "Until", "About these accounts"} <= facts(page).keys()


def test_past_authorizations_stay_with_their_dates(cast: Cast) -> None:
    """Rule FDX-21."""
    leaving.revoke(alices(cast), EndReason.WITHDRAWN, Channel.PAGES, NOW + timedelta(hours=1))
    told = facts(browser(cast.alice).get("/consents/"))
    assert told["Allowed on"] == "Nov. 20, 2026, 1:04 p.m."
    assert told["Ended on"] == "Nov. 20, 2026, 2:04 p.m."


def test_one_switch_ends_everything(cast: Cast) -> None:
    """Rule FDX-23."""
    assert f'href="{EVERYTHING}"' in browser(cast.alice).get("/consents/").content.decode()
    browser(cast.alice).post(EVERYTHING)
    assert alices(cast).state == State.ENDED


def test_leaving_takes_no_more_than_joining_and_costs_nothing(cast: Cast) -> None:
    """Rules FDX-26, CFPB-2 and GDPR-1."""
    assert "It costs nothing" in text(page_of(cast, "disconnect/"))
    old = browser(cast.alice, age_s=3600)
    old.post(f"/consents/{alices(cast).public_id}/disconnect/")
    assert alices(cast).state == State.ENDED
    # Joining asks for a recent sign-in and two steps; leaving for neither.
    assert old.post(request(), choices(cast.everyday))["Location"].startswith("/accounts/")


# The platforms


def test_linking_google_says_google(cast: Cast) -> None:
    """Rules PLAT-1, PLAT-2, PLAT-3 and PLAT-4."""
    policy = "https://policies.google.com/privacy"
    fields = {"platform": "google", "vendor": "Google", "privacy_url": policy}
    Assistant.objects.filter(pk=cast.alexa.pk).update(**fields)
    page = asking(cast)
    assert "Connect your bank to Google, to ask about your money?" in text(page)
    assert f'href="{policy}"' in page.content.decode()
    assert ("deny", "even", "Do not allow") in buttons(page)
    assert "your bank is connected to Google" in text(summary(cast))


def test_what_was_shared_already_is_not_erased_by_leaving(cast: Cast) -> None:
    """Rules CDR-22 and PLAT-14."""
    assert "What it heard already stays with Amazon." in text(page_of(cast, "disconnect/"))


def test_no_page_of_linking_needs_a_script_or_a_second_window(cast: Cast) -> None:
    """Rule PLAT-20."""
    for page in (asking(cast), summary(cast)):
        markup = page.content.decode()
        assert not any(word in markup for word in ("<script", "target=", "onclick", "javascript:"))


def test_the_client_its_scopes_and_where_it_leads_are_shown(cast: Cast) -> None:
    """Rules PLAT-26, PLAT-27, PLAT-28 and PLAT-29."""
    page = asking(cast)
    for words in ("Alexa", "How much is in these accounts", "pitangui.amazon.com"):
        assert words in text(page)
    assert "csrfmiddlewaretoken" in page.content.decode()
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_less_than_was_asked_for_can_be_given(cast: Cast) -> None:
    """Rule PLAT-34."""
    fields = hidden(summary(cast)) | {"answer": "allow"}
    returned(browser(cast.alice).post(request(scope="balances dues"), fields))
    live = Consent.objects.get(customer=cast.alice, state=State.LIVE)
    assert [row.scope for row in live.scopes.all()] == ["balances"]
