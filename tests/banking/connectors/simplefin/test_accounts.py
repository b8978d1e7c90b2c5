"""SimpleFIN's accounts in our terms, and what its errors say of them."""

from datetime import UTC, datetime

import pytest

from banking.connector import (
    AccountRecord,
    AccountStatus,
    ConnectorError,
    NeedsCustomer,
    Unreachable,
    UnreadableAccount,
)
from banking.facts import AccountKind
from banking.money import Money
from tests.banking.connectors.simplefin.link import Record, talking
from tests.banking.connectors.simplefin.vendor import CARD, SAVINGS, Json, Vendor

NO_CURRENCY = "The bank names no currency of ISO 4217"


def read(vendor: Vendor, *accounts: Json) -> list[Record]:
    vendor.accounts = list(accounts)
    with talking(vendor) as connector:
        return list(connector.accounts())


def record_of(vendor: Vendor, **fields: object) -> AccountRecord:
    [record] = read(vendor, {**SAVINGS, **fields})
    assert isinstance(record, AccountRecord), record
    return record


def test_an_account_is_read_whole(vendor: Vendor) -> None:
    assert record_of(vendor) == AccountRecord(
        bank_id="ACT-1",
        name="Rainy Day Savings (1234)",
        last_digits="1234",
        kind=AccountKind.SAVINGS,
        status=AccountStatus.OPEN,
        current=Money(minor=10023, currency="USD"),
        available=Money(minor=7523, currency="USD"),
        as_of=datetime(2026, 11, 21, 6, tzinfo=UTC),
        due=None,
    )
    assert vendor.asked == [("/simplefin/accounts", {"version": "2", "balances-only": "1"})]


@pytest.mark.parametrize("version", [1, 2])
def test_both_versions_are_read(vendor: Vendor, version: int) -> None:
    vendor.version = version

    assert [account.bank_id for account in read(vendor, SAVINGS, CARD)] == ["ACT-1", "ACT-2"]


@pytest.mark.parametrize(
    ("sent", "currency", "minor"),
    [
        # What is owed on a card is negative, there as here. Major units, never cents.
        ("-33.10", "USD", -3310),
        ("125043", "USD", 12504300),
        ("0", "USD", 0),
        ("1500", "JPY", 1500),
        ("1.234", "KWD", 1234),
    ],
)
def test_amounts_are_signed_decimals(vendor: Vendor, sent: str, currency: str, minor: int) -> None:
    record = record_of(vendor, balance=sent, currency=currency, **{"available-balance": None})

    assert record.current == Money(minor=minor, currency=currency)


def test_what_is_left_out_is_not_made_up(vendor: Vendor) -> None:
    [record] = read(vendor, CARD)

    assert isinstance(record, AccountRecord)
    assert (record.available, record.last_digits) == (None, "")


def test_a_balance_of_midnight_is_of_midnight(vendor: Vendor) -> None:
    """A figure must not be younger than it is, as the noon of its day would be."""
    record = record_of(vendor, **{"balance-date": 1_795_219_200})

    assert record.as_of == datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Everyday Checking", AccountKind.CHECKING),
        ("Joint CHEQUING", AccountKind.CHECKING),
        ("Current Account", AccountKind.CHECKING),
        ("Visa Debit", AccountKind.CHECKING),
        ("High-Yield Savings", AccountKind.SAVINGS),
        ("Money Market", AccountKind.SAVINGS),
        ("Sapphire Visa", AccountKind.CREDIT_CARD),
        ("Blue Card", AccountKind.CREDIT_CARD),
        ("Credit Card ...1234", AccountKind.CREDIT_CARD),
        ("Home Mortgage", AccountKind.LOAN),
        ("Auto Loan", AccountKind.LOAN),
        ("Home Equity Line of Credit", AccountKind.LOAN),
        ("Cardinal Credit Union", AccountKind.OTHER),
        ("Roth IRA", AccountKind.OTHER),
    ],
)
def test_the_kind_is_guessed_from_the_name(vendor: Vendor, name: str, kind: AccountKind) -> None:
    assert record_of(vendor, name=name).kind is kind


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"currency": "https://www.example.com/flight-miles"}, NO_CURRENCY),
        ({"currency": "XXX"}, NO_CURRENCY),
        ({"balance": "1.005"}, "The bank gives an amount that is no exact sum of USD"),
        ({"balance": "secret"}, "The bank's answer breaks SimpleFIN at balance"),
        ({"balance": None}, "The bank's answer breaks SimpleFIN at balance"),
        ({"balance-date": 10**15}, "The bank gives a timestamp that is none"),
    ],
)
def test_what_cannot_be_trusted_is_unreadable_alone(
    vendor: Vendor, fields: Json, problem: str
) -> None:
    good, bad = read(vendor, CARD, {**SAVINGS, **fields})

    assert good.bank_id == "ACT-2"
    assert bad == UnreadableAccount(bank_id="ACT-1", problem=problem)


