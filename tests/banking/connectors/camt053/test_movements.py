"""Entries: directions, reversals, batches, and ids where the bank gives none."""

from datetime import UTC, datetime

import pytest

from banking.connector import TransactionRecord, TransactionStatus, UnreadableAccount
from banking.facts import Category
from banking.money import Money
from tests.banking.connectors.camt053.documents import (
    ACCOUNT_ID,
    CLOSING,
    COFFEE,
    COFFEE_8,
    accounts,
    booked,
    document,
    movements,
    statement,
)

NAMELESS = COFFEE.replace("<AcctSvcrRef>ref-1</AcctSvcrRef>", "")
PARTIES = "<RltdPties><Dbtr><Nm>Alice</Nm></Dbtr><Cdtr><Nm>Corner Cafe</Nm></Cdtr></RltdPties>"
[CAFE] = booked(COFFEE)


def detail(amount: str, name: str, *, currency: str = "EUR", direction: str = "") -> str:
    said = f"<CdtDbtInd>{direction}</CdtDbtInd>" if direction else ""
    return (
        f"<TxDtls><Refs><EndToEndId>e-{name}</EndToEndId></Refs>"
        f'<Amt Ccy="{currency}">{amount}</Amt>{said}'
        f"<RltdPties><Cdtr><Nm>{name}</Nm></Cdtr></RltdPties></TxDtls>"
    )


def batch(*details: str, amount: str = "30.00") -> str:
    head, _, _ = COFFEE.partition("<NtryDtls>")
    return f"{head.replace('3.20', amount)}<NtryDtls>{''.join(details)}</NtryDtls></Ntry>"


def told(*entries: str) -> list[tuple[int, str]]:
    return [(each.amount.minor, each.merchant) for each in booked(*entries)]


def test_it_reads_an_entry_whole() -> None:
    [read] = booked(COFFEE)

    assert read == TransactionRecord(
        bank_id=read.bank_id,
        status=TransactionStatus.POSTED,
        amount=Money(minor=-320, currency="EUR"),
        happened_at=datetime(2026, 11, 19, 7, tzinfo=UTC),
        posted_at=datetime(2026, 11, 20, 12, tzinfo=UTC),
        description="Card 1234",
        merchant="Corner Cafe",
        bank_category="PMNT/CCRD/POSD",
    )


@pytest.mark.parametrize("version", ["08", "10", "13"])
def test_version_eight_says_the_same(version: str) -> None:
    assert movements(document(statement(CLOSING, COFFEE_8), version=version)) == [CAFE]


def test_an_extension_of_a_bank_is_passed_over() -> None:
    extended = COFFEE.replace("<Sts>", '<x:Sts xmlns:x="urn:bank">PDNG</x:Sts><Sts>').replace(
        "<RmtInf>", "<SplmtryData><Envlp><Amt>1</Amt></Envlp></SplmtryData><RmtInf>"
    )

    assert booked(extended) == [CAFE]


def test_a_credit_is_from_whom_it_came() -> None:
    assert told(COFFEE.replace("DBIT", "CRDT")) == [(320, "Alice")]


@pytest.mark.parametrize("yes", ["true", "1"])
@pytest.mark.parametrize(
    ("direction", "minor", "merchant"), [("CRDT", 320, "Corner Cafe"), ("DBIT", -320, "Alice")]
)
def test_a_reversal_has_its_own_direction_and_the_old_parties(
    yes: str, direction: str, minor: int, merchant: str
) -> None:
    reversal = COFFEE.replace("DBIT", direction).replace("<Sts>", f"<RvslInd>{yes}</RvslInd><Sts>")

    assert told(reversal) == [(minor, merchant)]


@pytest.mark.parametrize("no", ["false", "0"])
def test_what_is_said_to_be_no_reversal_is_none(no: str) -> None:
    assert booked(COFFEE.replace("<Sts>", f"<RvslInd>{no}</RvslInd><Sts>")) == [CAFE]


