"""Several files of several accounts: the newest balance, each movement once, what is no file."""

import pytest

from banking.connector import AccountRecord, Removed, TransactionRecord, Unreadable
from banking.connectors import standard_of
from tests.banking.connectors.ofx.documents import (
    CARD_ID,
    COFFEE,
    DEBT,
    EVERYDAY_ID,
    LEDGER,
    WHOLE,
    bank_statement,
    card_statement,
    listed,
    sgml,
    xml,
)
from tests.banking.connectors.ofx.reading import access, account, accounts, movements

TEA = COFFEE.replace("t-1", "t-2").replace("-3.20", "-2.10")
NEWER = LEDGER.replace("10.00", "7.90").replace("20261120180405", "20261121080000")
OCTOBER = LEDGER.replace("10.00", "99.00").replace("20261120180405", "20261031")
DELETE = "<CORRECTFITID>t-1</CORRECTFITID><CORRECTACTION>DELETE</CORRECTACTION><SIC>"


def ids(*files: bytes) -> list[str]:
    return [each.bank_id for each in movements(*files)]


def test_a_link_without_files_has_nothing_to_tell() -> None:
    assert accounts() == []


def test_what_no_file_lists_stays_as_it_was() -> None:
    with standard_of("ofx").connect(access(xml(*WHOLE))) as connector:
        assert connector.next_cursor != ""


@pytest.mark.parametrize("step", [1, -1])
def test_the_newest_balance_counts_whenever_it_was_handed_in(step: int) -> None:
    files = [xml(bank_statement(LEDGER)), xml(bank_statement(NEWER))]

    read = account(*files[::step])

    assert (read.current.minor, read.as_of and read.as_of.day) == (790, 21)


def test_of_two_balances_of_one_moment_the_later_file_counts() -> None:
    corrected = xml(bank_statement(LEDGER.replace("10.00", "11.00")))

    assert account(xml(bank_statement(LEDGER)), corrected).current.minor == 1_100


def test_files_that_overlap_tell_each_movement_once() -> None:
    first = xml(bank_statement(listed(COFFEE), LEDGER))
    second = sgml(bank_statement(listed(COFFEE, TEA), NEWER))

    assert ids(first, second) == ["t-1", "t-2"]


def test_an_old_file_handed_in_late_is_read_whole() -> None:
    old = COFFEE.replace("t-1", "t-0").replace("2026", "2024")

    assert ids(xml(bank_statement(listed(old), OCTOBER))) == ["t-0"]


def test_the_later_file_says_how_a_movement_is() -> None:
    [read] = movements(
        xml(bank_statement(listed(COFFEE), LEDGER)),
        xml(bank_statement(listed(COFFEE.replace("-3.20", "-3.50")), LEDGER)),
    )

    assert isinstance(read, TransactionRecord)
    assert read.amount.minor == -350


def test_a_later_file_takes_back_what_an_older_one_told() -> None:
    deletion = COFFEE.replace("t-1", "t-9").replace("<SIC>", DELETE)

    read = movements(
        xml(bank_statement(listed(COFFEE, TEA), LEDGER)),
        xml(bank_statement(listed(deletion), NEWER)),
    )

    assert Removed(bank_id="t-1") in read
    assert {each.bank_id for each in read if isinstance(each, TransactionRecord)} == {"t-1", "t-2"}


def test_each_account_has_its_own_movements() -> None:
    both = xml(
        bank_statement(listed(COFFEE), LEDGER),
        card_statement(listed(TEA), DEBT),
    )

    assert [each.bank_id for each in movements(both, bank_id=EVERYDAY_ID)] == ["t-1"]
    assert [each.bank_id for each in movements(both, bank_id=CARD_ID)] == ["t-2"]


def test_a_statement_that_the_bank_could_not_make_is_no_account() -> None:
    [read] = accounts(xml(bank_statement(code=2000), card_statement(DEBT)))

    assert isinstance(read, AccountRecord)
    assert read.bank_id == CARD_ID


def check(raw: bytes) -> None:
    upload = standard_of("ofx").upload
    assert upload is not None
    upload.check(raw)


@pytest.mark.parametrize(
    "raw",
    [xml(*WHOLE), sgml(*WHOLE), xml(bank_statement(""), card_statement(DEBT))],
)
def test_a_file_with_an_account_that_can_be_read_is_taken(raw: bytes) -> None:
    check(raw)

    assert any(isinstance(each, AccountRecord) for each in accounts(raw))


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"%PDF-1.7", "The document is no OFX"),
        (b"PK\x03\x04", "The document is no OFX"),
        (b"", "The document is no OFX"),
        (xml(), "The document holds no account's statement"),
        (xml(bank_statement(code=2000)), "The document holds no account's statement"),
        (xml(bank_statement("")), "The bank's document lacks STMTRS/LEDGERBAL"),
        (sgml(*WHOLE)[:-40], "The bank's document is cut off, or no markup of OFX 1"),
    ],
)
def test_what_is_no_file_of_statements_is_not_taken(raw: bytes, problem: str) -> None:
    with pytest.raises(Unreadable) as caught:
        check(raw)

    assert str(caught.value) == problem
