"""Direct Connect over HTTP: what is asked, what is read, what a refusal means."""

from dataclasses import replace

import pytest

from banking.connector import (
    AccountRecord,
    ClosedAccount,
    ConnectorError,
    Counted,
    NeedsCustomer,
    Refused,
    Unreachable,
    Unreadable,
    UnreadableAccount,
)
from banking.connectors import standard_of
from tests.banking.connectors.ofx.bank import OfxBank, access
from tests.banking.connectors.ofx.documents import CARD_ID, EVERYDAY_ID
from tests.banking.connectors.ofx.speaking import (
    CARD_NUMBER,
    EVERYDAY_NUMBER,
    SINCE,
    Known,
    accounts,
    failing,
    transactions,
)
from tests.banking.connectors.ofx.test_movements import CAFE
from tests.banking.connectors.ofx.test_statements import CHECKING, CREDIT_CARD


@pytest.mark.parametrize("version", ["102", "103", "151", "160", "200", "203", "211", "220"])
def test_every_version_reads_the_same_accounts(bank: OfxBank, version: str) -> None:
    assert accounts(access(bank, version=version)) == [
        replace(CHECKING, name="Everyday"),
        CREDIT_CARD,
    ]


@pytest.mark.parametrize("version", ["102", "160", "203"])
def test_every_version_reads_the_same_transactions(bank: OfxBank, version: str) -> None:
    assert transactions(access(bank, version=version)) == [CAFE]


def test_what_is_missing_since_a_day_is_gone(bank: OfxBank) -> None:
    with standard_of("ofx").connect(access(bank)) as connector:
        assert connector.next_cursor == ""


def test_accounts_cost_two_requests_and_transactions_one_for_each(bank: OfxBank) -> None:
    spent: list[tuple[Counted | None, str]] = []

    def spend(counted: Counted | None = None, *, bank_id: str = "") -> None:
        spent.append((counted, bank_id))

    with standard_of("ofx").connect(replace(access(bank), spend=spend)) as connector:
        for account in connector.accounts():
            list(connector.transactions(account.bank_id, since=SINCE))

    assert spent == [
        (Counted.ACCOUNTS, ""),
        (Counted.BALANCES, ""),
        (Counted.TRANSACTIONS, EVERYDAY_ID),
        (Counted.TRANSACTIONS, CARD_ID),
    ]
    assert [heard.kind for heard in bank.heard] == ["application/x-ofx"] * 4


def test_balances_are_asked_for_all_accounts_at_once_and_without_transactions(
    bank: OfxBank,
) -> None:
    accounts(access(bank))

    heard = bank.heard[1]
    assert heard.all("ACCTID") == [EVERYDAY_NUMBER, CARD_NUMBER, CARD_NUMBER]
    assert (heard.all("INCTRAN"), heard.all("INCLUDE")) == ([], [])
    assert len(set(heard.all("TRNUID"))) == 3


def test_transactions_are_asked_since_their_day(bank: OfxBank) -> None:
    transactions(access(bank))

    heard = bank.heard[1]
    assert (heard.one("ACCTID"), heard.one("DTSTART"), heard.one("INCLUDE")) == (
        *(EVERYDAY_NUMBER, "20261101", "Y"),
    )


def test_an_account_whose_statements_are_not_given_out_is_not_asked_for(bank: OfxBank) -> None:
    bank.accounts = bank.accounts.replace("<SUPTXDL>Y", "<SUPTXDL>N", 1)

    assert accounts(access(bank)) == [CREDIT_CARD]


def test_a_customer_without_accounts_has_none(bank: OfxBank) -> None:
    bank.accounts = ""

    assert accounts(access(bank)) == []
    assert len(bank.heard) == 1


def test_a_card_without_closings_has_nothing_due(bank: OfxBank) -> None:
    bank.closings = ""

    [_, card] = accounts(access(bank))

    assert card == replace(CREDIT_CARD, due=None)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (2003, UnreadableAccount(bank_id=CARD_ID, problem="The bank answered OFX status 2003")),
        (2000, UnreadableAccount(bank_id=CARD_ID, problem="The bank answered OFX status 2000")),
        (2020, UnreadableAccount(bank_id=CARD_ID, problem="The bank answered OFX status 2020")),
        (2004, ClosedAccount(bank_id=CARD_ID)),
    ],
)
def test_one_account_that_is_refused_spoils_no_other(
    bank: OfxBank, code: int, expected: Known
) -> None:
    bank.statements = {CARD_NUMBER: code}

    assert accounts(access(bank)) == [replace(CHECKING, name="Everyday"), expected]


@pytest.mark.parametrize(
    ("code", "error"), [(2000, Unreachable), (2020, Refused), (15500, NeedsCustomer)]
)
def test_if_every_account_is_refused_it_is_the_bank(
    bank: OfxBank, code: int, error: type[ConnectorError]
) -> None:
    bank.statements = {EVERYDAY_NUMBER: code, CARD_NUMBER: code}

    assert isinstance(failing(access(bank)), error)


def test_if_no_account_is_found_each_is_unreadable(bank: OfxBank) -> None:
    bank.statements = {EVERYDAY_NUMBER: 2003, CARD_NUMBER: 2003}

    assert accounts(access(bank)) == [
        UnreadableAccount(bank_id=bank_id, problem="The bank answered OFX status 2003")
        for bank_id in (EVERYDAY_ID, CARD_ID)
    ]


@pytest.mark.parametrize("code", [2000, 2003, 2004, 2020])
def test_an_account_without_transactions_spoils_no_other(bank: OfxBank, code: int) -> None:
    bank.statements = {EVERYDAY_NUMBER: code}

    with pytest.raises(Unreadable, match=rf"^The bank answered OFX status {code}$"):
        transactions(access(bank))


def test_an_account_that_is_listed_no_more_is_unreadable(bank: OfxBank) -> None:
    with pytest.raises(Unreadable, match=r"^The bank no longer lists the account$"):
        transactions(access(bank), "derived-of-another")


def test_a_statement_of_another_account_is_not_taken(bank: OfxBank) -> None:
    """The bank answers each request with the account it always answers with."""
    bank.accounts = bank.accounts.replace(EVERYDAY_NUMBER, "000000004321")

    [other, card] = accounts(access(bank))

    assert isinstance(other, UnreadableAccount)
    assert other.problem == "The bank's answer is not the statement that was asked for"
    assert card == CREDIT_CARD


def test_a_positive_debt_is_read_as_the_operator_says(bank: OfxBank) -> None:
    [_, card] = accounts(access(bank, debts="positive"))

    assert isinstance(card, AccountRecord)
    assert card.current.minor == 12_000
