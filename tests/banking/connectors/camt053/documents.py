"""camt.053 documents of an invented bank, of versions whose shapes differ, and their reading."""

from collections.abc import Mapping
from datetime import date

from banking.asking.values import derived_id
from banking.connector import (
    Access,
    AccountRecord,
    Bank,
    ClosedAccount,
    Removed,
    TimeLimits,
    TransactionRecord,
    UnreadableAccount,
)
from banking.connectors import standard_of

SINCE = date(2026, 11, 1)
NO_OPTIONS: Mapping[str, str] = {}
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."
IBAN = "DE89370400440532013000"
ACCOUNT = f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
ACCOUNT_ID = derived_id("camt053", IBAN, "EUR")
Known = AccountRecord | UnreadableAccount | ClosedAccount


def balance(kind: str, amount: str, on: str, direction: str = "CRDT", *, line: str = "") -> str:
    day = f"<DtTm>{on}</DtTm>" if "T" in on else f"<Dt>{on}</Dt>"
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{line}"
        f'<Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Dt>{day}</Dt></Bal>'
    )


OPENING = balance("OPBD", "50.00", "2026-11-20")
CLOSING = balance("CLBD", "46.80", "2026-11-20")
COFFEE = (
    '<Ntry><Amt Ccy="EUR">3.20</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>'
    "<BookgDt><Dt>2026-11-20</Dt></BookgDt><ValDt><Dt>2026-11-21</Dt></ValDt>"
    "<AcctSvcrRef>ref-1</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>CCRD</Cd>"
    "<SubFmlyCd>POSD</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs>"
    "<EndToEndId>e2e-1</EndToEndId></Refs><RltdPties><Dbtr><Nm>Alice</Nm></Dbtr>"
    "<Cdtr><Nm>Corner Cafe</Nm></Cdtr></RltdPties><RmtInf><Ustrd>Card 1234</Ustrd></RmtInf>"
    "<RltdDts><TxDtTm>2026-11-19T08:00:00+01:00</TxDtTm></RltdDts></TxDtls></NtryDtls></Ntry>"
)
# The same as version 8 and later write it.
COFFEE_8 = (
    COFFEE.replace("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>")
    .replace("<Nm>", "<Pty><Nm>")
    .replace("</Nm>", "</Nm></Pty>")
)


def statement(*within: str, account: str = ACCOUNT) -> str:
    return (
        "<Stmt><Id>1</Id><CreDtTm>2026-11-20T22:00:00+01:00</CreDtTm>"
        f"{account}{''.join(within)}</Stmt>"
    )


def document(*statements: str, version: str = "02") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{NAMESPACE}{version}">'
        "<BkToCstmrStmt><GrpHdr><MsgId>m-1</MsgId><CreDtTm>2026-11-20T22:00:00</CreDtTm></GrpHdr>"
        f"{''.join(statements)}</BkToCstmrStmt></Document>"
    ).encode()


def access(*files: bytes, options: Mapping[str, str] = NO_OPTIONS) -> Access:
    return Access(
        bank=Bank(base_url="", options=options),
        credentials={},
        is_customer_present=False,
        limits=TimeLimits(connect_s=1, read_s=1, total_s=5),
        files=files,
    )


def accounts(*files: bytes, options: Mapping[str, str] = NO_OPTIONS) -> list[Known]:
    with standard_of("camt053").connect(access(*files, options=options)) as connector:
        return list(connector.accounts())


def account(*files: bytes, options: Mapping[str, str] = NO_OPTIONS) -> AccountRecord:
    [read] = accounts(*files, options=options)
    assert isinstance(read, AccountRecord), read
    return read


def movements(*files: bytes) -> list[TransactionRecord | Removed]:
    with standard_of("camt053").connect(access(*files)) as connector:
        return list(connector.transactions(ACCOUNT_ID, since=SINCE))


def booked(*entries: str) -> list[TransactionRecord]:
    """What is read of one statement with these entries."""
    read = movements(document(statement(CLOSING, *entries)))
    return [each for each in read if isinstance(each, TransactionRecord)]
