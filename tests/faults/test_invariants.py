"""Each invariant's query finds what breaks it, and nothing in a run that went well."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from banking.connector import TransactionStatus
from banking.facts import AccountKind
from banking.models import (
    Account,
    Balance,
    Institution,
    Link,
    LinkState,
    Refresh,
    RefreshOutcome,
    Transaction,
    User,
)
from tests.faults import invariants
from tests.faults.invariants import QUERIES, Served, Terms

pytestmark = pytest.mark.django_db

BEGAN = datetime(2026, 11, 20, 18, 4, tzinfo=UTC)
TERMS = Terms(
    began_at=BEGAN.timestamp(),
    calm_at=(BEGAN + timedelta(seconds=60)).timestamp(),
    over_at=(BEGAN + timedelta(seconds=100)).timestamp(),
    since=(BEGAN - timedelta(days=28)).timestamp(),
    interval_s=30,
    bound_s=45,
)


def after(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def refreshed(link: Link, token: int, seconds: float, **fields: object) -> Refresh:
    """A refresh that began so many seconds after the run."""
    told: dict[str, object] = {"is_interactive": False, "outcome": RefreshOutcome.STORED} | fields
    return Refresh.objects.create(
        link=link,
        lease_token=token,
        started_at=after(seconds),
        **told,
    )


@pytest.fixture
def link(db: None) -> Link:
    """One link after a good run: four refreshes on time, and the bank's own figures."""
    invariants.make_tables()
    bank = Institution.objects.create(name="Good bank", standard="fdx", time_zone="UTC")
    link = Link.objects.create(
        customer=User.objects.create(username="alice"),
        institution=bank,
        credentials="{}",
        fetched_at=after(95),
        lease_token=4,
    )
    for token, seconds in enumerate([2, 33, 64, 95], start=1):
        refreshed(link, token, seconds)
    account = Account.objects.create(
        link=link, bank_id="everyday", name="Everyday", kind=AccountKind.CHECKING, currency="USD"
    )
    Balance.objects.create(account=account, current_minor=700, currency="USD", as_of=after(95))
    for number, amount in enumerate([-450, 1150]):
        Transaction.objects.create(
            account=account,
            bank_id=f"movement-{number}",
            status=TransactionStatus.POSTED,
            amount_minor=amount,
            currency="USD",
            happened_at=BEGAN - timedelta(days=1),
            description="BLUE CUP 0042",
        )
    invariants.tell_served(
        [Served(link=link.pk, bank_id="everyday", current_minor=700, transactions=2,
                total_minor=700)]
    )  # fmt: skip
    return link


def move(link: Link, **fields: object) -> None:
    Link.objects.filter(pk=link.pk).update(**fields)


def end_but_keep(link: Link) -> None:
    """As an end that erased, but for the account that somebody writes afterwards."""
    Refresh.objects.filter(link=link).delete()
    move(link, state=LinkState.ENDED, ended_at=after(50), fetched_at=None)


def end_but_refresh(link: Link) -> None:
    end_but_keep(link)
    Account.objects.filter(link=link).delete()
    refreshed(link, 5, 55)


def end_but_fetch(link: Link) -> None:
    end_but_keep(link)
    Account.objects.filter(link=link).delete()
    move(link, fetched_at=after(55))


def lose_a_refresh(link: Link) -> None:
    Refresh.objects.filter(link=link, lease_token=2).delete()


VIOLATIONS: dict[str, list[Callable[[Link], object]]] = {
    "never refreshed": [
        lambda link: move(link, fetched_at=None),
        lambda link: move(link, fetched_at=after(59)),
        lambda link: move(link, fetched_at=None, state=LinkState.NEEDS_CUSTOMER),
    ],
    "applied twice under one lease": [lambda link: refreshed(link, 4, 130)],
    "applied twice for one due moment": [
        lambda link: refreshed(link, 5, 95 + 26.9),
        lambda link: refreshed(link, 5, 110, outcome=RefreshOutcome.PARTIAL),
    ],
    "written after a link's end": [end_but_keep, end_but_refresh, end_but_fetch],
    "ends that were forgotten": [lambda link: invariants.tell_end(link.pk)],
    "other banks' refreshes late": [
        lose_a_refresh,
        lambda _: Refresh.objects.filter(lease_token__lte=2).update(started_at=after(46)),
        lambda link: move(link, fetched_at=after(54)),
    ],
    "figures that are not the bank's": [
        lambda _: Balance.objects.update(current_minor=701),
        lambda _: Transaction.objects.filter(bank_id="movement-1").delete(),
        lambda _: Transaction.objects.filter(bank_id="movement-1").update(amount_minor=1149),
        lambda _: Account.objects.update(bank_id="other"),
    ],
    "refreshes left running": [lambda link: refreshed(link, 5, 99, outcome=RefreshOutcome.RUNNING)],
    "leases left": [lambda link: move(link, lease_until=after(110))],
}


def test_a_good_run_breaks_nothing(link: Link) -> None:
    assert invariants.figures(TERMS) == dict.fromkeys(QUERIES, 0)


def test_each_invariant_has_its_violations() -> None:
    assert VIOLATIONS.keys() == QUERIES.keys()


@pytest.mark.parametrize(
    ("name", "violate"),
    [
        pytest.param(name, violate, id=f"{name}, {number}")
        for name, violations in VIOLATIONS.items()
        for number, violate in enumerate(violations)
    ],
)
def test_what_breaks_an_invariant_is_found(
    name: str, violate: Callable[[Link], object], link: Link
) -> None:
    violate(link)

    assert invariants.broken(name, TERMS) != []


def test_a_bad_bank_may_be_late(link: Link) -> None:
    lose_a_refresh(link)

    Institution.objects.update(name=f"{invariants.BAD} that hangs")

    assert invariants.broken("other banks' refreshes late", TERMS) == []


def test_a_question_may_come_just_after_a_refresh(link: Link) -> None:
    refreshed(link, 5, 97, is_interactive=True)

    assert invariants.broken("applied twice for one due moment", TERMS) == []


def test_a_run_that_is_not_over_is_late_as_soon_as_its_time_is_up(link: Link) -> None:
    later = replace(TERMS, over_at=after(95 + 46).timestamp())

    assert invariants.broken("other banks' refreshes late", later) == [(link.pk,)]


def test_both_databases_know_what_a_moment_is(link: Link) -> None:
    with connection.cursor() as cursor:
        cursor.execute(invariants.written("SELECT EPOCH(fetched_at) FROM banking_link"))
        (moment,) = cursor.fetchone()

    assert float(moment) == pytest.approx(after(95).timestamp(), abs=0.001)
