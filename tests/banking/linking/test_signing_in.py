"""She goes to her bank, signs in there, and comes back once."""

import hashlib
import json
from base64 import urlsafe_b64encode
from contextlib import ExitStack
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from banking.connector import NeedsCustomer, RateLimited, Refused, Unreachable, Unreadable
from banking.linking import places, visits
from banking.models import Institution, Link, Visit
from banking.standard import Granted, NotGranted
from tests.banking.linking.fake import FakeBank
from tests.banking.linking.going import CALLBACK, goes, page_of, reads, returns
from tests.consent.oauth.linking import browser
from tests.consent.pages.reading import text
from tests.people import Cast


def hers(cast: Cast, institution: Institution) -> list[Link]:
    return list(Link.objects.filter(customer=cast.alice, institution=institution))


def test_looking_at_the_page_begins_nothing(cast: Cast, fjord: Institution, fake: FakeBank) -> None:
    page = browser(cast.alice).get(page_of(fjord))
    assert "You sign in on the pages of Fjord Bank." in text(page)
    assert (fake.begun, Visit.objects.count()) == ([], 0)


def test_she_is_sent_to_her_bank_with_a_state_that_we_keep_only_as_a_hash(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    state = goes(browser(cast.alice), fjord)
    [visit], [errand] = Visit.objects.all(), fake.begun
    assert visit.state_hash == hashlib.sha256(state.encode()).hexdigest()
    assert json.loads(visit.kept.reveal()) == {"verifier": "only we know it"}
    assert (errand.state, errand.redirect_url) == (state, "https://bank.test/banks/callback")
    assert errand.until - errand.now == timedelta(days=180)
    assert (errand.reference, errand.credentials) == ("", {})
    assert len(state) >= 43


def test_two_visits_have_different_states(cast: Cast, fjord: Institution) -> None:
    alice = browser(cast.alice)
    assert goes(alice, fjord) != goes(alice, fjord)


def test_coming_back_makes_a_link_and_asks_for_its_figures(
    cast: Cast, fjord: Institution, fake: FakeBank, asked: list[int]
) -> None:
    until = timezone.now() + timedelta(days=90)
    fake.grants = Granted(credentials={"token": "t"}, reference="consent-1", expires_at=until)
    alice = browser(cast.alice)
    response = returns(alice, goes(alice, fjord))
    [link] = hers(cast, fjord)
    assert json.loads(link.credentials.reveal()) == {"token": "t"}
    assert (link.state, link.reference, link.expires_at) == ("live", "consent-1", until)
    assert asked == [link.pk]
    # The address that she is left at holds nothing of the bank's.
    assert response["Location"] == f"/banks/{link.public_id}/"
    page = reads(alice, response)
    assert "Your bank is linked." in page
    assert "We are reading your accounts" in page


def test_the_bank_is_asked_with_what_was_kept_and_what_came_back(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    alice = browser(cast.alice)
    state = goes(alice, fjord)
    returns(alice, state, iss="https://bank.test")
    [(visit, returned, kept)] = fake.finished
    assert (visit.state, visit.until) == (state, fake.begun[0].until)
    assert returned == {"state": state, "code": "a code of the bank's", "iss": "https://bank.test"}
    assert kept == {"verifier": "only we know it"}


def test_a_second_return_changes_nothing_and_says_so(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    alice = browser(cast.alice)
    state = goes(alice, fjord)
    returns(alice, state)
    [before] = hers(cast, fjord)
    fake.grants = Granted(credentials={"token": "of the replay"})
    page = reads(alice, returns(alice, state))
    assert "It counts only once." in page
    assert len(fake.finished) == 1
    [after] = hers(cast, fjord)
    assert after.credentials.reveal() == before.credentials.reveal()


def test_of_two_returns_at_once_one_counts(cast: Cast, fjord: Institution, fake: FakeBank) -> None:
    alice = browser(cast.alice)
    state = goes(alice, fjord)
    other: list[str] = []

    def again() -> None:
        fake.meanwhile = None
        other.append(reads(alice, returns(alice, state)))

    fake.meanwhile = again
    returns(alice, state)
    assert (len(fake.finished), len(hers(cast, fjord))) == (1, 1)
    assert "It counts only once." in other[0]


def test_after_a_quarter_of_an_hour_it_is_too_late(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    alice = browser(cast.alice)
    state = goes(alice, fjord)
    Visit.objects.update(created_at=timezone.now() - visits.GOOD_FOR - timedelta(seconds=1))
    assert "That took too long, so nothing was linked." in reads(alice, returns(alice, state))
    assert (fake.finished, hers(cast, fjord)) == ([], [])


def test_within_a_quarter_of_an_hour_it_is_not(cast: Cast, fjord: Institution) -> None:
    alice = browser(cast.alice)
    state = goes(alice, fjord)
    Visit.objects.update(created_at=timezone.now() - visits.GOOD_FOR + timedelta(seconds=30))
    returns(alice, state)
    assert len(hers(cast, fjord)) == 1


def test_bob_cannot_come_back_from_alices_visit_nor_leave_it_to_her(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    """Check 48: what is Alice's is to Bob as what does not exist."""
    bob = browser(cast.bob)
    state = goes(browser(cast.alice), fjord)
    told = reads(bob, returns(bob, state))
    assert told == reads(bob, returns(bob, "a state that nobody has"))
    assert (fake.finished, Link.objects.filter(institution=fjord).exists()) == ([], False)
    assert Visit.objects.get().used_at is not None


def test_a_return_in_another_browser_of_hers_links_nothing(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    """An address with somebody else's code in it cannot be slipped to her (RFC 6749, 10.12)."""
    state = goes(browser(cast.alice), fjord)
    other = browser(cast.alice)
    assert "We could not match this" in reads(other, returns(other, state))
    assert (fake.finished, hers(cast, fjord)) == ([], [])


def test_who_is_signed_out_meanwhile_is_told_and_links_nothing(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    state = goes(browser(cast.alice), fjord)
    stranger = browser()
    response = returns(stranger, state)
    assert response["Location"] == "/banks/"
    page = stranger.get("/banks/", follow=True)
    assert "You were signed out here meanwhile, so nothing was linked." in text(page)
    assert page.request["PATH_INFO"] == "/accounts/login/"
    assert (fake.finished, hers(cast, fjord)) == ([], [])


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (NotGranted("access_denied"), "Your bank did not let us in, so nothing was linked."),
        (NeedsCustomer("401"), "Your bank did not let us in, so nothing was linked."),
        (Unreachable("503"), "Your bank does not answer now."),
        (RateLimited("429", retry_after_s=9), "Your bank does not answer now."),
        (Refused("invalid_client"), "Your bank does not let us in now."),
        (Unreadable("no JSON"), "We could not read what came from your bank."),
    ],
)
def test_each_failure_is_a_sentence_and_a_way_on(
    cast: Cast, fjord: Institution, fake: FakeBank, error: Exception, told: str
) -> None:
    """Promise P10."""
    alice = browser(cast.alice)
    state = goes(alice, fjord)
    fake.fails_with = error
    response = returns(alice, state)
    assert response["Location"] == page_of(fjord)
    page = reads(alice, response)
    assert told in page
    assert "Go to Fjord Bank and sign in" in page
    assert hers(cast, fjord) == []


def test_a_bank_that_is_down_at_the_start_is_said_on_the_spot(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    fake.fails_with = Unreachable("503")
    page = browser(cast.alice).post(page_of(fjord))
    assert page.status_code == 400
    assert "Your bank does not answer now. Try again in a few minutes." in text(page)
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    "query", ["?state=", "?code=x", "?state=a&state=b", "?state=%00", "?error=access_denied"]
)
def test_what_is_no_return_at_all_leads_to_her_banks(
    cast: Cast, fjord: Institution, query: str
) -> None:
    alice = browser(cast.alice)
    response = alice.get(f"{CALLBACK}{query}")
    assert response["Location"] == "/banks/"
    assert "We could not match this" in reads(alice, response)


def test_an_answer_behind_the_address_is_handed_on_by_the_page(cast: Cast) -> None:
    page = browser(cast.alice).get(CALLBACK)
    assert "If this page stays, your bank's answer did not come through." in text(page)
    assert b"fragment.js" in page.content


def test_the_state_of_a_signed_answer_is_found_inside_it(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    alice = browser(cast.alice)
    state = goes(alice, fjord)
    claims = urlsafe_b64encode(json.dumps({"state": state}).encode()).decode().rstrip("=")
    signed = f"eyJhbGciOiJQUzI1NiJ9.{claims}.c2lnbmF0dXJl"
    alice.get(CALLBACK, {"response": signed})
    [(visit, returned, _)] = fake.finished
    assert (visit.state, returned) == (state, {"response": signed})


def test_a_parameter_that_is_given_twice_says_nothing(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    alice = browser(cast.alice)
    state = goes(alice, fjord)
    alice.get(f"{CALLBACK}?state={state}&code=a&code=b")
    assert [returned for _, returned, _ in fake.finished] == [{"state": state}]


def test_an_answer_without_end_is_none(cast: Cast, fjord: Institution, fake: FakeBank) -> None:
    alice = browser(cast.alice)
    state = goes(alice, fjord)
    assert returns(alice, state, code="x" * 9000).status_code == 302
    assert fake.finished == []


def test_a_bank_that_is_no_longer_offered_links_nobody(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    alice = browser(cast.alice)
    state = goes(alice, fjord)
    Institution.objects.filter(pk=fjord.pk).update(linked_by="numbers")
    response = returns(alice, state)
    assert response.status_code == 302
    assert (fake.finished, hers(cast, fjord)) == ([], [])
    assert alice.get(page_of(fjord)).status_code == 404


def test_a_bank_that_hangs_leaves_threads_for_others(
    cast: Cast, fjord: Institution, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "_WAIT_FOR_A_PLACE_S", 0)
    alice = browser(cast.alice)
    state = goes(alice, fjord)
    with ExitStack() as stack:
        taken = [stack.enter_context(places.taken()) for _ in range(5)]
        pages = [text(alice.post(page_of(fjord))), reads(alice, returns(alice, state))]
    assert taken == [True] * 4 + [False]
    for page in pages:
        assert "Many people are linking a bank now. Try again in a minute." in page


def test_visits_that_are_long_over_are_forgotten(cast: Cast, fjord: Institution) -> None:
    goes(browser(cast.alice), fjord)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        goes(browser(cast.alice), fjord)
        forgotten = visits.forget(timezone.now())
    assert (forgotten, Visit.objects.count()) == (1, 1)
