"""The receipt's page and file: for its owner, in words, with what changed."""

from datetime import timedelta

import pytest

from consent import operations
from consent.models import Notice, Receipt
from consent.operations import Choice
from consent.scopes import Scope
from consent.writing import notices
from tests.consent.oauth.linking import browser
from tests.consent.writing.post import consent_of, deliver
from tests.people import NOW, Cast


def address(receipt: Receipt, *, suffix: str = "") -> str:
    return f"/consents/receipts/{receipt.public_id}/{suffix}"


@pytest.fixture
def granted(cast: Cast) -> Receipt:
    """Of what Alice allowed."""
    return consent_of(cast.alice).receipts.get()


def test_alice_reads_who_what_which_until_and_how_to_leave(cast: Cast, granted: Receipt) -> None:
    page = browser(cast.alice).get(address(granted)).content.decode()
    for words in (
        "You allowed Alexa to answer questions about your money",
        "Nov. 20, 2026, 1:04 p.m., by you, on this bank&#x27;s site",
        "Alexa by Amazon",
        "How much is in these accounts, each with its name",
        "Everyday ..1234",
        "Feb. 18, 2027, 1:04 p.m.",
        "Say to Alexa: “Disconnect my bank”",
        "In the app of Alexa: unlink this bank",
        "To complain, write to",
        "End this at any time, at once and at no cost",
    ):
        assert words in page
    assert "Rainy Day" not in page


def test_what_changed_is_said_by_itself(cast: Cast) -> None:
    choice = Choice(
        scopes=frozenset({Scope.DUES}),
        accounts={cast.everyday.public_id: "Everyday ..1234"},
        days=None,
    )
    consent = operations.change(consent_of(cast.alice), choice, NOW + timedelta(days=1))
    receipt = consent.receipts.order_by("-number")[0]
    page = browser(cast.alice).get(address(receipt)).content.decode()
    assert "no longer: How much is in these accounts, each with its name" in page
    assert "new: What is due and when, and how much credit is left" in page
    assert page.count("no longer:") == page.count("new:") == 1
    assert "The receipt before this one" in page


@pytest.mark.parametrize("suffix", ["", "json/"])
@pytest.mark.parametrize(("who", "status"), [("alice", 200), ("bob", 404), ("charlie", 404)])
def test_only_the_owner_sees_it(
    cast: Cast, granted: Receipt, suffix: str, who: str, status: int
) -> None:
    answer = browser(getattr(cast, who)).get(address(granted, suffix=suffix))
    assert answer.status_code == status


@pytest.mark.parametrize("suffix", ["", "json/"])
def test_a_stranger_signs_in_first(granted: Receipt, suffix: str) -> None:
    answer = browser().get(address(granted, suffix=suffix))
    assert answer["Location"] == f"/accounts/login/?next={address(granted, suffix=suffix)}"


def test_the_file_is_the_document(cast: Cast, granted: Receipt) -> None:
    answer = browser(cast.alice).get(address(granted, suffix="json/"))
    assert answer.json() == granted.document
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == (
        f'attachment; filename="receipt-{granted.public_id}.json"'
    )
    assert "no-store" in answer["Cache-Control"]


def test_without_an_address_it_says_that_it_is_only_here(cast: Cast, granted: Receipt) -> None:
    words = "We have no mail address of yours, so this receipt is only here."
    assert words not in browser(cast.alice).get(address(granted)).content.decode()
    deliver()
    assert words in browser(cast.alice).get(address(granted)).content.decode()


def test_her_list_says_how_many_letters_could_not_be_mailed(cast: Cast) -> None:
    now = NOW
    for number in range(2):
        notices.security(cast.charlie, notices.Topic.EXPORT_READY, now, key=f"export:{number}")
    Notice.objects.filter(customer=cast.charlie).update(settled_at=now, problem="no_address")
    words = "2 letters could not be sent to you by mail."
    assert words in browser(cast.charlie).get("/consents/").content.decode()
    assert "could not be sent" not in browser(cast.alice).get("/consents/").content.decode()
