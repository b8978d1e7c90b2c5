"""What is asked of a bank, as an OFX document of its own version."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from banking.asking.conversation import Content
from banking.connector import Refused
from banking.connectors.ofx import wire
from banking.connectors.ofx.dialect import Dialect

# An element that says something, or one that holds others.
Node = tuple[str, "str | Sequence[Node]"]
_KIND = "application/x-ofx"
# Before any bank had an account to tell of, so that it lists them all.
_EVER = "19900101"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Who signs on; ``client`` is this link's own UUID, by which a bank may know us again."""

    name: str = field(repr=False)
    password: str = field(repr=False)
    client: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One account's statement, under the id by which its answer is known."""

    id: str
    account: wire.Account


def asking(accounts: Iterable[wire.Account]) -> list[Asked]:
    """The accounts, each with a new id."""
    return [Asked(id=str(uuid.uuid4()), account=account) for account in accounts]


def sign_on(user: User, dialect: Dialect, now: datetime) -> Node:
    """Source: OFX 2.1.1, 2.5.1.5 SONRQ."""
    bank: list[Node] = [
        (name, said)
        for name, said in (("ORG", dialect.organisation), ("FID", dialect.institution))
        if said
    ]
    request: list[Node] = [
        ("DTCLIENT", now.astimezone(UTC).strftime("%Y%m%d%H%M%S")),
        ("USERID", user.name),
        ("USERPASS", user.password),
        ("LANGUAGE", "ENG"),
        *([("FI", bank)] if bank else []),
        ("APPID", dialect.application),
        ("APPVER", dialect.application_version),
        *([("CLIENTUID", user.client)] if dialect.knows_client and user.client else []),
    ]
    return "SIGNONMSGSRQV1", [("SONRQ", request)]


def listing() -> Node:
    """Source: OFX 2.1.1, 8.5.1 ACCTINFORQ."""
    request: list[Node] = [
        ("TRNUID", str(uuid.uuid4())),
        ("ACCTINFORQ", [("DTACCTUP", _EVER)]),
    ]
    return "SIGNUPMSGSRQV1", [("ACCTINFOTRNRQ", request)]


def statements(asked: Sequence[Asked], *, since: date | None = None) -> list[Node]:
    """The accounts' balances, and what cards last asked for; with ``since``, transactions only.

    Source: OFX 2.1.1, 11.4.2.1 STMTRQ, 11.4.3.1 CCSTMTRQ, 11.5.3 CCSTMTENDRQ.
    """
    banks: list[Node] = []
    cards: list[Node] = []
    for each in asked:
        is_card = each.account.kind == wire.CARD
        prefix = "CC" if is_card else ""
        request: Node = (f"{prefix}STMTRQ", [_account(each.account), *_included(since)])
        (cards if is_card else banks).append((f"{prefix}STMTTRNRQ", [("TRNUID", each.id), request]))
        if is_card and since is None:
            cards.append(
                (
                    "CCSTMTENDTRNRQ",
                    [
                        ("TRNUID", str(uuid.uuid4())),
                        ("CCSTMTENDRQ", [_account(each.account)]),
                    ],
                )
            )
    messages = (("BANKMSGSRQV1", banks), ("CREDITCARDMSGSRQV1", cards))
    return [(name, nodes) for name, nodes in messages if nodes]


def _account(account: wire.Account) -> Node:
    said = (
        ("BANKID", account.bank),
        ("BRANCHID", account.branch),
        ("ACCTID", account.number),
        ("ACCTTYPE", "" if account.kind == wire.CARD else account.kind),
        ("ACCTKEY", account.key),
    )
    name = "CCACCTFROM" if account.kind == wire.CARD else "BANKACCTFROM"
    return name, [(name, text) for name, text in said if text]


def _included(since: date | None) -> list[Node]:
    if since is None:
        return []
    return [("INCTRAN", [("DTSTART", since.strftime("%Y%m%d")), ("INCLUDE", "Y")])]


def content(nodes: Sequence[Node], dialect: Dialect) -> Content:
    """The whole document.

    Raises:
        Refused: Something in it cannot be said in this version's characters.

    Source: OFX 1.6, 2.2; OFX 2.1.1, 2.2.
    """
    body = _written(("OFX", nodes), is_xml=dialect.is_xml)
    try:
        encoded = body.encode("utf-8" if dialect.is_xml else "cp1252")
    except UnicodeEncodeError:
        encoded = b""
    if not encoded:
        message = "A user id or password has characters that the bank's OFX has not"
        raise Refused(message)
    return Content(body=_header(dialect).encode("ascii") + encoded, kind=_KIND)


def _header(dialect: Dialect) -> str:
    if dialect.is_xml:
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\r\n'
            f'<?OFX OFXHEADER="200" VERSION="{dialect.version}" SECURITY="NONE"'
            ' OLDFILEUID="NONE" NEWFILEUID="NONE"?>\r\n'
        )
    said = (
        *("OFXHEADER:100", "DATA:OFXSGML", f"VERSION:{dialect.version}", "SECURITY:NONE"),
        *("ENCODING:USASCII", "CHARSET:1252", "COMPRESSION:NONE"),
        *("OLDFILEUID:NONE", "NEWFILEUID:NONE", "", ""),
    )
    return "\r\n".join(said)


def _written(node: Node, *, is_xml: bool) -> str:
    name, said = node
    if isinstance(said, str):
        return f"<{name}>{_escaped(said)}" + (f"</{name}>" if is_xml else "\r\n")
    within = "".join(_written(each, is_xml=is_xml) for each in said)
    return f"<{name}>{within}</{name}>"


def _escaped(text: str) -> str:
    """Nothing that is typed can open an element, or close one.

    Raises:
        Refused: It holds what no document can.

    """
    if not text.isprintable():
        message = "A user id or password has characters that the bank's OFX has not"
        raise Refused(message)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
