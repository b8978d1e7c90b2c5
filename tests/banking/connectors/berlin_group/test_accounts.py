"""Accounts: which balance counts, whose money is available, what stays the same."""

from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest

from banking.connector import (
    AccountRecord,
    AccountStatus,
    ClosedAccount,
    Unreadable,
    UnreadableAccount,
)
from banking.facts import AccountKind
from banking.money import Money
from tests.banking.connectors.berlin_group.bank import (
    BOTH,
    IBAN,
    SINCE,
    account,
    balance,
    bank_of,
    read,
    read_one,
    talking,
)


def euros(minor: int) -> Money:
    return Money(minor=minor, currency="EUR")


def test_an_account_is_read_whole() -> None:
    record = read_one(bank_of([account(displayName="Everyday", product="Giro")]))

    assert record == AccountRecord(
        bank_id="derived-6d870d2640a27a9bb7203d83dedb8afc",
        name="Everyday",
        last_digits="8608",
        kind=AccountKind.CHECKING,
        status=AccountStatus.OPEN,
        current=euros(10_00),
        available=euros(8_50),
        as_of=None,
    )


@pytest.mark.parametrize(
    ("kinds", "current"),
    [
        (["closingBooked", "interimBooked", "openingBooked"], "interimBooked"),
        (["openingBooked", "closingBooked", "expected"], "closingBooked"),
        (["expected", "openingBooked"], "openingBooked"),
        (["interimAvailable", "expected"], "expected"),
        (["interimAvailable", "forwardAvailable"], "interimAvailable"),
    ],
)
def test_the_balance_nearest_to_now_is_the_current_one(kinds: list[str], current: str) -> None:
    given = [balance(kind, str(number)) for number, kind in enumerate(kinds)]

    record = read_one(bank_of([account(balances=given)]))

    assert record.current == euros(kinds.index(current) * 100)


def test_of_several_of_one_kind_the_latest_counts() -> None:
    given = [
        balance("closingBooked", "1.00", referenceDate="2026-11-18"),
        balance("closingBooked", "2.00", referenceDate="2026-11-19"),
        balance("closingBooked", "3.00", referenceDate="2026-11-17"),
    ]

    record = read_one(bank_of([account(balances=given)]))

    assert record.current == euros(2_00)
    assert record.as_of == datetime(2026, 11, 19, 12, tzinfo=UTC)


def test_a_balance_of_today_is_not_of_later_than_now() -> None:
    given = [balance("closingBooked", "1.00", referenceDate="2026-11-21")]

    assert read_one(bank_of([account(balances=given)])).as_of == datetime(
        2026, 11, 20, 18, 4, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("kind", "moment"),
    [
        ("interimBooked", {"lastChangeDateTime": "2026-11-01T10:00:00Z"}),
        ("closingBooked", {"lastChangeDateTime": "2026-11-01T10:00:00Z"}),
        ("interimBooked", {"referenceDate": "2026-11-01"}),
        ("expected", {"referenceDate": "2026-11-01"}),
    ],
)
def test_what_is_worked_out_when_asked_for_is_of_that_moment(
    kind: str, moment: dict[str, str]
) -> None:
    given = [balance(kind, "1.00", **moment)]

    assert read_one(bank_of([account(balances=given)])).as_of is None


@pytest.mark.parametrize(
    ("given", "available"),
    [
        ([balance("interimAvailable", "15.00", creditLimitIncluded=False)], euros(15_00)),
        ([balance("interimAvailable", "15.00", creditLimitIncluded=True)], None),
        # Says nothing of a limit: an overdraft may be in it.
        ([balance("interimAvailable", "15.00")], None),
        ([balance("interimAvailable", "10.00")], euros(10_00)),
        # A salary that comes tonight is not there yet.
        ([balance("expected", "15.00", creditLimitIncluded=False)], None),
        ([balance("expected", "9.00")], euros(9_00)),
        (
            [
                balance("interimAvailable", "5008.00", creditLimitIncluded=True),
                balance("interimAvailable", "8.00", creditLimitIncluded=False),
            ],
            euros(8_00),
        ),
        ([balance("forwardAvailable", "8.00")], None),
        ([], None),
    ],
)
def test_money_of_the_banks_is_never_available(
    given: list[dict[str, Any]], available: Money | None
) -> None:
    booked = balance("interimBooked", "10.00")

    record = read_one(bank_of([account(balances=[booked, *given])]))

    assert (record.current, record.available) == (euros(10_00), available)


def test_a_balance_with_the_credit_limit_in_it_is_no_balance() -> None:
    given = [balance("interimBooked", "5010.00", creditLimitIncluded=True)]

    asked = {"balances": given}

    [record] = read(bank_of([account(balances=given)], more={"accounts/r-1/balances": asked}))

    assert isinstance(record, UnreadableAccount)
    assert record.problem == "The bank gives no balance without a credit limit in it"


