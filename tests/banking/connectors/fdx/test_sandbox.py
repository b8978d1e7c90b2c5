"""Against the sandbox bank over HTTP: all it has is read, and each of its bad manners is known."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from banking.connector import (
    Access,
    AccountRecord,
    Bank,
    ClosedAccount,
    ConnectorError,
    NeedsCustomer,
    RateLimited,
    Refused,
    Secret,
    TimeLimits,
    TransactionRecord,
    TransactionStatus,
    Unreachable,
    Unreadable,
    UnreadableAccount,
)
from banking.connectors import connect_for
from banking.money import Money
from banking.sandbox.accounts import Kind, held_by
from banking.sandbox.customers import CUSTOMERS
from banking.sandbox.dues import card_due
from banking.sandbox.ledger import Ledger
from banking.sandbox.options import DEFAULT_SEED, IN_MEMORY, Client, Options
from banking.sandbox.server import serving
from banking.sandbox.store import Store

NOW = datetime(2026, 11, 20, 18, 4, tzinfo=UTC)
EVER = date(2020, 1, 1)
CLIENT = Client(client_id="sayso", secret="a secret: +&%", redirect_uri="http://127.0.0.1/back")
ALICE, BOB = "100001", "100002"

Speak = Callable[..., Access]


@pytest.fixture(scope="module")
def bank_url() -> Iterator[str]:
    with serving(Options(client=CLIENT, clock=lambda: NOW)) as url:
        yield url


@pytest.fixture
def access(bank_url: str) -> Iterator[Speak]:
    """Whose access it is to say; afterwards the bank behaves again."""

    def of(
        number: str = ALICE,
        version: str = "v6",
        secret: str = CLIENT.secret,
        read_s: float = 20,
    ) -> Access:
        return Access(
            bank=Bank(
                base_url=f"{bank_url}/fdx/{version}",
                token_url=f"{bank_url}/oauth/token",
                client_id=CLIENT.client_id,
                client_secret=Secret(secret),
            ),
            credentials={"customer_number": Secret(number)},
            is_customer_present=True,
            limits=TimeLimits(connect_s=5, read_s=read_s, total_s=30),
        )

    yield of
    httpx.delete(f"{bank_url}/sandbox/faults", auth=("sayso", "a+secret%3A+%2B%26%25"))


@pytest.fixture
def misbehave(bank_url: str) -> Callable[..., None]:
    def ask(kind: str, **more: object) -> None:
        fault = {"kind": kind, "customer_number": ALICE} | more
        auth = ("sayso", "a+secret%3A+%2B%26%25")
        httpx.post(f"{bank_url}/sandbox/faults", json=fault, auth=auth).raise_for_status()

    return ask


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """The same seed has the same history."""
    return Ledger(DEFAULT_SEED, Store(IN_MEMORY), lambda: NOW)


def accounts(access: Access) -> list[AccountRecord | UnreadableAccount | ClosedAccount]:
    with connect_for("fdx")(access) as connector:
        return list(connector.accounts())


@pytest.mark.parametrize("version", ["v5", "v6"])
@pytest.mark.parametrize("number", [person.number for person in CUSTOMERS])
def test_every_account_has_the_banks_own_balance(
    number: str, version: str, access: Speak, ledger: Ledger
) -> None:
    read = {
        each.bank_id: (each.name, each.last_digits, each.current, each.as_of)
        for each in accounts(access(number, version))
        if isinstance(each, AccountRecord)
    }

    assert read == {
        own.account_id: (
            own.name,
            own.number_display[-4:],
            Money(minor=ledger.balance(own, NOW).current_minor, currency=own.currency),
            NOW,
        )
        for own in held_by(number)
    }


@pytest.mark.parametrize("version", ["v5", "v6"])
@pytest.mark.parametrize("number", [person.number for person in CUSTOMERS])
def test_every_transaction_is_the_banks_own(
    number: str, version: str, access: Speak, ledger: Ledger
) -> None:
    with connect_for("fdx")(access(number, version)) as connector:
        for own in held_by(number):
            read = {
                each.bank_id: (each.amount, each.happened_at, each.posted_at, each.merchant)
                for each in connector.transactions(own.account_id, since=EVER)
                if isinstance(each, TransactionRecord)
            }
            assert read == {
                entry.transaction_id: (
                    Money(minor=entry.minor, currency=own.currency),
                    entry.made_at,
                    None if entry.is_pending(NOW) else entry.posts_at,
                    entry.payee,
                )
                for entry in ledger.recent(own, NOW)
            }


def test_since_leaves_out_what_posted_before(access: Speak, ledger: Ledger) -> None:
    since = NOW.date() - timedelta(days=7)
    [own] = [own for own in held_by(ALICE) if own.account_id == "joint-household"]

    with connect_for("fdx")(access()) as connector:
        listed = connector.transactions(own.account_id, since=since)
        read = [each for each in listed if isinstance(each, TransactionRecord)]

    recent = ledger.recent(own, NOW)
    assert {each.bank_id for each in read} == {
        entry.transaction_id for entry in recent if entry.booked_at(NOW).date() >= since
    }
    assert TransactionStatus.PENDING in {each.status for each in read}


def test_a_card_has_the_banks_own_dues(access: Speak, ledger: Ledger) -> None:
    [own] = [own for own in held_by(ALICE) if own.kind is Kind.CREDIT_CARD]
    [read] = [each for each in accounts(access()) if each.bank_id == own.account_id]

    assert own.card
    assert isinstance(read, AccountRecord)
    due = card_due(own, own.card, ledger.everything(own, NOW), NOW)
    assert read.due
    assert read.due.due_on == due.due_on
    assert read.due.minimum == Money(minor=due.least_minor, currency="USD")
    assert read.due.statement == Money(minor=due.statement_minor, currency="USD")
    assert read.due.statement_on == due.statement_on


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("slow", Unreachable),
        ("rate_limited", RateLimited),
        ("rate_limited_retry_after", RateLimited),
        ("unavailable", Unreachable),
        ("error", Unreachable),
        ("truncated", Unreadable),
        ("html", Unreadable),
        ("huge", Unreadable),
        ("repeating_cursor", Unreadable),
        ("off_origin", Unreadable),
        ("expired_consent", NeedsCustomer),
        ("string_codes", Refused),
    ],
)
def test_each_of_the_banks_bad_manners_is_known(
    kind: str, error: type[ConnectorError], access: Speak, misbehave: Callable[..., None]
) -> None:
    """Checks 69 and 72."""
    misbehave(kind, seconds=1.5)

    with pytest.raises(ConnectorError) as caught:
        accounts(access(read_s=1 if kind == "slow" else 20))

    assert type(caught.value) is error
    if isinstance(caught.value, RateLimited):
        expected = {"rate_limited": None, "rate_limited_retry_after": 2}
        assert caught.value.retry_after_s == expected[kind]


def test_one_customers_trouble_is_no_others(access: Speak, misbehave: Callable[..., None]) -> None:
    misbehave("expired_consent")

    assert all(isinstance(each, AccountRecord) for each in accounts(access(BOB)))


def test_a_listing_without_balances_is_completed(
    access: Speak, misbehave: Callable[..., None]
) -> None:
    whole = accounts(access())

    misbehave("lightweight_only", path="/accounts?")

    assert accounts(access()) == whole


def test_a_bank_without_balances_makes_no_zeros(
    access: Speak, misbehave: Callable[..., None]
) -> None:
    misbehave("lightweight_only")

    assert accounts(access()) == [
        UnreadableAccount(bank_id=own.account_id, problem="The bank gives no balance")
        for own in held_by(ALICE)
    ]


def test_a_currency_that_changes_between_two_answers_is_unreadable(
    access: Speak, misbehave: Callable[..., None]
) -> None:
    misbehave("lightweight_only", path="/accounts?")
    misbehave("wrong_currency", path="/accounts/alice-everyday")

    broken, *others = accounts(access())

    assert isinstance(broken, UnreadableAccount)
    assert broken.bank_id == "alice-everyday"
    assert all(isinstance(each, AccountRecord) for each in others)


def test_a_wrong_currency_throughout_is_read_as_sent(
    access: Speak, misbehave: Callable[..., None]
) -> None:
    misbehave("wrong_currency")

    read = accounts(access())

    # Only who stored the account's currency can tell.
    assert {each.current.currency for each in read if isinstance(each, AccountRecord)} == {"EUR"}


@pytest.mark.parametrize(("number", "secret"), [("999999", CLIENT.secret), (ALICE, "wrong")])
def test_credentials_the_bank_does_not_take_are_ours_to_mend(
    number: str, secret: str, access: Speak
) -> None:
    with pytest.raises(Refused):
        accounts(access(number, secret=secret))


def test_a_strangers_account_is_not_there(access: Speak) -> None:
    with connect_for("fdx")(access()) as connector, pytest.raises(Unreadable, match="404"):
        list(connector.transactions("charlie-daily", since=EVER))
