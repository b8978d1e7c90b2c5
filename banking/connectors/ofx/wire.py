"""What this connector reads of OFX's aggregates, each element as it was sent.

Elements that are not named here are skipped, so a newer minor version reads as well. Sections are
those of OFX 2.1.1; 1.6 numbers and names them alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from banking.asking.tree import Element
from banking.connector import Unreadable

CARD = "CREDITCARD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Source: OFX 2.1.1, 3.1.5, aggregate STATUS."""

    code: int
    severity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Source: OFX 2.1.1, 11.3.1 BANKACCTFROM, 11.3.2 CCACCTFROM, whose ``kind`` is ours."""

    number: str = field(repr=False)
    kind: str
    bank: str = ""
    branch: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Source: OFX 2.1.1, 8.5.3 ACCTINFO, with 11.3.3 BANKACCTINFO or 11.3.4 CCACCTINFO."""

    account: Account
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One of the answers to what was asked in one request, its statement unread.

    Source: OFX 2.1.1, 2.4.6, and 11.4.2.2 STMTTRNRS, 11.4.3.2 CCSTMTTRNRS.
    """

    asked: str
    status: Status
    statement: Element | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Source: OFX 2.1.1, 11.4.2.2, aggregates LEDGERBAL and AVAILBAL."""

    amount: str
    as_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Source: OFX 2.1.1, 11.4.2.2 STMTRS, 11.4.3.2 CCSTMTRS."""

    currency: str
    ledger: Balance
    available: Balance | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """Source: OFX 2.1.1, 11.5.4.2 CCCLOSING."""

    closed: str
    balance: str
    due: str
    minimum: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """Source: OFX 2.1.1, 11.4.4 STMTTRN, 12.5.2.1 PAYEE, 5.2 CURRENCY."""

    id: str
    kind: str
    amount: str
    posted: str
    used: str
    corrects: str
    correction: str
    currency: str
    industry: str
    name: str
    memo: str


def sign_on(root: Element) -> Status:
    """Source: OFX 2.1.1, 2.5.1.6 SONRS."""
    return _status(root.at("SIGNONMSGSRSV1", "SONRS"))


def listing(root: Element) -> tuple[Status, Element | None]:
    """Source: OFX 2.1.1, 8.5.2 ACCTINFOTRNRS."""
    answer = root.at("SIGNUPMSGSRSV1", "ACCTINFOTRNRS")
    return _status(answer), answer.maybe("ACCTINFORS")


def listed(answer: Element) -> Iterator[Listed]:
    """The accounts whose statements the bank gives out.

    Raises:
        Unreadable: One has no number.

    """
    for information in answer.each("ACCTINFO"):
        for kind, within in (("BANKACCTINFO", "BANKACCTFROM"), ("CCACCTINFO", "CCACCTFROM")):
            for each in information.each(kind):
                if each.value("SUPTXDL") != "N":
                    account = _account(each.at(within))
                    yield Listed(account=account, name=information.value("DESC"))


def answers(root: Element) -> Iterator[Answer]:
    """All statements of a document, or why there are none."""
    for messages, answer, statement in (
        ("BANKMSGSRSV1", "STMTTRNRS", "STMTRS"),
        ("CREDITCARDMSGSRSV1", "CCSTMTTRNRS", "CCSTMTRS"),
    ):
        for message in root.each(messages):
            for each in message.each(answer):
                yield Answer(
                    asked=each.value("TRNUID"),
                    status=_status(each),
                    statement=each.maybe(statement),
                )


def holder(statement: Element) -> Account:
    """Whose statement it is.

    Raises:
        Unreadable: It does not say.

    """
    names = ("BANKACCTFROM", "CCACCTFROM")
    found = next((each for name in names if (each := statement.maybe(name))), None)
    return _account(found if found is not None else statement.at("BANKACCTFROM"))


def statement(read: Element) -> Statement:
    """The statement without its transactions.

    Raises:
        Unreadable: It has no balance.

    """
    available = read.maybe("AVAILBAL")
    return Statement(
        currency=read.value("CURDEF"),
        ledger=_balance(read.at("LEDGERBAL")),
        available=None if available is None else _balance(available),
    )


def transactions(read: Element) -> Iterator[Transaction]:
    """What was posted."""
    for posted in read.each("BANKTRANLIST"):
        for each in posted.each("STMTTRN"):
            yield _transaction(each)


def closings(root: Element) -> Iterator[tuple[Account, Closing]]:
    """The cards' statements, as far as the bank gives any.

    Raises:
        Unreadable: One does not say whose it is.

    """
    for message in root.each("CREDITCARDMSGSRSV1"):
        for answer in message.each("CCSTMTENDTRNRS"):
            for ended in answer.each("CCSTMTENDRS"):
                account = holder(ended)
                yield from ((account, _closing(each)) for each in ended.each("CCCLOSING"))


def _status(within: Element) -> Status:
    read = within.at("STATUS")
    code = read.value("CODE")
    if not (code.isascii() and code.isdigit() and len(code) <= len("15500")):
        message = "The bank's answer has a status that is none of OFX"
        raise Unreadable(message)
    return Status(code=int(code), severity=read.value("SEVERITY"))


def _account(read: Element) -> Account:
    is_card = read.name == "CCACCTFROM"
    return Account(
        number=read.at("ACCTID").text,
        kind=CARD if is_card else read.value("ACCTTYPE"),
        bank=read.value("BANKID"),
        branch=read.value("BRANCHID"),
        key=read.value("ACCTKEY"),
    )


def _balance(read: Element) -> Balance:
    return Balance(amount=read.at("BALAMT").text, as_of=read.at("DTASOF").text)


def _closing(read: Element) -> Closing:
    return Closing(
        closed=read.value("DTCLOSE"),
        balance=read.value("BALCLOSE"),
        due=read.value("DTPMTDUE"),
        minimum=read.value("MINPMTDUE"),
    )


def _transaction(read: Element) -> Transaction:
    return Transaction(
        id=read.value("FITID"),
        kind=read.value("TRNTYPE"),
        amount=read.at("TRNAMT").text,
        posted=read.at("DTPOSTED").text,
        used=read.value("DTUSER"),
        corrects=read.value("CORRECTFITID"),
        correction=read.value("CORRECTACTION"),
        currency=read.value("CURRENCY", "CURSYM"),
        industry=read.value("SIC"),
        name=read.value("NAME") or read.value("PAYEE", "NAME") or read.value("EXTDNAME"),
        memo=read.value("MEMO"),
    )
