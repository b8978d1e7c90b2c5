"""The chain: what is recorded, and when nothing is."""

from datetime import timedelta

import pytest

from consent import ledger
from consent.ledger import Head, Recorded
from consent.models import Consent, Disclosure
from tests.people import NOW, Cast


def head_of(consent: Consent) -> Head:
    consent.refresh_from_db()
    return Head(consent=consent.pk, revision=consent.revision, seq=consent.seq, hash=consent.head)


@pytest.fixture
def consent(cast: Cast) -> Consent:
    """Alice's, with three disclosures."""
    consent = Consent.objects.get(customer=cast.alice)
    for turn in ("a", "b", "c"):
        assert ledger.record(head_of(consent), turn, {"topic": "balance"}, NOW) is Recorded.YES
    consent.refresh_from_db()
    return consent


def rows(consent: Consent) -> list[Disclosure]:
    return list(consent.disclosures.order_by("seq"))


@pytest.mark.parametrize("stale", [{"revision": 99}, {"seq": 1}, {"consent": 0}])
def test_a_stale_head_records_nothing(consent: Consent, stale: dict[str, int]) -> None:
    before = head_of(consent)
    fields = {"consent": before.consent, "revision": before.revision, "seq": before.seq}
    head = Head(**fields | stale, hash=before.hash)
    assert ledger.record(head, "d", {}, NOW) is Recorded.OVERTAKEN
    assert (head_of(consent), len(rows(consent))) == (before, 3)


def test_an_expired_consent_records_nothing(consent: Consent) -> None:
    late = NOW + timedelta(days=90)
    assert ledger.record(head_of(consent), "d", {}, late) is Recorded.OVERTAKEN


def test_a_turn_that_comes_again_is_recorded_once(consent: Consent) -> None:
    again = ledger.record(head_of(consent), "c", {"topic": "balance"}, NOW)
    other = ledger.record(head_of(consent), "c", {"topic": "other"}, NOW)
    assert (again, other) == (Recorded.ALREADY, Recorded.CONTRADICTED)
    assert len(rows(consent)) == 3


def test_the_same_content_twice_has_two_digests(consent: Consent) -> None:
    assert len({row.digest for row in rows(consent)}) == 3
