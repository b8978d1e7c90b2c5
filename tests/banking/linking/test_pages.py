"""The list of her banks and the page of one: what it is, how it stands, what she can do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from banking.models import Institution, Link, LinkState
from tests import people
from tests.banking.linking.fake import FakeBank, institution
from tests.banking.linking.going import linked, page_of, reads
from tests.consent.oauth.linking import browser
from tests.consent.pages.reading import facts, text
from tests.people import Cast


def read(cast: Cast, path: str = "/banks/") -> str:
    return text(browser(cast.alice).get(path))


def update(link: Link, **columns: object) -> None:
    Link.objects.filter(pk=link.pk).update(**columns)


def test_the_list_shows_her_banks_and_those_that_she_can_link(
    cast: Cast, fjord: Institution
) -> None:
    page = browser(cast.alice).get("/banks/")
    assert "Example Bank" in text(page)
    assert facts(page)["Accounts"] == "Everyday ..1234 Rainy Day ..5678 Household ..4321"
    # Her own bank brings her accounts by itself; there is nothing for her to sign in to.
    assert text(page).endswith("Link a bank Fjord Bank")
    assert page_of(fjord).encode() in page.content


def test_a_linked_bank_is_offered_no_second_time(cast: Cast, fjord: Institution) -> None:
    linked(cast.alice, fjord)
    assert "Link a bank" not in read(cast)
    assert "Link a bank Fjord Bank" in text(browser(cast.bob).get("/banks/"))


@pytest.mark.parametrize(
    "columns", [{"standard": "nobody speaks it"}, {"standard": "ofx", "linked_by": "sign_in"}]
)
def test_what_its_standard_cannot_do_is_not_offered(
    cast: Cast, fjord: Institution, columns: dict[str, str]
) -> None:
    Institution.objects.filter(pk=fjord.pk).update(**columns)
    assert "Fjord Bank" not in read(cast)
    assert browser(cast.alice).get(page_of(fjord)).status_code == 404


def test_who_has_no_bank_and_can_link_none_is_told_whom_to_ask(cast: Cast) -> None:
    stranger = browser(people.customer("dana"))
    page = text(stranger.get("/banks/"))
    assert "No bank is linked yet." in page
    assert "Ask how your accounts come here: privacy@bank.example." in page


def test_a_new_link_waits_for_its_accounts_and_leads_on_once_they_are_there(
    cast: Cast, fjord: Institution
) -> None:
    link = linked(cast.alice, fjord)
    path = f"/banks/{link.public_id}/"
    assert "We are reading your accounts This takes a few seconds" in read(cast, path)
    people.account(link, "Savings at Fjord", "savings", 1_00)
    update(link, fetched_at=timezone.now())
    page = read(cast, path)
    assert "We are reading your accounts" not in page
    assert "Savings at Fjord ..1234" in page
    assert "Choose which assistant may hear of them" in page


def test_it_says_how_old_the_figures_are_and_until_when_the_bank_lets_us_in(
    cast: Cast, fjord: Institution
) -> None:
    link = linked(cast.alice, fjord)
    until = timezone.now() + timedelta(days=90)
    update(link, fetched_at=people.NOW, expires_at=until)
    page = facts(browser(cast.alice).get(f"/banks/{link.public_id}/"))
    # In her own time: New York's.
    assert page["Figures as of"] == "Nov. 20, 2026, 1:04 p.m."
    assert page["Your bank's permission ends on"].endswith(f", {until.year}")


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"state": LinkState.NEEDS_CUSTOMER}, "This bank lets us in no more. Sign in there again"),
        ({"last_problem": "unreachable"}, "The bank does not answer now. We keep trying."),
        ({"last_problem": "rate_limited"}, "The bank does not answer now. We keep trying."),
        ({"last_problem": "refused"}, "We cannot read this bank now."),
        ({"last_problem": "unreadable"}, "We cannot read this bank now."),
    ],
)
def test_what_is_the_matter_is_a_sentence(
    cast: Cast, fjord: Institution, columns: dict[str, str], told: str
) -> None:
    """Promise P10."""
    link = linked(cast.alice, fjord)
    update(link, **columns)
    for path in ("/banks/", f"/banks/{link.public_id}/"):
        page = read(cast, path)
        assert told in page
        assert "We are reading your accounts" not in page


def test_a_leave_that_ends_within_a_fortnight_is_said(cast: Cast, fjord: Institution) -> None:
    link = linked(cast.alice, fjord)
    update(link, expires_at=timezone.now() + timedelta(days=15))
    assert "Sign in there again before that day" not in read(cast)
    update(link, expires_at=timezone.now() + timedelta(days=13))
    assert "Sign in there again before that day, and nothing stops." in read(cast)
    assert "Fjord Bank lets us in until" in read(cast, "/consents/")


def test_she_can_ask_for_news_now(cast: Cast, fjord: Institution, asked: list[int]) -> None:
    link = linked(cast.alice, fjord)
    alice = browser(cast.alice)
    page = reads(alice, alice.post(f"/banks/{link.public_id}/refresh/"))
    assert "We are asking your bank. Look again in a moment." in page
    assert asked == [link.pk, link.pk]


def test_a_bank_that_may_not_be_asked_now_is_not(
    cast: Cast, fjord: Institution, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = linked(cast.alice, fjord)
    monkeypatch.setattr("banking.refresh.ask", lambda _link: False)
    alice = browser(cast.alice)
    page = reads(alice, alice.post(f"/banks/{link.public_id}/refresh/"))
    assert "Your bank cannot be asked at this moment. Try again later." in page


def test_who_has_no_account_is_led_from_the_linking_of_an_assistant_to_her_banks(
    cast: Cast, fake: FakeBank
) -> None:
    institution()
    from tests.consent.oauth.linking import request  # noqa: PLC0415

    page = browser(people.customer("dana")).get(request())
    assert "You have no accounts here yet" in text(page)
    assert b'href="/banks/"' in page.content.partition(b"<main")[2]