@pytest.mark.parametrize("status", ["PDNG", "INFO", "FUTR"])
def test_what_is_not_booked_is_no_movement(status: str) -> None:
    others = (COFFEE.replace("BOOK", status), COFFEE_8.replace("BOOK", status))

    assert booked(*others, COFFEE) == [CAFE]


@pytest.mark.parametrize(
    ("replaced", "by", "description", "merchant"),
    [
        (
            "<Ustrd>Card 1234</Ustrd>",
            "<Ustrd>one</Ustrd><Ustrd>two</Ustrd>",
            "one two",
            "Corner Cafe",
        ),
        ("<RmtInf><Ustrd>Card 1234</Ustrd></RmtInf>", "", "Corner Cafe", "Corner Cafe"),
        (
            "<RmtInf><Ustrd>Card 1234</Ustrd></RmtInf>",
            "<AddtlTxInf>Paid by card</AddtlTxInf>",
            *("Paid by card", "Corner Cafe"),
        ),
        (PARTIES, "", "Card 1234", ""),
    ],
)
def test_it_says_what_for_and_to_whom(
    replaced: str, by: str, description: str, merchant: str
) -> None:
    [read] = booked(COFFEE.replace(replaced, by))

    assert (read.description, read.merchant) == (description, merchant)


def test_an_entry_without_details_has_its_own_text() -> None:
    head, _, _ = COFFEE.partition("<NtryDtls>")

    [read] = booked(f"{head}<AddtlNtryInf>Account fee</AddtlNtryInf></Ntry>")

    assert (read.description, read.merchant, read.happened_at) == (
        *("Account fee", "", CAFE.posted_at),
    )


@pytest.mark.parametrize(
    ("replaced", "by", "category", "bank_category"),
    [
        ("POSD", "CWDL", Category.CASH, "PMNT/CCRD/CWDL"),
        ("POSD", "CHRG", Category.FEES, "PMNT/CCRD/CHRG"),
        ("<RmtInf>", "<Purp><Cd>RENT</Cd></Purp><RmtInf>", Category.HOUSING, "PMNT/CCRD/POSD"),
        ("<RmtInf>", "<Purp><Cd>ZZZZ</Cd></Purp><RmtInf>", Category.OTHER, "PMNT/CCRD/POSD"),
        (
            "<Domn><Cd>PMNT</Cd><Fmly><Cd>CCRD</Cd><SubFmlyCd>POSD</SubFmlyCd></Fmly></Domn>",
            "<Prtry><Cd>NMSC+201</Cd></Prtry>",
            *(Category.OTHER, "NMSC+201"),
        ),
    ],
)
def test_codes_say_what_it_was_for(
    replaced: str, by: str, category: Category, bank_category: str
) -> None:
    [read] = booked(COFFEE.replace(replaced, by))

    assert (read.category, read.bank_category) == (category, bank_category)


@pytest.mark.parametrize(
    ("amount", "currency", "original"),
    [
        ("3.50", "USD", Money(minor=-350, currency="USD")),
        ("3.20", "EUR", None),
        ("3.505", "USD", None),
        ("3.50", "ZZZ", None),
    ],
)
def test_what_was_agreed_on_abroad_is_told_if_it_is_exact(
    amount: str, currency: str, original: Money | None
) -> None:
    abroad = f'<AmtDtls><InstdAmt><Amt Ccy="{currency}">{amount}</Amt></InstdAmt></AmtDtls>'

    [read] = booked(COFFEE.replace("<RltdPties>", f"{abroad}<RltdPties>"))

    assert read.original == original


def test_a_batch_whose_parts_add_up_is_told_part_by_part() -> None:
    entry = batch(detail("10.00", "Ann"), detail("20.00", "Ben"))

    assert told(entry) == [(-1_000, "Ann"), (-2_000, "Ben")]


def test_a_batchs_parts_may_go_both_ways() -> None:
    entry = batch(detail("40.00", "Ann"), detail("10.00", "Ben", direction="CRDT"))

    assert [minor for minor, _ in told(entry)] == [-4_000, 1_000]


