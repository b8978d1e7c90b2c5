"""Linking as an attacker would use it: another's errand, another's bank, all of our threads."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from banking.linking import operations, places
from banking.models import Document, Institution, Link, Visit
from tests.banking.linking.fake import FakeBank, institution
from tests.banking.linking.going import goes, linked, page_of, returns
from tests.banking.linking.test_handing_in import hands_in
from tests.consent.oauth.linking import Browser, browser
from tests.consent.pages.reading import text
from tests.people import Cast


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    cache.clear()


def nobody(_cast: Cast) -> Browser:
    return Browser()


def bob(cast: Cast) -> Browser:
    return browser(cast.bob)


def alices_other(cast: Cast) -> Browser:
    return browser(cast.alice)


@pytest.mark.parametrize("whose", [nobody, bob, alices_other], ids=lambda each: each.__name__)
def test_a_return_in_another_browser_uses_the_visit_up(
    cast: Cast, fjord: Institution, fake: FakeBank, whose: type
) -> None:
    """Some banks' answers hold nothing but the state: who began must not finish for another."""
    alice = browser(cast.alice)
    state = goes(alice, fjord)
    returns(whose(cast), state)

    returns(alice, state)

    assert fake.finished == []
    assert not Link.objects.filter(institution=fjord).exists()


def test_who_leaves_while_she_is_at_her_bank_is_not_linked_on_her_return(
    cast: Cast, fjord: Institution
) -> None:
    """Promise P8."""
    alice = browser(cast.alice)
    state = goes(alice, fjord)
    operations.end_all_of(cast.alice.pk)

    returns(alice, state)

    assert not Link.objects.filter(institution=fjord).exists()


def test_nor_if_her_bank_is_being_asked_at_that_moment(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    """Promise P8."""
    alice = browser(cast.alice)
    state = goes(alice, fjord)
    fake.meanwhile = lambda: operations.end_all_of(cast.alice.pk)

    returns(alice, state)

    assert len(fake.finished) == 1
    assert not Link.objects.filter(institution=fjord).exists()


def test_disconnecting_one_bank_ends_the_errands_to_it_and_to_no_other(
    cast: Cast, fjord: Institution
) -> None:
    link = linked(cast.alice, fjord)
    other = institution(name="Other Bank")
    goes(browser(cast.alice), fjord)
    goes(browser(cast.alice), other)

    operations.end(link)

    assert [visit.institution for visit in Visit.objects.all()] == [other]


def test_a_link_that_ended_meanwhile_is_not_brought_back(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    old = linked(cast.alice, fjord)
    operations.end(old)

    new = operations.keep(cast.alice, fjord, fake.grants)

    assert isinstance(new, Link)
    assert new.pk != old.pk
    assert Link.objects.get(pk=old.pk).state == "ended"


def test_nobody_begins_without_end(cast: Cast, fjord: Institution, fake: FakeBank) -> None:
    alice = browser(cast.alice)
    for _ in range(10):
        goes(alice, fjord)

    page = text(alice.post(page_of(fjord)))

    assert "That was tried too often. Please wait an hour." in page
    assert len(fake.begun) == 10
    with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1)):
        goes(browser(cast.alice), fjord)


def test_passwords_of_others_are_not_guessed_through_us(
    cast: Cast, db: None, fake: FakeBank
) -> None:
    typing = institution("form", "Tarn Bank")
    alice = browser(cast.alice)
    typed = {"user": "somebody", "pin": "a guess"}

    pages = [text(alice.post(page_of(typing), typed)) for _ in range(places.TRIES + 1)]

    assert len(fake.typed) == places.TRIES
    assert "That was tried too often." in pages[-1]
    assert operations.claim(who(cast), typing, typed) is operations.Problem.TOO_OFTEN


def who(cast: Cast) -> operations.Who:
    return operations.Who(customer=cast.alice, session="session")


def test_files_that_nobody_read_yet_do_not_pile_up(cast: Cast, db: None, fake: FakeBank) -> None:
    moor = institution("upload", "Moor Bank")
    link = Link.objects.create(customer=cast.alice, institution=moor, credentials="{}")
    for number in range(4):
        Document.objects.create(
            link=link, digest=str(number), content="", received_at=timezone.now()
        )
    alice = browser(cast.alice)

    page = text(hands_in(alice, moor))
    Document.objects.update(stored_at=timezone.now())

    assert "We are still reading your last files." in page
    assert hands_in(alice, moor).status_code == 302


@pytest.mark.parametrize("name", ["%00", "a%00b"])
def test_an_address_that_no_bank_has_is_not_there(db: None, name: str) -> None:
    assert Browser().post(f"/banks/{name}/events").status_code == 404
