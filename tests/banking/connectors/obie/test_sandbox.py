"""Against the sandbox bank over HTTP, in both versions: signed in there, all it has is read."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from banking.connector import (
    AccountRecord,
    ConnectorError,
    DueRecord,
    NeedsCustomer,
    RateLimited,
    TransactionRecord,
    TransactionStatus,
    Unreachable,
    Unreadable,
)
from banking.connectors.obie.client import connect
from banking.money import Money
from banking.sandbox.accounts import Account, held_by
from banking.sandbox.customers import BY_USER_NAME
from banking.sandbox.dues import card_due
from banking.sandbox.ledger import Ledger
from banking.sandbox.options import DEFAULT_SEED, IN_MEMORY, Options
from banking.sandbox.server import serving
from banking.sandbox.store import Store
from tests.banking.connectors.obie.customer import (
    CLIENT,
    VERSIONS,
    Customer,
    access_of,
    bank_at,
)

NOW = datetime.now(UTC).replace(hour=18, minute=4, second=0, microsecond=0)
EVER = date(2020, 1, 1)


@pytest.fixture(scope="module")
def bank_url() -> Iterator[str]:
    with serving(Options(client=CLIENT, clock=lambda: NOW)) as url:
        yield url


@pytest.fixture(params=VERSIONS)
def customer(request: pytest.FixtureRequest, bank_url: str) -> Iterator[Customer]:
    """Alice; afterwards the bank behaves again."""
    yield Customer(bank=bank_at(bank_url, request.param), now=NOW)
    httpx.delete(f"{bank_url}/sandbox/faults", auth=("sayso", "a+secret%3A+%2B%26%25"))


@pytest.fixture
def misbehave(bank_url: str) -> Callable[..., None]:
    def ask(kind: str, **more: object) -> None:
        fault = {"kind": kind, "path": "/open-banking/"} | more
        auth = ("sayso", "a+secret%3A+%2B%26%25")
        httpx.post(f"{bank_url}/sandbox/faults", json=fault, auth=auth).raise_for_status()

    return ask


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """The same seed has the same history."""
    return Ledger(DEFAULT_SEED, Store(IN_MEMORY), lambda: NOW)


def accounts(customer: Customer) -> list[object]:
    with connect(access_of(customer.bank, customer.gives_leave())) as connector:
        return list(connector.accounts())


def money(minor: int, own: Account) -> Money:
    return Money(minor=minor, currency=own.currency)


def due(own: Account, ledger: Ledger) -> DueRecord | None:
    if own.card is None:
        return None
    found = card_due(own, own.card, ledger.everything(own, NOW), NOW)
    return DueRecord(
        due_on=found.due_on,
        minimum=money(found.least_minor, own),
        statement=money(found.statement_minor, own),
        statement_on=found.statement_on,
    )


@pytest.mark.parametrize("name", list(BY_USER_NAME))
def test_every_account_has_the_banks_own_figures(
    name: str, customer: Customer, ledger: Ledger
) -> None:
    read = accounts(Customer(bank=customer.bank, now=NOW, name=name))

    assert [
        (each.bank_id, each.name, each.last_digits, each.current, each.as_of, each.due)
        for each in read
        if isinstance(each, AccountRecord)
    ] == [
        (
            own.account_id,
            own.name,
            own.number_display[-4:],
            money(ledger.balance(own, NOW).current_minor, own),
            NOW,
            due(own, ledger),
        )
        for own in held_by(BY_USER_NAME[name].number)
    ]


def test_every_transaction_is_the_banks_own(customer: Customer, ledger: Ledger) -> None:
    with connect(access_of(customer.bank, customer.gives_leave())) as connector:
        for own in held_by("100001"):
            read = {
                each.bank_id: (each.amount, each.happened_at, each.posted_at, each.merchant)
                for each in connector.transactions(own.account_id, since=EVER)
                if isinstance(each, TransactionRecord)
            }
            assert read == {
                entry.transaction_id: (
                    money(entry.minor, own),
                    entry.made_at,
                    None if entry.is_pending(NOW) else entry.posts_at,
                    entry.payee,
                )
                for entry in ledger.recent(own, NOW)
            }


def test_since_leaves_out_what_was_booked_before(customer: Customer, ledger: Ledger) -> None:
    since = NOW.date() - timedelta(days=7)
    [own] = [own for own in held_by("100001") if own.account_id == "joint-household"]

    with connect(access_of(customer.bank, customer.gives_leave())) as connector:
        read = list(connector.transactions(own.account_id, since=since))

    assert {each.bank_id for each in read} == {
        entry.transaction_id for entry in ledger.recent(own, NOW) if entry.posts_at.date() >= since
    }
    statuses = {each.status for each in read if isinstance(each, TransactionRecord)}
    assert TransactionStatus.PENDING in statuses


def test_her_leave_ends_with_us_at_the_bank_too(customer: Customer) -> None:
    granted = customer.gives_leave()
    access = access_of(customer.bank, granted)

    customer.sign_in.end(customer.bank, granted.credentials, access.limits)

    with connect(access) as connector, pytest.raises(NeedsCustomer, match="401"):
        connector.accounts()
    # Once more is no mistake of anybody's.
    customer.sign_in.end(customer.bank, granted.credentials, access.limits)


def test_leave_given_again_keeps_the_consent_and_ends_the_older_tokens(customer: Customer) -> None:
    first = customer.gives_leave()

    second = customer.gives_leave(first.reference)

    assert (second.reference, second.expires_at) == (first.reference, first.expires_at)
    with connect(access_of(customer.bank, second)) as connector:
        assert connector.accounts()
    with connect(access_of(customer.bank, first)) as connector, pytest.raises(NeedsCustomer):
        connector.accounts()


def test_what_the_consent_does_not_hold_makes_its_account_unreadable(customer: Customer) -> None:
    bank = bank_at(
        customer.bank.base_url.partition("/open-banking")[0],
        customer.bank.base_url.split("/")[-2],
        permissions="ReadAccountsDetail ReadBalances",
    )
    granted = Customer(bank=bank, now=NOW).gives_leave()

    with connect(access_of(bank, granted)) as connector:
        read = connector.accounts()
        with pytest.raises(Unreadable, match="403"):
            list(connector.transactions("alice-everyday", since=EVER))

    # The card is there without its statement.
    assert [(type(each), getattr(each, "due", 0)) for each in read] == [(AccountRecord, None)] * 4


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("rate_limited", RateLimited),
        ("rate_limited_retry_after", RateLimited),
        ("unavailable", Unreachable),
        ("error", Unreachable),
        ("truncated", Unreadable),
        ("html", Unreadable),
        ("huge", Unreadable),
        ("expired_consent", NeedsCustomer),
    ],
)
def test_each_of_the_banks_bad_manners_is_known(
    kind: str, error: type[ConnectorError], customer: Customer, misbehave: Callable[..., None]
) -> None:
    access = access_of(customer.bank, customer.gives_leave())
    misbehave(kind, seconds=1.5)

    with connect(access) as connector, pytest.raises(ConnectorError) as caught:
        connector.accounts()

    assert type(caught.value) is error
    if isinstance(caught.value, RateLimited):
        expected = {"rate_limited": None, "rate_limited_retry_after": 2}
        assert caught.value.retry_after_s == expected[kind]
