"""OFX files that a customer handed in: several accounts, several files, the same days twice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from banking.asking.tree import Element
from banking.connector import (
    AccountRecord,
    Removed,
    TransactionRecord,
    Unreadable,
    UnreadableAccount,
)
from banking.connectors.ofx import dialect as dialects
from banking.connectors.ofx import document, errors, mapping, wire
from banking.connectors.ofx.dialect import Dialect
from banking.connectors.ofx.movements import movements

_NEVER = datetime.min.replace(tzinfo=UTC)
_USUAL = dialects.of({})


@dataclass(slots=True)
class _Told:
    """What the files say of one account; of two alike the later counts."""

    account: AccountRecord | UnreadableAccount
    as_of: datetime = _NEVER
    removed: dict[str, Removed] = field(default_factory=dict)
    records: dict[str, TransactionRecord] = field(default_factory=dict)


class FilesConnector:
    """The accounts of the files, oldest file first."""

    # What no file lists is as it was.
    next_cursor = "files"

    def __init__(self, files: Sequence[bytes], dialect: Dialect) -> None:
        self._told: dict[str, _Told] = {}
        for file in files:
            root = document.read(file)
            for statement in _statements(root):
                self._hear(statement, root, dialect)

    def accounts(self) -> Sequence[AccountRecord | UnreadableAccount]:
        """Each account with its newest balance; one that breaks the standard spoils no other."""
        return [told.account for told in self._told.values()]

    def transactions(self, bank_id: str, *, since: date) -> Iterator[TransactionRecord | Removed]:
        """All that the files list: an old file that is handed in late is read whole too."""
        _ = since
        told = self._told[bank_id]
        yield from told.removed.values()
        yield from told.records.values()

    def _hear(self, statement: Element, root: Element, dialect: Dialect) -> None:
        bank_id = ""
        try:
            bank_id = mapping.bank_id(wire.holder(statement))
            closings = mapping.closings(root).get(bank_id, ())
            account = mapping.account(statement, dialect, closings=closings)
            listed = list(movements(statement))
        except Unreadable as error:
            self._told[bank_id] = _Told(UnreadableAccount(bank_id=bank_id, problem=str(error)))
            return
        told = self._told.setdefault(bank_id, _Told(account))
        as_of = account.as_of or _NEVER
        if as_of >= told.as_of and isinstance(told.account, AccountRecord):
            told.account, told.as_of = account, as_of
        for each in listed:
            if isinstance(each, Removed):
                told.removed[each.bank_id] = each
            else:
                told.records[each.bank_id] = each


def check(raw: bytes) -> None:
    """Whether the document is an OFX file with at least one account that can be read.

    Raises:
        Unreadable: It is none.

    """
    root = document.read(raw)
    problem = "The document holds no account's statement"
    for statement in _statements(root):
        try:
            mapping.account(statement, _USUAL)
            list(movements(statement))
        except Unreadable as error:
            problem = str(error)
        else:
            return
    raise Unreadable(problem)


def _statements(root: Element) -> Iterator[Element]:
    for answer in wire.answers(root):
        problem = errors.refusal(answer.status)
        if problem is None and answer.statement is not None:
            yield answer.statement
