"""What is too old goes with the ticks, and is not fetched again; what is erased stays erased."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from banking import refresh, tasks
from banking.models import Account, Link, Refresh, Transaction
from tests.banking.conftest import COFFEE, NOW, FakeBank
from tests.banking.test_refresh import claim, run


def test_a_tick_forgets_what_is_too_old(link: Link, bank: FakeBank) -> None:
    bank.movements = {"everyday": [COFFEE]}
    run(claim(link))
    Link.objects.update(next_refresh_at=timezone.now() + timedelta(days=1))
    old = timezone.now() - timedelta(days=settings.TRANSACTION_KEEP_DAYS, seconds=1)
    Transaction.objects.update(happened_at=old)

    tasks.tick()

    assert not Transaction.objects.exists()
    assert Account.objects.count() == 1


@pytest.mark.parametrize(("kept", "asked"), [(760, 731), (100, 100)])
def test_a_bank_is_asked_for_no_more_than_is_kept(
    link: Link, bank: FakeBank, settings: pytest.FixtureRequest, kept: int, asked: int
) -> None:
    settings.TRANSACTION_KEEP_DAYS = kept  # type: ignore[attr-defined]  # pytest-django's

    run(claim(link))

    assert bank.asked == [("everyday", (NOW - timedelta(days=asked)).date())]


def test_an_ended_link_leaves_no_history(link: Link, bank: FakeBank) -> None:
    run(claim(link))
    assert Refresh.objects.count() == 1

    refresh.end_link(link)

    assert not Refresh.objects.exists()


def test_a_refresh_that_begins_as_the_link_ends_leaves_no_row(
    link: Link, bank: FakeBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease = claim(link)
    begin = refresh._begin  # noqa: SLF001 - the link ends between its question and its row

    def late(*args: object, **more: object) -> tuple[Link, Refresh] | None:
        refresh.end_link(link)
        return begin(*args, **more)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(refresh, "_begin", late)

    assert run(lease) is None
    assert not Refresh.objects.exists()
    assert bank.accesses == []
