"""The chain: what changes it shows."""

from collections.abc import Callable
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


def test_an_untouched_chain_is_whole(consent: Consent) -> None:
    assert consent.seq == 3
    assert ledger.is_whole(consent, rows(consent))


def blank_one(rows: list[Disclosure]) -> list[Disclosure]:
    rows[1].content = rows[1].salt = ""
    return rows


def test_a_blanked_row_leaves_the_chain_whole(consent: Consent) -> None:
    assert ledger.is_whole(consent, blank_one(rows(consent)))


def change_content(rows: list[Disclosure]) -> list[Disclosure]:
    rows[1].content = rows[1].content.replace("balance", "payment")
    return rows


def move_moment(rows: list[Disclosure]) -> list[Disclosure]:
    rows[1].at += timedelta(microseconds=1)
    return rows


@pytest.mark.parametrize(
    "tamper",
    [
        change_content,
        move_moment,
        lambda rows: rows[1:],
        lambda rows: rows[:-1],
        lambda rows: [rows[0], rows[2]],
        lambda rows: [rows[1], rows[0], rows[2]],
        lambda rows: [*rows, rows[2]],
    ],
)
def test_a_changed_removed_reordered_or_added_row_shows(
    consent: Consent, tamper: Callable[[list[Disclosure]], list[Disclosure]]
) -> None:
    assert not ledger.is_whole(consent, tamper(rows(consent)))


def test_a_forged_link_shows_though_all_else_fits(consent: Consent) -> None:
    """Promise P4."""
    forged = rows(consent)
    forged[1].hash = forged[0].hash
    assert not ledger.is_whole(consent, forged)


def test_a_head_that_is_not_the_last_link_shows(consent: Consent) -> None:
    """Promise P4: a chain built anew from its start fits itself, not the head."""
    consent.head = rows(consent)[0].hash
    assert not ledger.is_whole(consent, rows(consent))


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
    assert ledger.is_whole(consent, rows(consent))


def test_the_same_content_twice_has_two_digests(consent: Consent) -> None:
    assert len({row.digest for row in rows(consent)}) == 3


def test_a_blanked_row_with_words_of_its_own_shows(consent: Consent) -> None:
    forged = blank_one(rows(consent))
    forged[1].content = '{"topic":"nothing"}'
    assert not ledger.is_whole(consent, forged)
