"""Rules of ``clauses.py`` that receipts and notices hold."""

from datetime import timedelta

import pytest
from django.core import mail

from consent import leaving, operations
from consent.models import Consent, Notice
from consent.scopes import Scope
from consent.states import Channel, EndReason
from consent.writing import notices
from tests import people
from tests.consent.writing.post import consent_of, deliver
from tests.people import NOW, Cast

DAY = timedelta(days=1)


@pytest.fixture
def alice(cast: Cast) -> Cast:
    """With an address, and with a consent for as long as there is."""
    Notice.objects.all().delete()
    cast.alice.email = "alice@example.com"
    cast.alice.save()
    people.allow(cast.alice, cast.alexa, [Scope.BALANCES], [cast.everyday], days=365)
    return cast


def texts() -> list[str]:
    return [str(each.body) for each in mail.outbox if each.to == ["alice@example.com"]]


def test_the_receipt_is_given_in_writing_otherwise_than_through_the_dashboard(alice: Cast) -> None:
    """Rules CDR-14 and CDR-15."""
    deliver()
    receipt = next(each for each in texts() if "You allowed Alexa" in each)
    for words in (
        "Who: Alexa by Amazon",
        "What for: Answering your questions",
        "From: Example Bank",
        "How much is in these accounts, each with its name",
        "Accounts: Everyday ..1234",
        "Until: Nov. 20, 2027, 1:04 p.m.",
        "On this bank's site: https://bank.test/consents/",
    ):
        assert words in receipt


def test_the_receipt_names_a_simple_alternative_way_to_leave(alice: Cast) -> None:
    """Rules CDR-16 and CDR-20."""
    deliver()
    receipt = next(each for each in texts() if "You allowed Alexa" in each)
    for words in ("“Disconnect my bank”", "In the app of Alexa", "Write to this bank"):
        assert words in receipt


def test_the_receipt_says_what_no_longer_holds_once_it_was_heard(alice: Cast) -> None:
    """Rule CDR-30."""
    deliver()
    receipt = next(each for each in texts() if "You allowed Alexa" in each)
    for words in ("rules no longer protect it", "Look at how Amazon treats", "To complain"):
        assert words in receipt


def test_an_amendment_is_highlighted_in_its_receipt(alice: Cast) -> None:
    """Rule CDR-12."""
    choice = operations.Choice(
        scopes=frozenset({Scope.BALANCES, Scope.DUES}),
        accounts={alice.everyday.public_id: "Everyday ..1234"},
        days=None,
    )
    operations.change(consent_of(alice.alice), choice, NOW + DAY)
    deliver()
    assert "new: What is due and when" in texts()[-1]


def test_it_is_told_every_ninety_days_that_a_consent_still_runs(alice: Cast) -> None:
    """Rule CDR-17."""
    Notice.objects.all().delete()
    for day in range(0, 365, 3):
        notices.yearly(NOW + day * DAY)
        notices.periodic(NOW + day * DAY)
    told = Notice.objects.filter(customer=alice.alice, kind="periodic").order_by("created_at")
    assert [(each.created_at - NOW).days for each in told] == [90, 180, 270, 360]
    deliver(NOW + 360 * DAY)
    for words in ("Alexa by Amazon", "What for: Answering your questions", "change it or end it:"):
        assert words in texts()[-1]


def test_the_reminder_comes_no_later_than_thirty_days_before_the_end(alice: Cast) -> None:
    """Rule FDX-20."""
    Notice.objects.all().delete()
    ends_at = consent_of(alice.alice).expires_at
    assert ends_at is not None
    # An hourly chore, each mail tried for hours: a day is left for both.
    notices.reminders(ends_at - 31 * DAY)
    [notice] = Notice.objects.filter(customer=alice.alice)
    assert (notice.kind, ends_at - notice.created_at) == ("reminder", 31 * DAY)
    deliver(ends_at - 31 * DAY)
    assert "ends on Nov. 20, 2027, 1:04 p.m." in texts()[-1]


def test_a_successful_revocation_is_noticed(alice: Cast) -> None:
    """Rules CDR-23, FDX-17 and FDX-30."""
    leaving.revoke(consent_of(alice.alice), EndReason.WITHDRAWN, Channel.ASSISTANT, NOW)
    deliver()
    assert "Alexa can no longer hear anything" in texts()[-1]
    assert "by you, through the assistant" in texts()[-1]


def test_the_disclosure_that_was_agreed_to_is_kept_with_its_date(alice: Cast) -> None:
    """Rule CFPB-3."""
    consent = consent_of(alice.alice)
    leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, NOW + DAY)
    first = Consent.objects.get(pk=consent.pk).receipts.order_by("number")[0]
    assert first.at == NOW
    assert first.document["pii_processing"][0]["privacy_notice"]["version"] == "1"


def test_without_a_new_authorization_it_stops_within_a_year(alice: Cast) -> None:
    """Rule CFPB-1."""
    consent = consent_of(alice.alice)
    assert consent.expires_at == NOW + 365 * DAY
    assert leaving.expired(NOW + 365 * DAY) == 2
    deliver()
    assert "because its time was over" in texts()[-1]
