"""Accounts: signs, kinds, names, and what happens to one that cannot be read."""

from datetime import UTC, datetime

import pytest

from banking.connector import AccountRecord, AccountStatus, UnreadableAccount
from banking.facts import AccountKind
from banking.money import Money
from tests.banking.connectors.fdx.bank import CHECKING, changed, read_account, read_accounts

EVERYDAY = AccountRecord(
    bank_id="a-1",
    name="Everyday",
    last_digits="1234",
    kind=AccountKind.CHECKING,
    status=AccountStatus.OPEN,
    current=Money(minor=1_000, currency="USD"),
    available=Money(minor=850, currency="USD"),
    as_of=datetime(2026, 11, 20, 18, 4, 5, tzinfo=UTC),
)


def of(category: str, kind: str, **fields: str | None) -> str:
    names = {"accountCategory": f'"{category}"', "accountType": f'"{kind}"'}
    return changed(CHECKING, **(names | fields))


def test_it_reads_a_deposit_account_whole() -> None:
    assert read_accounts(CHECKING) == [EVERYDAY]


def test_it_skips_fields_it_does_not_know() -> None:
    assert read_accounts(changed(CHECKING, rewards='{"points": [1, 2.5]}')) == [EVERYDAY]


@pytest.mark.parametrize(("sent", "minor"), [("120.00", -12_000), ("-5.00", 500), ("0", 0)])
def test_it_takes_a_positive_card_balance_for_a_debt(sent: str, minor: int) -> None:
    read = read_account(of("LOC_ACCOUNT", "CREDITCARD", currentBalance=sent, availableCredit="880"))

    assert read.kind == AccountKind.CREDIT_CARD
    assert read.current == Money(minor=minor, currency="USD")
    assert read.available == Money(minor=88_000, currency="USD")


@pytest.mark.parametrize("field", ["principalBalance", "currentBalance"])
def test_it_takes_a_positive_loan_balance_for_a_debt(field: str) -> None:
    none: dict[str, str | None] = {"currentBalance": None}
    read = read_account(of("LOAN_ACCOUNT", "AUTOLOAN", **(none | {field: "13650.94"})))

    assert read.kind == AccountKind.LOAN
    assert read.current == Money(minor=-1_365_094, currency="USD")
    assert read.available is None


def test_it_keeps_the_sign_of_an_overdrawn_deposit() -> None:
    read = read_account(changed(CHECKING, currentBalance="-10.01", availableBalance="0"))

    assert read.current == Money(minor=-1_001, currency="USD")


def test_it_reads_an_investment_by_its_current_value() -> None:
    read = read_account(
        of("INVESTMENT_ACCOUNT", "IRA", currentBalance=None, currentValue="5000.10")
    )

    assert (read.kind, read.current.minor) == (AccountKind.OTHER, 500_010)


@pytest.mark.parametrize(
    ("category", "kind", "ours"),
    [
        ("DEPOSIT_ACCOUNT", "SAVINGS", AccountKind.SAVINGS),
        ("DEPOSIT_ACCOUNT", "CD", AccountKind.SAVINGS),
        ("DEPOSIT_ACCOUNT", "ESCROW", AccountKind.OTHER),
        ("DEPOSIT_ACCOUNT", "SOMETHINGNEW", AccountKind.OTHER),
        ("LOC_ACCOUNT", "CHARGE", AccountKind.CREDIT_CARD),
        ("LOC_ACCOUNT", "HOMELINEOFCREDIT", AccountKind.LOAN),
        ("LOAN_ACCOUNT", "MORTGAGE", AccountKind.LOAN),
    ],
)
def test_it_tells_what_a_customer_would_call_it(
    category: str, kind: str, ours: AccountKind
) -> None:
    assert read_account(of(category, kind)).kind == ours


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"nickname": '"Holidays"', "productName": '"Classic"'}, "Holidays"),
        ({"nickname": '" "', "productName": '"Classic"'}, "Classic"),
        ({"nickname": "null"}, "Checking"),
        ({"nickname": None, "accountType": '"MONEYMARKET"'}, "Money market"),
        ({"nickname": None, "accountType": None}, "Account"),
    ],
)
def test_it_names_an_account(fields: dict[str, str | None], name: str) -> None:
    assert read_account(changed(CHECKING, **fields)).name == name


@pytest.mark.parametrize(
    ("display", "digits"),
    [
        ('"************9876"', "9876"),
        ('"x-12"', "12"),
        ('"4111111111111111"', "1111"),
        ("null", ""),
    ],
)
def test_it_keeps_four_digits_at_most(display: str, digits: str) -> None:
    assert read_account(changed(CHECKING, accountNumberDisplay=display)).last_digits == digits


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ('"CLOSED"', AccountStatus.CLOSED),
        ('"DELINQUENT"', AccountStatus.OPEN),
        ("null", AccountStatus.OPEN),
    ],
)
def test_it_tells_closed_from_open(status: str, ours: AccountStatus) -> None:
    assert read_account(changed(CHECKING, status=status)).status == ours


def test_it_says_so_when_the_bank_gives_no_moment() -> None:
    assert read_account(changed(CHECKING, balanceAsOf=None)).as_of is None


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"currency": None}, "The bank names no currency of ISO 4217"),
        ({"currency": '{"currencyCode": "ZZZ"}'}, "The bank names no currency of ISO 4217"),
        ({"currentBalance": "10.001"}, "The bank gives an amount that is no exact sum of USD"),
        ({"currentBalance": '"10 dollars"'}, "The bank's answer breaks FDX at currentBalance"),
        ({"balanceAsOf": '"yesterday"'}, "The bank gives a timestamp that is none"),
        (
            {"accountCategory": '"COMMERCIAL_ACCOUNT"'},
            "The bank names no account category whose sign is known",
        ),
        ({"accountCategory": None}, "The bank names no account category whose sign is known"),
    ],
)
def test_one_account_that_breaks_the_standard_spoils_no_other(
    fields: dict[str, str | None], problem: str
) -> None:
    broken = changed(CHECKING, **({"accountId": '"a-2"'} | fields))

    assert read_accounts(broken, CHECKING) == [
        UnreadableAccount(bank_id="a-2", problem=problem),
        EVERYDAY,
    ]


@pytest.mark.parametrize("item", ["{}", "7", '{"accountId": ".."}', '{"accountId": ""}'])
def test_an_account_without_an_id_is_told_of_all_the_same(item: str) -> None:
    nobody, everyday = read_accounts(item, CHECKING)

    assert isinstance(nobody, UnreadableAccount)
    assert nobody.bank_id == ""
    assert everyday == EVERYDAY


def test_an_account_that_is_listed_twice_counts_once() -> None:
    assert read_accounts(CHECKING, CHECKING) == [EVERYDAY]


def test_a_policy_is_no_account() -> None:
    policy = of("INSURANCE_ACCOUNT", "LIFEINSURANCE", currentBalance=None)

    assert read_accounts(policy, CHECKING) == [EVERYDAY]
