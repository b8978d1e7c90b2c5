"""The hand-written statements against their twins in the ORM, and how many there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from banking import queries as bank
from banking.facts import AccountRef
from banking.models import Account, Link
from banking.reach import Reach
from consent import gateway, leaving, operations, queries
from consent.ledger import Head
from consent.models import Consent, IssuedToken
from consent.oauth.validator import checksum
from consent.privacy import Amounts
from consent.queries import Standing
from consent.release import Balances, TurnNote, Wanted
from consent.scopes import Scope
from consent.states import Channel, EndReason
from tests import crowd, people
from tests.people import NOW, Cast

NOTE = TurnNote(
    turn_id="turn-1", platform="alexa", device="speaker", topic="balance", platform_user="her"
)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement but the transaction's own."""
    seen: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield seen
    seen += [query["sql"].split()[0] for query in captured.captured_queries]


def twin(token: str) -> Standing:
    issued = IssuedToken.objects.get(checksum=checksum(token))
    consent = Consent.objects.get(authorizations=issued.authorization)
    return Standing(
        head=Head(
            consent=consent.pk, revision=consent.revision, seq=consent.seq, hash=consent.head
        ),
        customer=consent.customer_id,
        assistant=consent.assistant.name,
        scopes=frozenset(consent.scopes.values_list("scope", flat=True)),
        accounts=tuple(consent.accounts.order_by("pk").values_list("account_ref", flat=True)),
        manner=Amounts(consent.amounts),
        says_merchants=consent.says_merchants,
        only_my_voice=consent.only_my_voice,
        asks_code=consent.asks_code,
        identities=frozenset(f"{each.kind}:{each.value}" for each in consent.identities.all()),
    )


def test_the_standing_is_what_the_orm_finds(cast: Cast) -> None:
    both = [cast.everyday, cast.rainy_day]
    token = people.allow(cast.alice, cast.alexa, [Scope.BALANCES, Scope.DUES], both)
    found = queries.standing(token, "alexa", NOW)
    assert isinstance(found, Standing)
    assert found.head == twin(token).head
    assert (found.customer, found.assistant) == (cast.alice.pk, "Alexa")
    assert found.scopes == twin(token).scopes == {"balances", "dues"}
    assert set(found.accounts) == set(twin(token).accounts)
    assert replace(found, accounts=()) == replace(twin(token), accounts=())


def test_its_privacy_and_who_it_knows_are_in_the_same_statement(cast: Cast) -> None:
    consent = Consent.objects.get(customer=cast.alice)
    Consent.objects.update(
        amounts="rounded", says_merchants=True, only_my_voice=True, asks_code="everything"
    )
    for kind, value in (("user", "a" * 64), ("person", "b" * 64)):
        consent.identities.create(kind=kind, value=value)
    with statements() as seen:
        found = queries.standing(cast.alices_token, "alexa", NOW)
    assert (found, seen) == (twin(cast.alices_token), ["SELECT"])
    assert isinstance(found, Standing)
    assert found.identities == {f"user:{'a' * 64}", f"person:{'b' * 64}"}


def test_the_balances_are_what_the_orm_finds(cast: Cast) -> None:
    refs = tuple(AccountRef(each.public_id) for each in Account.objects.all())
    reading = bank.balances(Reach(customer=cast.alice.pk, accounts=refs), NOW)
    twins = Account.objects.filter(link__customer=cast.alice).select_related("balance", "link")
    assert [
        (each.label.ref, each.balance and each.balance.current.minor, each.link.fetched_at)
        for each in reading.accounts
    ] == [
        (each.public_id, each.balance.current_minor, each.link.fetched_at)
        for each in twins.order_by("pk")
    ]


def test_an_ended_links_accounts_are_out_of_reach(cast: Cast) -> None:
    Link.objects.filter(customer=cast.alice).update(state="ended")
    reach = Reach(customer=cast.alice.pk, accounts=(AccountRef(cast.everyday.public_id),))
    assert bank.balances(reach, NOW).accounts == ()


def test_an_empty_reach_reads_nothing_at_all(cast: Cast) -> None:
    """Promise P2."""
    with statements() as seen:
        reading = bank.balances(Reach(customer=cast.alice.pk, accounts=()), NOW)
    assert (reading.accounts, seen) == ((), [])


@pytest.mark.django_db(transaction=True, reset_sequences=True)
@pytest.mark.parametrize("customers", [10, 100_000])
def test_a_fresh_balance_takes_at_most_four_statements_and_one_commit(customers: int) -> None:
    cast = people.cast()
    crowd.add(customers, institution=people.institution().pk, assistant=cast.alexa.pk)
    # Alexa's account is remembered at its first question.
    first = replace(NOTE, turn_id="turn-0")
    gateway.balances(cast.alices_token, Wanted(), note=first, now=NOW, wait_s=0)
    with statements() as seen:
        answer = gateway.balances(cast.alices_token, Wanted(), note=NOTE, now=NOW, wait_s=0)
    assert isinstance(answer, Balances)
    if connection.vendor == "postgresql":
        # The last one joins UPDATE and INSERT, and is its own transaction.
        assert seen == ["SELECT", "SELECT", "WITH"]
    else:
        assert seen == ["SELECT", "SELECT", "BEGIN", "UPDATE", "INSERT", "COMMIT"]


def test_her_list_shows_what_she_granted_newest_first(cast: Cast) -> None:
    people.allow(cast.alice, cast.other, [Scope.DUES], [cast.rainy_day], now=NOW + timedelta(1))
    listed = queries.listed(cast.alice, NOW + timedelta(2))
    assert [(each.assistant.name, each.accounts, each.is_standing) for each in listed] == [
        ("Other", ("Rainy Day ..5678",), True),
        ("Alexa", ("Everyday ..1234",), True),
    ]
    assert queries.listed(cast.charlie, NOW) == []


def test_what_she_ended_stays_on_her_list_and_what_she_denied_was_never_on_it(cast: Cast) -> None:
    consent = Consent.objects.get(customer=cast.alice)
    leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, NOW)
    operations.deny(operations.request(cast.alice, cast.other, NOW), NOW)
    [listed] = queries.listed(cast.alice, NOW + timedelta(seconds=1))
    assert (listed.assistant.name, listed.is_standing, listed.until) == ("Alexa", False, NOW)


def test_an_expired_consent_stays_on_the_list_as_ended(cast: Cast) -> None:
    [listed] = queries.listed(cast.alice, NOW + timedelta(days=90))
    assert (listed.is_standing, listed.until) == (False, NOW + timedelta(days=90))
