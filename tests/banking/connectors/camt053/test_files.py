"""Several files: the newest balance, each movement once, envelopes, what is no file."""

import pytest

from banking.connector import AccountRecord, Unreadable
from banking.connectors import standard_of
from tests.banking.connectors.camt053.documents import (
    CLOSING,
    COFFEE,
    NAMESPACE,
    OPENING,
    access,
    account,
    accounts,
    balance,
    document,
    movements,
    statement,
)

TEA = COFFEE.replace("ref-1", "ref-2").replace("3.20", "2.10")
NEWER = balance("CLBD", "44.70", "2026-11-21")
NO_CAMT = "The document is no camt.053"


def test_a_link_without_files_has_nothing_to_tell() -> None:
    assert accounts() == []


def test_what_no_file_lists_stays_as_it_was() -> None:
    with standard_of("camt053").connect(access()) as connector:
        assert connector.next_cursor != ""


@pytest.mark.parametrize("step", [1, -1])
def test_the_newest_balance_counts_whenever_it_was_handed_in(step: int) -> None:
    files = [document(statement(CLOSING)), document(statement(NEWER))]

    assert account(*files[::step]).current.minor == 4_470


def test_a_closing_balance_comes_after_what_the_same_day_told_before() -> None:
    interim = balance("ITBD", "1.00", "2026-11-20T20:00:00Z")

    read = account(document(statement(CLOSING)), document(statement(interim)))

    assert read.current.minor == 4_680


def test_of_two_closing_balances_of_one_day_the_later_file_counts() -> None:
    corrected = balance("CLBD", "46.90", "2026-11-20")

    assert account(document(statement(CLOSING)), document(statement(corrected))).current.minor == (
        4_690
    )


def test_a_page_without_a_closing_balance_adds_its_entries() -> None:
    first = document(statement(OPENING, COFFEE))
    last = document(statement(CLOSING, TEA))

    assert account(first, last).current.minor == 4_680
    assert len(movements(first, last)) == 2


def test_files_that_overlap_tell_each_movement_once() -> None:
    daily = document(statement(CLOSING, COFFEE))
    monthly = document(statement(NEWER, TEA, COFFEE), version="08")

    assert movements(daily, monthly) == movements(document(statement(NEWER, COFFEE, TEA)))


def test_an_account_in_several_statements_of_one_file_is_one() -> None:
    both = document(statement(CLOSING, COFFEE), statement(NEWER, TEA))

    assert account(both).current.minor == 4_470
    assert len(movements(both)) == 2


def test_an_old_file_handed_in_late_is_read_whole() -> None:
    old = document(statement(CLOSING, COFFEE.replace("2026", "2024")))

    assert len(movements(old)) == 1


def test_a_document_may_stand_in_an_envelope() -> None:
    inner = document(statement(CLOSING)).partition(b"?>")[2]
    header = b'<AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.01"/>'

    read = account(b"<Envelope>" + header + inner + b"</Envelope>")

    assert read == account(document(statement(CLOSING)))


def test_a_prefix_for_the_namespace_changes_nothing() -> None:
    whole = document(statement(CLOSING)).decode()
    prefixed = whole.replace("<", "<c:").replace("<c:/", "</c:").replace("<c:?", "<?")

    assert account(prefixed.replace("xmlns=", "xmlns:c=").encode()) == account(whole.encode())


def check(raw: bytes) -> None:
    upload = standard_of("camt053").upload
    assert upload is not None
    upload.check(raw)


def test_a_file_with_an_account_that_can_be_read_is_taken() -> None:
    mixed = document(statement(CLOSING), statement(CLOSING, account=""))

    check(mixed)

    assert any(isinstance(each, AccountRecord) for each in accounts(mixed))


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "The bank's document is no XML"),
        (b"%PDF-1.7", "The bank's document is no XML"),
        (document(statement(CLOSING))[:-30], "The bank's document is no XML"),
        (b"<Document/>", NO_CAMT),
        (document().replace(b"camt.053", b"camt.052"), NO_CAMT),
        (document().replace(NAMESPACE.encode(), b"urn:other:"), NO_CAMT),
        (b"<a><b>" + document().partition(b"?>")[2] + b"</b></a>", NO_CAMT),
        (
            document().replace(b"BkToCstmrStmt", b"Other"),
            "The bank's document lacks Document/BkToCstmrStmt",
        ),
        (document(), "The document holds no account's statement"),
        (document(statement(OPENING)), "The bank gives no booked balance"),
        (document(statement(CLOSING, account="")), "The bank's document lacks Stmt/Acct"),
        (
            document().replace(b"<Document", b'<!DOCTYPE Document [<!ENTITY x "y">]><Document'),
            "The bank's document declares a document type",
        ),
        (b"<a>" * 100_000, "The bank's document is too large or too deep"),
    ],
    ids=range(13),
)
def test_what_is_no_file_of_statements_is_not_taken(raw: bytes, problem: str) -> None:
    with pytest.raises(Unreadable) as caught:
        check(raw)

    assert (str(caught.value), caught.value.__context__) == (problem, None)