def test_a_balance_in_another_currency_is_another_accounts() -> None:
    given = [balance("interimBooked", "5.00", "USD"), *BOTH]

    assert read_one(bank_of([account(balances=given)])).current == euros(10_00)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("CACC", AccountKind.CHECKING),
        ("SVGS", AccountKind.SAVINGS),
        ("CARD", AccountKind.CREDIT_CARD),
        ("LOAN", AccountKind.LOAN),
        ("TAXE", AccountKind.OTHER),
        (None, AccountKind.CHECKING),
    ],
)
def test_the_cash_account_type_is_the_kind(written: str | None, kind: AccountKind) -> None:
    assert read_one(bank_of([account(cashAccountType=written)])).kind is kind


def test_what_is_owed_stays_negative_and_a_loan_has_nothing_available() -> None:
    given = [balance("interimBooked", "-1200.50"), balance("interimAvailable", "-1200.50")]

    record = read_one(bank_of([account(cashAccountType="LOAN", balances=given)]))

    assert (record.current, record.available) == (euros(-1200_50), None)


@pytest.mark.parametrize("lists", [{}, {"balances": []}, {"balances": BOTH[:1]}])
def test_balances_that_the_list_leaves_out_are_asked_for(lists: dict[str, Any]) -> None:
    listed = {key: value for key, value in account().items() if key != "balances"} | lists
    bank = bank_of([listed], more={"accounts/r-1/balances": {"balances": BOTH}})

    record = read_one(bank)

    assert (record.current, record.available) == (euros(10_00), euros(8_50))
    assert bank.paths == ["/accounts", "/accounts/r-1/balances", "/card-accounts"]


def test_a_list_with_both_figures_is_enough() -> None:
    bank = bank_of([account()])

    read(bank)

    assert bank.paths == ["/accounts", "/card-accounts"]
    assert bank.asked[0].url.params["withBalance"] == "true"


def test_what_is_booked_stands_without_what_is_available() -> None:
    refused = httpx.Response(401, json={"tppMessages": [{"code": "CONSENT_INVALID"}]})
    bank = bank_of([account(balances=BOTH[:1])], more={"accounts/r-1/balances": refused})

    record = read_one(bank)

    assert (record.current, record.available) == (euros(10_00), None)


def test_an_account_keeps_its_id_under_another_consent() -> None:
    before = read_one(bank_of([account(resourceId="r-1")]))
    spaced = "DE40 1001 0010 3307 1186 08"

    after = read_one(bank_of([account(resourceId="r-2", iban=spaced)]))

    assert after.bank_id == before.bank_id
    assert IBAN not in before.bank_id


def test_sub_accounts_of_one_number_are_told_apart_by_their_currency() -> None:
    dollars = account(
        resourceId="r-2", currency="USD", balances=[balance("interimBooked", "1.00", "USD")]
    )

    first, second = read(bank_of([account(), dollars]))

    assert isinstance(first, AccountRecord)
    assert isinstance(second, AccountRecord)
    assert first.bank_id != second.bank_id


def test_the_sum_of_sub_accounts_is_no_account() -> None:
    both = [account(resourceId="r-0", currency="XXX"), account()]

    assert read_one(bank_of(both)).current == euros(10_00)


def test_a_sum_alone_cannot_be_read() -> None:
    [record] = read(bank_of([account(currency="XXX")]))

    assert isinstance(record, UnreadableAccount)


def test_an_account_that_is_listed_twice_counts_once() -> None:
    assert read_one(bank_of([account(), account()])).current == euros(10_00)


def test_two_accounts_under_one_number_are_not_mixed_up() -> None:
    first, second = read(bank_of([account(), account(resourceId="r-2")]))

    assert isinstance(first, AccountRecord)
    assert second == UnreadableAccount(
        bank_id="", problem="The bank lists two accounts under one number"
    )


def test_a_deleted_account_without_figures_is_closed() -> None:
    listed = account(status="deleted", balances=[])

    [record] = read(bank_of([listed]))

    assert isinstance(record, ClosedAccount)


def test_a_deleted_account_with_figures_is_closed_and_read() -> None:
    assert read_one(bank_of([account(status="deleted")])).status is AccountStatus.CLOSED


def test_one_accounts_trouble_is_its_own() -> None:
    broken = account(resourceId="r-2", iban="DE1", balances=[balance("interimBooked", "1.001")])

    good, bad = read(bank_of([account(), broken]))

    assert isinstance(good, AccountRecord)
    assert isinstance(bad, UnreadableAccount)
    assert bad.bank_id


def test_movements_of_an_account_that_is_not_listed_cannot_be_read() -> None:
    with (
        talking(bank_of([account()])) as connector,
        pytest.raises(Unreadable, match="does not list the account"),
    ):
        list(connector.transactions("another", since=SINCE))


def test_movements_are_read_without_the_accounts_having_been_asked_for() -> None:
    page: dict[str, Any] = {"transactions": {"booked": [], "_links": {}}}
    bank = bank_of([account()], more={"accounts/r-1/transactions": page})
    bank_id = read_one(bank).bank_id

    with talking(bank) as connector:
        listed = list(connector.transactions(bank_id, since=date(2026, 11, 1)))

    assert listed == []
