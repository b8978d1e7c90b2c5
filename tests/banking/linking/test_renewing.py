"""Linking again: the same link under the bank's new leave, and nobody else's."""

import json

from banking.models import Institution, Link, LinkState
from banking.standard import Granted
from tests.banking.linking.fake import FakeBank
from tests.banking.linking.going import goes, linked, reads, returns
from tests.consent.oauth.linking import browser
from tests.people import Cast


def test_linking_again_renews_the_same_link(
    cast: Cast, fjord: Institution, fake: FakeBank, asked: list[int]
) -> None:
    fake.grants = Granted(credentials={"token": "old"}, reference="consent-1")
    link = linked(cast.alice, fjord)
    Link.objects.filter(pk=link.pk).update(
        state=LinkState.NEEDS_CUSTOMER, cursor="c", attempts=3, last_problem="needs_customer"
    )
    fake.grants = Granted(credentials={"token": "new"}, reference="consent-1")
    renewed = linked(cast.alice, fjord)
    assert renewed.pk == link.pk
    assert json.loads(renewed.credentials.reveal()) == {"token": "new"}
    assert (renewed.state, renewed.attempts, renewed.last_problem) == ("live", 0, "")
    # Under the same leave the cursor is good; whoever reads with the old token writes nothing.
    assert (renewed.cursor, renewed.lease_token > link.lease_token) == ("c", True)
    assert (fake.begun[1].reference, fake.begun[1].credentials) == ("consent-1", {"token": "old"})
    assert asked == [link.pk, link.pk]


def test_another_leave_reads_from_the_start_and_the_old_one_is_given_back(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    fake.grants = Granted(credentials={"token": "old"}, reference="consent-1")
    link = linked(cast.alice, fjord)
    Link.objects.filter(pk=link.pk).update(cursor="c")
    fake.grants = Granted(credentials={"token": "new"}, reference="consent-2")
    assert linked(cast.alice, fjord).cursor == ""
    [farewell] = link.farewells.all()
    assert (farewell.reference, json.loads(farewell.credentials.reveal())) == (
        "consent-1",
        {"token": "old"},
    )


def test_what_is_somebody_elses_leave_is_not_hers_too(
    cast: Cast, fjord: Institution, fake: FakeBank
) -> None:
    fake.grants = Granted(credentials={"token": "t"}, reference="consent-1")
    linked(cast.alice, fjord)
    bob = browser(cast.bob)
    told = reads(bob, returns(bob, goes(bob, fjord)))
    assert "This sign-in at the bank is linked to somebody else here." in told
    assert [link.customer for link in Link.objects.filter(institution=fjord)] == [cast.alice]
