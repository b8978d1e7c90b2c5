"""The connector for camt.053: files that a customer handed in; no bank is asked anything."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from banking.asking.tree import Element
from banking.connector import (
    Access,
    AccountRecord,
    Refused,
    TransactionRecord,
    Unreadable,
    UnreadableAccount,
)
from banking.connectors.camt053 import mapping, wire
from banking.connectors.camt053.movements import movements
from banking.facts import AccountKind


@contextmanager
def connect(access: Access) -> Iterator["FilesConnector"]:
    """The reading of a link's files.

    Raises:
        ConnectorError: A file is no camt.053, or an option is none.

    """
    yield FilesConnector(access.files, _kind(access.bank.options))


def check(raw: bytes) -> None:
    """Whether the document is a camt.053 with at least one account that can be read.

    Raises:
        Unreadable: It is none.

    """
    accounts = FilesConnector([raw], AccountKind.OTHER).accounts()
    if not any(isinstance(each, AccountRecord) for each in accounts):
        problems = (each.problem for each in accounts if isinstance(each, UnreadableAccount))
        raise Unreadable(next(problems, "The document holds no account's statement"))


def _kind(options: Mapping[str, str]) -> AccountKind:
    try:
        return AccountKind(options.get("kind", AccountKind.OTHER))
    except ValueError:
        pass
    message = "The institution's option kind is none of an account"
    raise Refused(message)


@dataclass(slots=True)
class _Told:
    """What the files say of one account; of two alike the later counts."""

    newest: mapping.Dated | None = None
    problem: str = ""
    records: dict[str, TransactionRecord] = field(default_factory=dict)


class FilesConnector:
    """The accounts of the files, oldest file first."""

    # What no file lists is as it was.
    next_cursor = "files"

    def __init__(self, files: Sequence[bytes], kind: AccountKind) -> None:
        self._told: dict[str, _Told] = {}
        for file in files:
            for statement in wire.statements(file):
                self._hear(statement, kind)

    def accounts(self) -> Sequence[AccountRecord | UnreadableAccount]:
        """Each account with its newest balance; one that breaks the standard spoils no other."""
        return [_account(bank_id, told) for bank_id, told in self._told.items()]

    def transactions(self, bank_id: str, *, since: date) -> Iterator[TransactionRecord]:
        """All that the files list: an old file that is handed in late is read whole too."""
        _ = since
        yield from self._told[bank_id].records.values()

    def _hear(self, statement: Element, kind: AccountKind) -> None:
        bank_id = ""
        try:
            bank_id = mapping.bank_id(statement)
            told = self._told.setdefault(bank_id, _Told())
            read = mapping.account(statement, kind)
            told.records |= {each.bank_id: each for each in movements(statement)}
        except Unreadable as error:
            self._told.setdefault(bank_id, _Told()).problem = str(error)
            return
        if read is not None and (told.newest is None or read.rank >= told.newest.rank):
            told.newest = read


def _account(bank_id: str, told: _Told) -> AccountRecord | UnreadableAccount:
    if told.newest is None or told.problem:
        problem = told.problem or "The bank gives no booked balance"
        return UnreadableAccount(bank_id=bank_id, problem=problem)
    return told.newest.record
