"""She types what her bank gave her."""

import json

import pytest

from banking.connector import Unreachable
from banking.models import Institution, Link
from banking.standard import Granted, NotGranted, UsedBefore
from tests.banking.linking.fake import FakeBank, institution
from tests.banking.linking.going import page_of, reads
from tests.consent.oauth.linking import browser
from tests.consent.pages.reading import text
from tests.people import Cast

PIN = "a pin that is hers alone"


@pytest.fixture
def tarn(db: None, fake: FakeBank) -> Institution:
    """A bank whose customers type something."""
    return institution("form", "Tarn Bank")


def test_the_fields_are_the_standards_and_the_secret_ones_are_hidden(
    cast: Cast, tarn: Institution
) -> None:
    page = browser(cast.alice).get(page_of(tarn))
    assert "User name at the bank" in text(page)
    assert "Banking PIN" in text(page)
    assert "Five digits" in text(page)
    assert b'type="password" name="pin"' in page.content


def test_what_she_types_makes_a_link(
    cast: Cast, tarn: Institution, fake: FakeBank, asked: list[int]
) -> None:
    fake.grants = Granted(credentials={"access_url": "u"})
    alice = browser(cast.alice)
    page = reads(alice, alice.post(page_of(tarn), {"user": " alice ", "pin": f" {PIN} "}))
    [link] = Link.objects.filter(institution=tarn)
    assert json.loads(link.credentials.reveal()) == {"access_url": "u"}
    assert (link.customer, asked) == (cast.alice, [link.pk])
    # A password may well begin with a space.
    assert fake.typed == [{"user": "alice", "pin": f" {PIN} "}]
    assert "Your bank is linked." in page


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (NotGranted("403"), "Your bank did not let us in, so nothing was linked."),
        (UsedBefore("403"), "If that was not you, tell your bank."),
        (Unreachable("503"), "Your bank does not answer now."),
    ],
)
def test_a_refusal_is_a_sentence_and_no_secret_comes_back(
    cast: Cast, tarn: Institution, fake: FakeBank, error: Exception, told: str
) -> None:
    """Promise P10."""
    fake.fails_with = error
    page = browser(cast.alice).post(page_of(tarn), {"user": "alice", "pin": PIN})
    assert page.status_code == 400
    assert told in text(page)
    assert 'value="alice"' in page.content.decode()
    assert PIN not in page.content.decode()
    assert not Link.objects.filter(institution=tarn).exists()


@pytest.mark.parametrize("form", [{}, {"user": "alice"}, {"user": "a" * 3000, "pin": "1"}])
def test_an_incomplete_form_asks_no_bank(
    cast: Cast, tarn: Institution, fake: FakeBank, form: dict[str, str]
) -> None:
    page = browser(cast.alice).post(page_of(tarn), form)
    assert page.status_code == 400
    assert "Nothing was linked" in text(page)
    assert fake.typed == []
