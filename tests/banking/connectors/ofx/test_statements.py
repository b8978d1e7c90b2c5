"""Statements: whose they are, signs, kinds, dues, and one that cannot be read."""

from datetime import UTC, date, datetime

import pytest

from banking.connector import AccountRecord, AccountStatus, DueRecord, Refused, UnreadableAccount
from banking.facts import AccountKind
from banking.money import Money
from tests.banking.connectors.ofx.documents import (
    AVAILABLE,
    CARD_ID,
    CLOSING,
    CREDIT_LEFT,
    DEBT,
    EVERYDAY,
    EVERYDAY_ID,
    LEDGER,
    WHOLE,
    bank_statement,
    card_statement,
    listed,
    sgml,
    xml,
)
from tests.banking.connectors.ofx.reading import account, accounts


def dollars(minor: int) -> Money:
    return Money(minor=minor, currency="USD")


CHECKING = AccountRecord(
    bank_id=EVERYDAY_ID,
    name="Checking",
    last_digits="1234",
    kind=AccountKind.CHECKING,
    status=AccountStatus.OPEN,
    current=dollars(1_000),
    available=dollars(850),
    as_of=datetime(2026, 11, 20, 18, 4, 5, tzinfo=UTC),
)
CREDIT_CARD = AccountRecord(
    bank_id=CARD_ID,
    name="Credit card",
    last_digits="9876",
    kind=AccountKind.CREDIT_CARD,
    status=AccountStatus.OPEN,
    current=dollars(-12_000),
    available=dollars(88_000),
    as_of=datetime(2026, 11, 20, 12, tzinfo=UTC),
    due=DueRecord(
        due_on=date(2026, 12, 1),
        minimum=dollars(2_500),
        statement=dollars(9_540),
        statement_on=date(2026, 11, 5),
    ),
)


@pytest.mark.parametrize("written", [xml, sgml])
def test_it_reads_a_bank_account_and_a_card_whole(written: type) -> None:
    assert accounts(written(*WHOLE)) == [CHECKING, CREDIT_CARD]


@pytest.mark.parametrize("digits", ["000987651234", "4000123412349876", "121000999"])
def test_no_number_of_an_account_is_told(digits: str) -> None:
    assert digits not in repr(accounts(xml(*WHOLE)))


@pytest.mark.parametrize(
    ("debts", "sent", "minor"),
    [
        ({}, "-120.00", -12_000),
        ({}, "5.00", 500),
        ({"debts": "negative"}, "-120.00", -12_000),
        ({"debts": "positive"}, "120.00", -12_000),
        ({"debts": "positive"}, "-5.00", 500),
        ({"debts": "positive"}, "0", 0),
    ],
)
def test_a_cards_debt_has_the_sign_that_the_operator_says(
    debts: dict[str, str], sent: str, minor: int
) -> None:
    card = xml(card_statement(DEBT.replace("-120.00", sent), CREDIT_LEFT))

    read = account(card, options=debts)

    assert read.current == dollars(minor)
    assert read.available == dollars(88_000)


def test_a_bank_account_keeps_its_sign_whatever_the_operator_says() -> None:
    overdrawn = xml(bank_statement(LEDGER.replace("10.00", "-10.01")))

    assert account(overdrawn, options={"debts": "positive"}).current == dollars(-1_001)


def test_an_unknown_option_is_for_the_operator() -> None:
    with pytest.raises(Refused, match=r"^The institution's option debts is none of OFX$"):
        accounts(options={"debts": "both"})


@pytest.mark.parametrize(
    ("debts", "balance", "minimum", "owed"),
    [
        ("negative", "-95.40", "25.00", 9_540),
        ("negative", "5.00", "0", -500),
        ("negative", "-95.40", "", 9_540),
        ("positive", "95.40", "", 9_540),
        ("positive", "-5.00", "", -500),
        # Something must be paid, so something is owed.
        ("negative", "95.40", "25.00", 9_540),
        ("positive", "-95.40", "-25.00", 9_540),
    ],
)
def test_a_statements_balance_is_positive_where_it_is_owed(
    debts: str, balance: str, minimum: str, owed: int
) -> None:
    closing = CLOSING.replace("-95.40", balance).replace("25.00", minimum)
    closing = closing.replace("<MINPMTDUE></MINPMTDUE>", "")

    due = account(xml(card_statement(DEBT, closings=closing)), options={"debts": debts}).due

    assert due is not None
    assert due.statement == dollars(owed)


