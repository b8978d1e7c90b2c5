"""What this connector reads of camt.053's components, each element as it was written.

Elements that are not named here are skipped, and so are those of other namespaces: versions 2 to
13 read alike, with what a market or a bank has put beside them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from banking.asking import tree
from banking.asking.tree import Element
from banking.connector import Unreadable

_NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.[0-9]{2}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Source: ISO 20022, ActiveOrHistoricCurrencyAndAmount, with its CreditDebitCode."""

    digits: str
    currency: str
    direction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Source: ISO 20022, CashAccount of camt.053, Acct."""

    number: str = field(repr=False)
    currency: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Source: ISO 20022, CashBalance, Bal; ``has_credit``: an unused credit line is part of it."""

    kind: str
    amount: Amount
    on: str
    has_credit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """Source: ISO 20022, EntryTransaction, TxDtls; what it leaves out is empty.

    Shape: ``ids`` are all references that anybody gave it.
    """

    ids: tuple[str, ...]
    amount: Amount | None
    instructed: Amount | None
    creditor: str
    debtor: str
    text: str
    purpose: str
    happened: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Source: ISO 20022, ReportEntry, Ntry."""

    reference: str
    amount: Amount
    is_reversal: bool
    status: str
    booked: str
    valued: str
    code: tuple[str, ...]
    text: str
    details: tuple[Detail, ...]


def statements(raw: bytes) -> list[Element]:
    """The statements of a document, which may stand in an envelope.

    Raises:
        Unreadable: It is no camt.053.

    Source: ISO 20022, BankToCustomerStatement.
    """
    root = tree.xml(raw)
    for document in (root, *root):
        if document.name == "Document" and _NAMESPACE.match(document.namespace):
            return list(document.at("BkToCstmrStmt").each("Stmt"))
    message = "The document is no camt.053"
    raise Unreadable(message)


def account(statement: Element) -> Account:
    """Whose statement it is.

    Raises:
        Unreadable: It does not say.

    """
    read = statement.at("Acct")
    number = read.value("Id", "IBAN") or read.at("Id", "Othr", "Id").text
    return Account(
        number="".join(number.split()).upper(),
        currency=read.value("Ccy"),
        name=read.value("Nm"),
        kind=read.value("Tp", "Cd"),
    )


def balances(statement: Element) -> Iterator[Balance]:
    """All balances, of whatever kind and day."""
    for read in statement.each("Bal"):
        yield Balance(
            kind=read.value("Tp", "CdOrPrtry", "Cd"),
            amount=_amount(read),
            on=_on(read, "Dt"),
            has_credit=any(line.value("Incl") in {"true", "1"} for line in read.each("CdtLine")),
        )


def entries(statement: Element) -> Iterator[Entry]:
    """All entries, booked or not."""
    for read in statement.each("Ntry"):
        details = [
            _detail(each, read)
            for within in read.each("NtryDtls")
            for each in within.each("TxDtls")
        ]
        yield Entry(
            reference=read.value("AcctSvcrRef"),
            amount=_amount(read),
            is_reversal=read.value("RvslInd") in {"true", "1"},
            # Version 8 made a choice of what was a code.
            status=read.value("Sts", "Cd") or read.value("Sts"),
            booked=_on(read, "BookgDt"),
            valued=_on(read, "ValDt"),
            code=_code(read),
            text=read.value("AddtlNtryInf"),
            details=tuple(details),
        )


def _amount(read: Element, direction: str = "") -> Amount:
    amount = read.at("Amt")
    return Amount(
        digits=amount.text,
        currency=amount.attribute("Ccy"),
        direction=read.value("CdtDbtInd") or direction,
    )


def _on(read: Element, name: str) -> str:
    """Source: ISO 20022, DateAndDateTimeChoice."""
    return read.value(name, "DtTm") or read.value(name, "Dt")


def _code(read: Element) -> tuple[str, ...]:
    """Source: ISO 20022, BankTransactionCodeStructure: domain, family, sub-family, or its own."""
    domain = ("BkTxCd", "Domn")
    said = (
        read.value(*domain, "Cd"),
        read.value(*domain, "Fmly", "Cd"),
        read.value(*domain, "Fmly", "SubFmlyCd"),
    )
    return tuple(filter(None, said)) or tuple(filter(None, [read.value("BkTxCd", "Prtry", "Cd")]))


def _detail(read: Element, entry: Element) -> Detail:
    references = read.maybe("Refs")
    direction = entry.value("CdtDbtInd")
    amounts = (read, read.maybe("AmtDtls", "TxAmt"))
    found = next((each for each in amounts if each is not None and each.maybe("Amt")), None)
    instructed = read.maybe("AmtDtls", "InstdAmt")
    return Detail(
        ids=tuple(each.text for each in references or () if each.text),
        amount=None if found is None else _amount(found, read.value("CdtDbtInd") or direction),
        instructed=None if instructed is None else _amount(instructed, direction),
        creditor=_name(read, "Cdtr"),
        debtor=_name(read, "Dbtr"),
        text=_text(read),
        purpose=read.value("Purp", "Cd"),
        happened=read.value("RltdDts", "TxDtTm") or read.value("RltdDts", "AccptncDtTm"),
    )


def _name(read: Element, role: str) -> str:
    """Version 8 put a party or an agent where a party was."""
    at = ("RltdPties", role)
    return read.value(*at, "Nm") or read.value(*at, "Pty", "Nm")


def _text(read: Element) -> str:
    remitted = read.maybe("RmtInf")
    pieces = [] if remitted is None else [each.text for each in remitted.each("Ustrd")]
    return " ".join(pieces) or read.value("AddtlTxInf")
