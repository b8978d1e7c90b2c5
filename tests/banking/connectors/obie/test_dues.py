"""What is due: from the newest statement, where the bank has any."""

from datetime import date
from urllib.parse import parse_qs

import httpx
import pytest

from banking.connector import (
    AccountRecord,
    DueRecord,
    NeedsCustomer,
    RateLimited,
    Unreachable,
    UnreadableAccount,
)
from banking.money import Money
from tests.banking.connectors.obie.bank import (
    Bank,
    Json,
    account,
    amount,
    balance,
    listing,
    read_account,
    read_accounts,
    talking,
)

CARD = account(AccountSubType="CreditCard")
OWED = balance("InterimBooked", "100.00", "Debit")


def part(kind: str, text: str, indicator: str = "Debit", currency: str = "GBP") -> Json:
    return {
        "Type": f"UK.OBIE.{kind}",
        "CreditDebitIndicator": indicator,
        "Amount": amount(text, currency),
    }


def day(kind: str, text: str) -> Json:
    return {"Type": f"UK.OBIE.{kind}", "DateTime": f"{text}T00:00:00+00:00"}


def statement(ends: str = "2026-10-31", **changed: object) -> Json:
    return {
        "AccountId": "a-1",
        "Type": "RegularPeriodic",
        "StartDateTime": "2026-10-01T00:00:00+00:00",
        "EndDateTime": f"{ends}T00:00:00+00:00",
        "CreationDateTime": f"{ends}T00:00:00+00:00",
        "StatementAmount": [
            part("MinimumPaymentDue", "25.00"),
            part("ClosingBalance", "412.07"),
            part("CreditLimit", "6000.00", "Credit"),
        ],
        "StatementDateTime": [day("LastPayment", "2026-10-22"), day("PaymentDue", "2026-11-22")],
    } | changed


def due_of(*statements: Json) -> DueRecord | None:
    return read_account(CARD, OWED, statements=listing("Statement", *statements)).due


def pounds(minor: int) -> Money:
    return Money(minor=minor, currency="GBP")


def test_the_statement_tells_what_is_due() -> None:
    assert due_of(statement()) == DueRecord(
        due_on=date(2026, 11, 22),
        minimum=pounds(2500),
        statement=pounds(41207),
        statement_on=date(2026, 10, 31),
    )


@pytest.mark.parametrize(("indicator", "minor"), [("Debit", 41207), ("Credit", -41207)])
def test_a_debit_statement_is_owed_and_positive(indicator: str, minor: int) -> None:
    due = due_of(statement(StatementAmount=[part("ClosingBalance", "412.07", indicator)]))

    assert due
    assert due.statement == pounds(minor)


@pytest.mark.parametrize("indicator", ["Debit", "Credit"])
def test_what_must_be_paid_is_positive_on_either_side(indicator: str) -> None:
    due = due_of(statement(StatementAmount=[part("MinimumPaymentDue", "25.00", indicator)]))

    assert due
    assert due.minimum == pounds(2500)


def test_the_newest_period_counts_and_no_yearly_summary() -> None:
    due = due_of(
        statement("2026-09-30"),
        statement("2026-10-31", StatementDateTime=[day("PaymentDue", "2026-11-22")]),
        statement("2026-11-15", Type="Annual", StatementDateTime=[]),
        statement("2026-11-16", AccountId="a-2", StatementDateTime=[]),
    )

    assert due
    assert (due.statement_on, due.due_on) == (date(2026, 10, 31), date(2026, 11, 22))


def test_a_direct_debits_day_stands_in_for_a_missing_one() -> None:
    due = due_of(statement(StatementDateTime=[day("DirectDebitDue", "2026-11-20")]))

    assert due
    assert due.due_on == date(2026, 11, 20)


def test_amounts_in_another_currency_are_not_the_accounts() -> None:
    due = due_of(statement(StatementAmount=[part("MinimumPaymentDue", "25.00", currency="EUR")]))

    assert due
    assert due.minimum is None


@pytest.mark.parametrize("status", [400, 403, 404, 405, 406])
def test_a_bank_without_statements_has_no_dues(status: int) -> None:
    assert read_account(CARD, OWED, statements=httpx.Response(status)).due is None


def test_no_statements_are_no_dues() -> None:
    assert due_of() is None


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(401), NeedsCustomer),
        (httpx.Response(403, json={"Errors": [{"ErrorCode": "U028"}]}), NeedsCustomer),
        (httpx.Response(429), RateLimited),
        (httpx.Response(503), Unreachable),
    ],
)
def test_trouble_is_not_taken_for_a_missing_endpoint(
    answer: httpx.Response, error: type[Exception]
) -> None:
    with pytest.raises(error):
        read_account(CARD, OWED, statements=answer)


def test_a_broken_statement_makes_its_account_unreadable() -> None:
    broken = listing("Statement", statement(EndDateTime="at Michaelmas"))

    [read] = read_accounts(CARD, OWED, statements=broken)

    problem = "The bank gives a timestamp that is none"
    assert read == UnreadableAccount(bank_id="a-1", problem=problem)


@pytest.mark.parametrize(
    ("kind", "times"), [("CreditCard", 1), ("Loan", 1), ("CurrentAccount", 0), ("Savings", 0)]
)
def test_only_debts_are_asked_for_statements_and_only_recent_ones(kind: str, times: int) -> None:
    bank = Bank(
        {
            "GET /accounts": listing("Account", account(AccountSubType=kind)),
            "GET /accounts/a-1/balances": listing("Balance", OWED),
            "GET /accounts/a-1/statements": listing("Statement", statement()),
        }
    )

    with talking(bank) as connector:
        [read] = connector.accounts()

    assert isinstance(read, AccountRecord)
    queries = [each.url.query for each in bank.asked if each.url.path.endswith("/statements")]
    # A hundred days before the bank's own moment.
    expected = {"fromStatementDateTime": ["2026-08-12T00:00:00Z"]}
    assert [parse_qs(query.decode()) for query in queries] == [expected] * times
