"""Accounts: whose a statement is, signs, which balance counts, and one that cannot be read."""

from datetime import UTC, datetime

import pytest

from banking.asking.values import derived_id
from banking.connector import AccountRecord, AccountStatus, Refused, UnreadableAccount
from banking.facts import AccountKind
from banking.money import Money
from tests.banking.connectors.camt053.documents import (
    ACCOUNT,
    ACCOUNT_ID,
    CLOSING,
    COFFEE,
    IBAN,
    OPENING,
    account,
    accounts,
    balance,
    document,
    statement,
)

GIRO = AccountRecord(
    bank_id=ACCOUNT_ID,
    name="Account",
    last_digits="3000",
    kind=AccountKind.OTHER,
    status=AccountStatus.OPEN,
    current=Money(minor=4_680, currency="EUR"),
    available=None,
    as_of=datetime(2026, 11, 20, 12, tzinfo=UTC),
)


def euros(*balances: str) -> int:
    return account(document(statement(*balances))).current.minor


@pytest.mark.parametrize("version", ["02", "03", "04", "06", "08", "10", "13"])
def test_it_reads_an_account_whole(version: str) -> None:
    assert accounts(document(statement(OPENING, CLOSING), version=version)) == [GIRO]


def test_no_number_of_an_account_is_told() -> None:
    assert IBAN not in repr(accounts(document(statement(CLOSING))))


@pytest.mark.parametrize(
    ("said", "name", "kind"),
    [
        ("<Tp><Cd>CACC</Cd></Tp><Ccy>EUR</Ccy><Nm>Giro</Nm>", "Giro", AccountKind.CHECKING),
        ("<Tp><Cd>SVGS</Cd></Tp><Ccy>EUR</Ccy>", "Account", AccountKind.SAVINGS),
        ("<Tp><Cd>LOAN</Cd></Tp><Ccy>EUR</Ccy>", "Account", AccountKind.LOAN),
        ("<Tp><Prtry>X1</Prtry></Tp><Ccy>EUR</Ccy>", "Account", AccountKind.OTHER),
    ],
)
def test_it_tells_what_the_bank_calls_it(said: str, name: str, kind: AccountKind) -> None:
    read = account(document(statement(CLOSING, account=ACCOUNT.replace("<Ccy>EUR</Ccy>", said))))

    assert (read.name, read.kind) == (name, kind)


def test_the_operator_says_what_accounts_are_that_the_bank_does_not_name() -> None:
    savings = statement(
        CLOSING, account=ACCOUNT.replace("<Ccy>", "<Tp><Cd>SVGS</Cd></Tp><Ccy>").replace("3000", "")
    )

    read = accounts(document(statement(CLOSING), savings), options={"kind": "checking"})

    assert [each.kind for each in read if isinstance(each, AccountRecord)] == [
        *(AccountKind.CHECKING, AccountKind.SAVINGS),
    ]


def test_an_unknown_option_is_for_the_operator() -> None:
    with pytest.raises(Refused, match=r"^The institution's option kind is none of an account$"):
        accounts(options={"kind": "giro"})


def test_spaces_in_a_number_make_no_other_account() -> None:
    spaced = ACCOUNT.replace(IBAN, "de89 3704 0044 0532 0130 00")

    assert account(document(statement(CLOSING, account=spaced))) == GIRO


def test_an_account_without_iban_has_its_banks_number() -> None:
    other = ACCOUNT.replace(f"<IBAN>{IBAN}</IBAN>", "<Othr><Id>12-34567</Id></Othr>")

    read = account(document(statement(CLOSING, account=other)))

    assert (read.bank_id, read.last_digits) == (derived_id("camt053", "12-34567", "EUR"), "4567")


def test_without_a_currency_of_its_own_an_account_has_its_balances() -> None:
    bare = ACCOUNT.replace("<Ccy>EUR</Ccy>", "")

    assert account(document(statement(CLOSING, account=bare))) == GIRO


def test_each_currency_of_one_number_is_an_account() -> None:
    dollars = statement(CLOSING, account=ACCOUNT).replace("EUR", "USD")

    read = accounts(document(statement(CLOSING), dollars))

    assert len({each.bank_id for each in read}) == 2


@pytest.mark.parametrize(("direction", "minor"), [("CRDT", 4_680), ("DBIT", -4_680)])
def test_the_direction_alone_gives_a_balance_its_sign(direction: str, minor: int) -> None:
    assert euros(balance("CLBD", "46.80", "2026-11-20", direction)) == minor