@pytest.mark.parametrize("sent", ["25.00", "-25.00"])
def test_what_must_be_paid_is_positive(sent: str) -> None:
    due = account(xml(card_statement(DEBT, closings=CLOSING.replace("25.00", sent)))).due

    assert due == CREDIT_CARD.due


def test_the_latest_closing_counts() -> None:
    older = CLOSING.replace("20261105", "20261005").replace("20261201", "20261101")

    due = account(xml(card_statement(DEBT, closings=CLOSING + older))).due

    assert due == CREDIT_CARD.due


def test_what_a_closing_leaves_out_is_unknown() -> None:
    closing = "<CCCLOSING><FITID>c-1</FITID><DTCLOSE>20261105</DTCLOSE></CCCLOSING>"

    due = account(xml(card_statement(DEBT, closings=closing))).due

    assert due == DueRecord(statement_on=date(2026, 11, 5))


def test_without_a_closing_nothing_is_known_to_be_due() -> None:
    assert account(xml(card_statement(DEBT))).due is None


@pytest.mark.parametrize(
    ("kind", "ours", "name"),
    [
        ("SAVINGS", AccountKind.SAVINGS, "Savings"),
        ("MONEYMRKT", AccountKind.SAVINGS, "Money market"),
        ("CD", AccountKind.SAVINGS, "Certificate of deposit"),
        ("CREDITLINE", AccountKind.LOAN, "Line of credit"),
        ("SOMETHINGNEW", AccountKind.OTHER, "Account"),
    ],
)
def test_it_tells_what_a_customer_would_call_it(kind: str, ours: AccountKind, name: str) -> None:
    read = account(xml(bank_statement(LEDGER, account=EVERYDAY.replace("CHECKING", kind))))

    assert (read.kind, read.name) == (ours, name)


def test_without_an_available_balance_none_is_told() -> None:
    assert account(xml(bank_statement(LEDGER))).available is None


@pytest.mark.parametrize(
    ("within", "problem"),
    [
        ("", "The bank's document lacks STMTRS/LEDGERBAL"),
        (AVAILABLE, "The bank's document lacks STMTRS/LEDGERBAL"),
        (LEDGER.replace("10.00", "10.001"), "The bank gives an amount that is no exact sum of USD"),
        (LEDGER.replace("10.00", "ten"), "The bank gives an amount that is no number of OFX"),
        (LEDGER.replace("20261120180405", "today"), "The bank gives a date that is none of OFX"),
        (LEDGER + listed("<STMTTRN></STMTTRN>"), "The bank's document lacks STMTTRN/TRNAMT"),
    ],
)
def test_one_account_that_breaks_the_standard_spoils_no_other(within: str, problem: str) -> None:
    broken = xml(bank_statement(within), card_statement(DEBT, CREDIT_LEFT, closings=CLOSING))

    assert accounts(broken) == [
        UnreadableAccount(bank_id=EVERYDAY_ID, problem=problem),
        CREDIT_CARD,
    ]


@pytest.mark.parametrize("code", ["", "XXX", "ZZZ"])
def test_without_a_currency_an_amount_means_nothing(code: str) -> None:
    assert accounts(xml(bank_statement(LEDGER, currency=code))) == [
        UnreadableAccount(bank_id=EVERYDAY_ID, problem="The bank names no currency of ISO 4217")
    ]


def test_a_statement_of_nobodys_account_is_unreadable() -> None:
    nobodys = xml(bank_statement(LEDGER, account=""), WHOLE[1])

    assert accounts(nobodys) == [
        UnreadableAccount(bank_id="", problem="The bank's document lacks STMTRS/BANKACCTFROM"),
        CREDIT_CARD,
    ]