def test_points_are_no_reason_to_ask_their_address(vendor: Vendor) -> None:
    """Whoever runs the server could point us into our own network."""
    read(vendor, {**SAVINGS, "currency": f"{vendor.address}/points"})

    assert [path for path, _ in vendor.asked] == ["/simplefin/accounts"]


def test_two_accounts_of_one_id_are_not_mixed_up(vendor: Vendor) -> None:
    """The id is unique within one organization only."""
    read_as = read(vendor, CARD, SAVINGS, {**SAVINGS, "conn_id": "CON-2"})

    assert [each.bank_id for each in read_as] == ["ACT-2", "ACT-1"]
    assert read_as[1] == UnreadableAccount(
        bank_id="ACT-1", problem="The bank lists two accounts under one id"
    )


def test_organizations_tell_accounts_apart_in_version_1(vendor: Vendor) -> None:
    vendor.version = 1
    old = {key: value for key, value in SAVINGS.items() if key != "conn_id"}
    first, second = ({**old, "org": {"domain": name}} for name in ("a.test", "b.test"))

    assert [each.bank_id for each in read(vendor, first, first)] == ["ACT-1"]
    assert isinstance(read(vendor, first, second)[0], UnreadableAccount)


def test_an_account_without_an_id_spoils_no_other(vendor: Vendor) -> None:
    _, bad = read(vendor, CARD, {"name": "No id"})

    problem = "The bank lists an account without an id"
    assert bad == UnreadableAccount(bank_id="", problem=problem)


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        ({"code": "act.failed", "account_id": "ACT-1"}, "The bank reports act.failed"),
        ({"code": "act.alice", "account_id": "ACT-1"}, "The bank reports act."),
        ({"code": "con.auth", "conn_id": "CON-2"}, "The bank reports con.auth"),
        ({"code": "con.alice", "conn_id": "CON-2"}, "The bank reports con."),
    ],
)
def test_a_failed_account_keeps_its_old_figures(vendor: Vendor, error: Json, problem: str) -> None:
    vendor.errlist = [{**error, "msg": "secret"}]

    good, bad = read(vendor, CARD, {**SAVINGS, "conn_id": "CON-2"})

    assert good.bank_id == "ACT-2"
    assert bad == UnreadableAccount(bank_id="ACT-1", problem=problem)


def test_a_failed_account_may_not_be_listed(vendor: Vendor) -> None:
    vendor.errlist = [{"code": "act.failed", "account_id": "ACT-1"}]

    assert [each.bank_id for each in read(vendor, CARD)] == ["ACT-2", "ACT-1"]


@pytest.mark.parametrize("code", ["gen.", "gen.api", "gen.news"])
def test_general_words_beside_accounts_change_nothing(vendor: Vendor, code: str) -> None:
    vendor.errlist = [{"code": code, "msg": "Dear customer"}]

    assert isinstance(read(vendor, CARD)[0], AccountRecord)


def test_words_beside_accounts_of_version_1_change_nothing(vendor: Vendor) -> None:
    vendor.version, vendor.errors = 1, ["You must reauthenticate."]

    assert isinstance(read(vendor, CARD)[0], AccountRecord)


@pytest.mark.parametrize(
    ("version", "accounts", "codes", "error"),
    [
        (2, [SAVINGS], ["gen.auth"], NeedsCustomer),
        (2, [], ["con.auth", "con.auth"], NeedsCustomer),
        (2, [], ["con.auth", "con."], Unreachable),
        (2, [], ["gen."], Unreachable),
        (1, [], ["You must reauthenticate."], Unreachable),
    ],
)
def test_errors_of_the_whole_link_fail_it(
    vendor: Vendor,
    version: int,
    accounts: list[Json],
    codes: list[str],
    error: type[ConnectorError],
) -> None:
    vendor.version, vendor.errors = version, codes
    vendor.errlist = [{"code": code, "msg": "secret"} for code in codes]

    with pytest.raises(ConnectorError) as caught:
        read(vendor, *accounts)

    assert type(caught.value) is error
    assert "secret" not in str(caught.value)


def test_a_link_without_accounts_is_no_error(vendor: Vendor) -> None:
    assert read(vendor) == []


def test_a_balance_is_good_while_movements_are_missing(vendor: Vendor) -> None:
    vendor.errlist = [{"code": "act.missingdata", "account_id": "ACT-1"}]

    assert isinstance(read(vendor, SAVINGS)[0], AccountRecord)
