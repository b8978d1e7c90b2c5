"""A figure that is no longer fresh: when the bank is asked, how long that is waited for."""

from collections.abc import Callable
from datetime import timedelta
from threading import BoundedSemaphore
from typing import Any

import pytest
from django.db.models import F

from banking import queries
from banking.models import Balance, Institution, Link
from consent import gateway, leaving, operations, waiting
from consent.models import Consent
from consent.release import Balances, Reason, Refusal, Signs, TurnNote, Wanted
from consent.states import Channel, EndReason
from consent.waiting import Waited
from tests.people import NOW, Cast

NOTE = TurnNote(turn_id="turn-1", platform="alexa", device="speaker", topic="balance")
LATER = NOW + timedelta(hours=1)


class Bank:
    """A bank that answers a refresh with what the test says happens then."""

    answer: Callable[[], object]

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.answer = lambda: None
        self.is_reachable = True
        self.is_finished = True

    def ask(self, link: int) -> bool:
        self.asked.append(link)
        self.answer()
        return self.is_reachable

    def is_done(self, *_: object) -> bool:
        return self.is_finished


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    """In place of the refresh engine."""
    bank = Bank()
    monkeypatch.setattr("banking.refresh.ask", bank.ask)
    monkeypatch.setattr("banking.refresh.is_done", bank.is_done)
    return bank


def ask(cast: Cast, *, wait_s: float = 0.2) -> Balances | Signs | Refusal:
    return gateway.balances(cast.alices_token, Wanted(), note=NOTE, now=LATER, wait_s=wait_s)


def fresh(minor: int) -> None:
    Balance.objects.update(current_minor=minor, as_of=LATER)
    Link.objects.update(fetched_at=LATER)


def test_a_fresh_figure_asks_no_bank(cast: Cast, bank: Bank) -> None:
    Link.objects.update(fetched_at=LATER - timedelta(seconds=300))
    assert isinstance(ask(cast), Balances)
    assert bank.asked == []


def test_an_old_figure_is_asked_for_and_the_new_one_is_said(cast: Cast, bank: Bank) -> None:
    bank.answer = lambda: fresh(777)
    answer = ask(cast)
    assert isinstance(answer, Balances)
    assert (answer.items[0].current.minor, answer.is_bank_silent) == (777, False)
    assert bank.asked == [Link.objects.get(customer=cast.alice).pk]
    assert answer.at >= LATER


@pytest.mark.parametrize(
    ("is_reachable", "is_finished"), [(True, False), (True, True), (False, True)]
)
def test_a_bank_that_does_not_answer_leaves_the_old_figure_and_its_age(
    cast: Cast, bank: Bank, *, is_reachable: bool, is_finished: bool
) -> None:
    """Promise P6; rule PLAT-38."""
    bank.is_reachable, bank.is_finished = is_reachable, is_finished
    answer = ask(cast)
    assert isinstance(answer, Balances)
    assert (answer.items[0].current.minor, answer.is_bank_silent) == (123_450, True)
    assert answer.items[0].as_of == NOW - timedelta(seconds=60)


def test_a_bank_that_may_not_be_called_is_not_asked(cast: Cast, bank: Bank) -> None:
    Institution.objects.update(closed_until=LATER + timedelta(minutes=1))
    answer = ask(cast)
    assert isinstance(answer, Balances)
    assert (answer.is_bank_silent, bank.asked) == (True, [])


def test_an_account_that_was_never_read_has_no_figure_yet(cast: Cast, bank: Bank) -> None:
    Balance.objects.all().delete()
    bank.is_finished = False
    assert ask(cast) == Refusal(reason=Reason.NO_FIGURE_YET)
    assert len(bank.asked) == 1


def test_what_was_ended_while_waiting_is_not_said(cast: Cast, bank: Bank) -> None:
    """Check 49: after a wait the turn starts again at the consent."""
    consent = Consent.objects.get(customer=cast.alice)
    bank.answer = lambda: leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, LATER)
    assert ask(cast) == Refusal(reason=Reason.ENDED)


def test_what_expired_while_waiting_is_not_said(cast: Cast, bank: Bank) -> None:
    """Check 50: the time that was waited has passed for the consent too."""
    Consent.objects.update(expires_at=LATER + timedelta(milliseconds=20))
    bank.is_finished = False
    assert ask(cast) == Refusal(reason=Reason.EXPIRED)


@pytest.mark.parametrize(("changes", "is_told"), [(7, True), (8, False)])
def test_a_question_gives_up_after_eight_changes_in_between(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, changes: int, *, is_told: bool
) -> None:
    """Bounded, and then refused: nothing is recorded of what was not said."""
    Link.objects.update(fetched_at=LATER)
    real, left = queries.balances, list(range(changes))

    def changed_meanwhile(*asked: Any) -> object:
        if left:
            Consent.objects.update(revision=F("revision") + 1)
            left.pop()
        return real(*asked)

    monkeypatch.setattr("banking.queries.balances", changed_meanwhile)
    answer = ask(cast)
    assert isinstance(answer, Balances) is is_told
    assert is_told or answer == Refusal(reason=Reason.TRY_AGAIN)
    assert Consent.objects.get(customer=cast.alice).seq == is_told


def test_without_a_place_to_wait_the_old_figure_comes_at_once(
    cast: Cast, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "_places", BoundedSemaphore(1))
    assert waiting._places.acquire(blocking=False)  # noqa: SLF001 - the test takes the place
    bank.is_finished = False
    answer = ask(cast, wait_s=3600)
    assert isinstance(answer, Balances)
    assert (answer.items[0].current.minor, answer.is_bank_silent) == (123_450, False)
    assert len(bank.asked) == 1


def test_a_change_of_the_consent_starts_the_question_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    Link.objects.update(fetched_at=LATER)
    consent = Consent.objects.get(customer=cast.alice)
    real, changed = queries.balances, list[Consent]()

    def narrowed_meanwhile(*asked: Any) -> object:
        if not changed:
            changed.append(
                operations.narrow(
                    consent, scopes=["balances"], accounts=[cast.everyday.public_id], now=NOW
                )
            )
        return real(*asked)

    monkeypatch.setattr("banking.queries.balances", narrowed_meanwhile)
    assert isinstance(ask(cast), Balances)
    consent.refresh_from_db()
    assert (consent.seq, consent.revision) == (1, changed[0].revision)


def test_polling_ends_when_it_is_done_or_the_time_is_up() -> None:
    """Rule PLAT-38."""
    answers = iter([False, False, True])
    assert waiting.until(lambda: next(answers), 5) is Waited.DONE
    assert waiting.until(lambda: False, 0.06) is Waited.TIME_RAN_OUT