def test_parts_of_older_versions_have_their_amount_elsewhere() -> None:
    older = [
        part.replace("<Amt ", "<AmtDtls><TxAmt><Amt ").replace("</Amt>", "</Amt></TxAmt></AmtDtls>")
        for part in (detail("10.00", "Ann"), detail("20.00", "Ben"))
    ]

    assert told(batch(*older)) == [(-1_000, "Ann"), (-2_000, "Ben")]


@pytest.mark.parametrize(
    "second",
    [
        detail("20.01", "Ben"),
        detail("20.00", "Ben", currency="USD"),
        detail("20.00", "Ben").replace('<Amt Ccy="EUR">20.00</Amt>', ""),
        detail("20.00", "Ben", direction="CRDT"),
    ],
)
def test_a_batch_whose_parts_do_not_add_up_is_one_movement(second: str) -> None:
    assert told(batch(detail("10.00", "Ann"), second)) == [(-3_000, "")]


def test_several_details_groups_make_one_batch() -> None:
    entry = batch(detail("10.00", "Ann"), "</NtryDtls><NtryDtls>", detail("20.00", "Ben"))

    assert told(entry) == [(-1_000, "Ann"), (-2_000, "Ben")]


def test_a_payment_and_its_fee_may_share_a_reference() -> None:
    fee = COFFEE.replace("3.20", "0.10")

    told = {each.amount.minor: each.bank_id for each in booked(COFFEE, fee)}

    assert len(set(told.values())) == 2
    assert told == {each.amount.minor: each.bank_id for each in booked(fee, COFFEE)}


@pytest.mark.parametrize("entry", [COFFEE, NAMELESS])
def test_alike_entries_are_counted(entry: str) -> None:
    other = entry.replace("3.20", "9.99")

    first, second, third = booked(entry, entry, other)

    assert len({first.bank_id, second.bank_id, third.bank_id}) == 3
    assert {each.bank_id for each in booked(other, entry, entry)} == {
        *(first.bank_id, second.bank_id, third.bank_id),
    }


def test_alike_parts_of_a_batch_are_counted() -> None:
    entry = batch(detail("15.00", "Ann"), detail("15.00", "Ann"))

    assert len({each.bank_id for each in booked(entry)}) == 2


@pytest.mark.parametrize("changed", ["e2e-1", "Corner Cafe", "Card 1234", "2026-11-21"])
def test_without_a_reference_all_that_is_said_tells_entries_apart(changed: str) -> None:
    [one], [other] = booked(NAMELESS), booked(NAMELESS.replace(changed, "2026-11-22"))

    assert one.bank_id != other.bank_id


def test_with_a_reference_its_wording_may_change() -> None:
    [read] = booked(COFFEE.replace("Corner Cafe", "Cafe").replace("Card 1234", ""))

    assert read.bank_id == CAFE.bank_id


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        (COFFEE.replace("3.20", "3.205"), "The bank gives an amount that is no exact sum of EUR"),
        (
            COFFEE.replace('Ccy="EUR"', 'Ccy="USD"'),
            "The bank gives an amount in another currency than its account's",
        ),
        (COFFEE.replace("DBIT", ""), "The bank gives an amount no direction"),
        (
            COFFEE.replace("<Sts>BOOK</Sts>", ""),
            "The bank gives an entry a status that camt.053 has not",
        ),
        (
            COFFEE.replace("<Dt>2026-11-20</Dt>", "").replace("<Dt>2026-11-21</Dt>", ""),
            "The bank gives an entry no date",
        ),
        (COFFEE.replace("19T08:00", "19T8"), "The bank gives a timestamp that is none"),
    ],
    ids=range(6),
)
def test_one_entry_that_breaks_the_standard_makes_its_account_unreadable(
    broken: str, problem: str
) -> None:
    assert accounts(document(statement(CLOSING, COFFEE, broken))) == [
        UnreadableAccount(bank_id=ACCOUNT_ID, problem=problem)
    ]


def test_without_a_booking_date_it_was_booked_on_its_value_date() -> None:
    [read] = booked(COFFEE.replace("<BookgDt><Dt>2026-11-20</Dt></BookgDt>", ""))

    assert read.posted_at == datetime(2026, 11, 21, 12, tzinfo=UTC)