@pytest.mark.parametrize(
    ("balances", "minor"),
    [
        ([OPENING, CLOSING], 4_680),
        ([CLOSING, OPENING], 4_680),
        ([CLOSING, balance("PRCD", "1.00", "2026-11-21")], 4_680),
        ([CLOSING, balance("CLBD", "1.00", "2026-11-21").replace("EUR", "USD")], 4_680),
        ([CLOSING, balance("FWAV", "1.00", "2026-11-22")], 4_680),
        ([CLOSING, balance("CLBD", "7.00", "2026-11-19")], 4_680),
        ([CLOSING, balance("ITBD", "7.00", "2026-11-20T18:00:00Z")], 4_680),
        ([CLOSING, balance("ITBD", "7.00", "2026-11-21T09:00:00Z")], 700),
        ([balance("ITBD", "7.00", "2026-11-20")], 700),
        (
            [
                CLOSING,
                balance("CLBD", "9.00", "2026-11-21", line="<CdtLine><Incl>true</Incl></CdtLine>"),
            ],
            4_680,
        ),
        (
            [balance("CLBD", "9.00", "2026-11-21", line="<CdtLine><Incl>false</Incl></CdtLine>")],
            900,
        ),
    ],
    ids=range(11),
)
def test_the_newest_booked_balance_counts(balances: list[str], minor: int) -> None:
    assert euros(*balances) == minor


@pytest.mark.parametrize(
    ("told", "minor"),
    [
        (balance("CLAV", "40.00", "2026-11-20"), 4_000),
        (balance("ITAV", "41.00", "2026-11-20"), 4_100),
        (balance("ITAV", "41.00", "2026-11-20") + balance("CLAV", "40.00", "2026-11-20"), 4_000),
        (balance("CLAV", "9.00", "2026-11-20", line="<CdtLine><Incl>1</Incl></CdtLine>"), None),
    ],
)
def test_what_can_be_spent_is_told_where_the_bank_tells_it(told: str, minor: int | None) -> None:
    available = account(document(statement(CLOSING, told))).available

    assert (available and available.minor) == minor


@pytest.mark.parametrize(
    ("on", "moment"),
    [
        ("2026-11-20", (2026, 11, 20, 12)),
        ("2026-11-20+01:00", (2026, 11, 20, 12)),
        ("2026-11-20Z", (2026, 11, 20, 12)),
        ("2026-11-20T23:00:00+01:00", (2026, 11, 20, 22)),
        ("2026-11-20T23:00:00.000", (2026, 11, 20, 23)),
    ],
)
def test_a_balance_has_its_own_date(on: str, moment: tuple[int, int, int, int]) -> None:
    read = account(document(statement(balance("CLBD", "46.80", on))))

    assert read.as_of == datetime(*moment, tzinfo=UTC)


@pytest.mark.parametrize(
    ("within", "problem"),
    [
        ("", "The bank gives no booked balance"),
        (OPENING, "The bank gives no booked balance"),
        (
            CLOSING.replace("46.80", "46.801"),
            "The bank gives an amount that is no exact sum of EUR",
        ),
        (
            CLOSING.replace("46.80", "-46.80"),
            "The bank gives an amount that is no number of camt.053",
        ),
        (
            CLOSING.replace("46.80", "46,80"),
            "The bank gives an amount that is no number of camt.053",
        ),
        (CLOSING.replace("46.80", "."), "The bank gives an amount that is no number of camt.053"),
        (CLOSING.replace("CRDT", "PLUS"), "The bank gives an amount no direction"),
        (CLOSING.replace("EUR", "USD"), "The bank gives no booked balance"),
        (CLOSING.replace("2026-11-20", "yesterday"), "The bank gives a date that is none"),
        (CLOSING.replace("2026-11-20", "2026-11-20 noon"), "The bank gives a date that is none"),
        (
            CLOSING + COFFEE.replace("BOOK", "MADE"),
            "The bank gives an entry a status that camt.053 has not",
        ),
    ],
    ids=range(11),
)
def test_one_account_that_breaks_the_standard_spoils_no_other(within: str, problem: str) -> None:
    other = ACCOUNT.replace("3000", "3001")
    broken = statement(within, account=other)

    assert accounts(document(broken, statement(CLOSING))) == [
        UnreadableAccount(
            bank_id=derived_id("camt053", IBAN.replace("3000", "3001"), "EUR"), problem=problem
        ),
        GIRO,
    ]


@pytest.mark.parametrize(
    ("whose", "problem"),
    [
        ("", "The bank's document lacks Stmt/Acct"),
        ("<Acct><Ccy>EUR</Ccy></Acct>", "The bank's document lacks Acct/Id/Othr/Id"),
        (ACCOUNT.replace("EUR", "XXX"), "The bank names no currency of ISO 4217"),
    ],
)
def test_a_statement_of_nobodys_account_is_unreadable(whose: str, problem: str) -> None:
    assert accounts(document(statement(CLOSING, account=whose))) == [
        UnreadableAccount(bank_id="", problem=problem)
    ]
