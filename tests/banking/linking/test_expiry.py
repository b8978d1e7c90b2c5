"""A bank's leave that ends is said in time, by a letter too; and each end of it once."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from banking.facts import BankNeed
from banking.linking import expiry, operations
from banking.models import BankNotice, Institution, Link, LinkState, User
from banking.standard import Granted
from consent.models import Notice
from consent.tasks import CHORES
from consent.writing import bank_news
from tests.banking.linking.fake import FakeBank
from tests.banking.linking.going import linked
from tests.consent.writing.post import deliver
from tests.language import leftovers
from tests.people import Cast

DAY = timedelta(days=1)


def ending(cast: Cast, fjord: Institution, fake: FakeBank, in_days: float) -> Link:
    """Alice's link, under a leave that ends so soon."""
    ends_at = timezone.now() + timedelta(days=in_days)
    fake.grants = Granted(credentials={"token": "t"}, expires_at=ends_at)
    return linked(cast.alice, fjord)


def letters(cast: Cast) -> list[str]:
    """What the chore and the outbox bring her now."""
    User.objects.filter(pk=cast.alice.pk).update(email="alice@example.com")
    Notice.objects.exclude(kind="bank").delete()
    mail.outbox.clear()
    now = timezone.now()
    while bank_news.write(now):
        pass
    deliver(now)
    return [str(letter.subject) for letter in mail.outbox]


@pytest.mark.parametrize(
    ("in_days", "need"), [(15, None), (13.9, BankNeed.SOON), (-0.1, BankNeed.NOW)]
)
def test_a_link_wants_her_within_a_fortnight_of_its_end(
    cast: Cast, fjord: Institution, fake: FakeBank, in_days: float, need: BankNeed | None
) -> None:
    link = ending(cast, fjord, fake, in_days)
    assert expiry.need_of(link, timezone.now()) is need


def test_a_link_of_the_operators_never_wants_her(cast: Cast) -> None:
    """Its credential is the bank's own; she could do nothing about it."""
    Link.objects.filter(customer=cast.alice).update(state=LinkState.NEEDS_CUSTOMER)
    link = Link.objects.select_related("institution").get(customer=cast.alice)
    assert expiry.need_of(link, timezone.now()) is None
    assert letters(cast) == []


def test_she_is_written_to_before_the_end_and_only_once(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    link = ending(cast, fjord, fake, 10)
    assert letters(cast) == ["Example Bank: The permission of Fjord Bank ends soon"]
    [letter] = mail.outbox
    assert letter.to == ["alice@example.com"]
    assert f"https://bank.test/banks/{link.public_id}/" in letter.body
    assert "Fjord Bank lets us read your accounts until" in letter.body
    assert letters(cast) == []


def test_the_next_end_is_told_anew(cast: Cast, fjord: Institution, fake: FakeBank) -> None:
    ending(cast, fjord, fake, 10)
    letters(cast)
    ending(cast, fjord, fake, 11)
    assert len(letters(cast)) == 1


def test_each_time_that_the_bank_stops_letting_us_in_is_told(
    cast: Cast, fjord: Institution
) -> None:
    told = []
    for _ in range(2):
        link = linked(cast.alice, fjord)
        Link.objects.filter(pk=link.pk).update(state=LinkState.NEEDS_CUSTOMER)
        told += [letters(cast), letters(cast)]
    subject = "Example Bank: Fjord Bank lets us in no more"
    assert told == [[subject], [], [subject], []]


def test_what_she_mended_before_the_letter_left_is_not_written(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    ending(cast, fjord, fake, 10)
    bank_news.write(timezone.now())
    ending(cast, fjord, fake, 90)
    assert letters(cast) == []
    assert Notice.objects.get(kind="bank").problem == "not_needed"


def test_what_ended_meanwhile_is_not_written_of(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    link = ending(cast, fjord, fake, 10)
    bank_news.write(timezone.now())
    operations.end(link)
    assert letters(cast) == []


def test_in_spanish_it_is_in_spanish(cast: Cast, fjord: Institution, fake: FakeBank) -> None:
    User.objects.filter(pk=cast.alice.pk).update(language="es")
    link = ending(cast, fjord, fake, 10)
    letters(cast)
    Link.objects.filter(pk=link.pk).update(state=LinkState.NEEDS_CUSTOMER)
    found = [str(each.body) for each in mail.outbox]
    letters(cast)
    found += [str(each.body) for each in mail.outbox]
    assert len(found) == 2
    assert leftovers.english(" ".join(found)) == set()


def test_what_was_taken_and_rolled_back_is_taken_again(
    cast: Cast, fjord: Institution, fake: FakeBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise P9."""
    ending(cast, fjord, fake, 10)
    broken = "tests break it here"
    with monkeypatch.context() as patched:
        patched.setattr("consent.models.Notice.objects.bulk_create", _fail)
        with pytest.raises(OSError, match=broken):
            bank_news.write(timezone.now())
    assert BankNotice.objects.filter(told_at__isnull=False).count() == 0
    assert len(letters(cast)) == 1


def _fail(*_: object, **__: object) -> None:
    message = "tests break it here"
    raise OSError(message)


def test_it_is_one_of_the_chores() -> None:
    [chore] = [chore for chore in CHORES if chore.name == "bank_news"]
    assert chore.every <= timedelta(minutes=1)


def test_notices_are_forgotten_after_their_time(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    ending(cast, fjord, fake, 10)
    now = timezone.now()
    letters(cast)
    assert expiry.forget(now + expiry.KEEP - DAY) == 0
    assert expiry.forget(_late(now)) == 1


def _late(now: datetime) -> datetime:
    return now + expiry.KEEP + DAY
