"""The bank's own list of customers: read line by line, and checked as a whole before any write."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from banking.models import User

NEEDED = ("username", "customer_number")
OPTIONAL = ("email", "first_name", "last_name", "born_on", "language", "time_zone")
_LONGEST_NUMBER = 200
# An operator mends a file in a few rounds; a screen holds no more.
_MOST_PROBLEMS = 20


class BadList(Exception):  # noqa: N818 - what it is
    """The list cannot be used; ``problems`` are sentences, each with its line where it has one."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One customer as the bank lists her."""

    line: int
    username: str
    customer_number: str = field(repr=False)
    details: dict[str, Any] = field(default_factory=dict, repr=False)


def entries(path: Path) -> Iterator[Entry]:
    """The list's customers, in order; call ``check`` first.

    Raises:
        BadList: The file cannot be read, or its heading is wrong.

    """
    for line, row in _rows(path):
        problems, entry = _read(line, row)
        if problems:
            raise BadList(problems)
        yield entry


def check(path: Path, today: date) -> int:
    """Reads all of it; how many customers it lists.

    Raises:
        BadList: Some line says what cannot be; the first of them are told.

    """
    problems: list[str] = []
    seen: dict[str, dict[str, int]] = {"username": {}, "customer_number": {}, "email": {}}
    count = 0
    for line, row in _rows(path):
        wrong, entry = _read(line, row)
        wrong = wrong or [*_of_birth(entry, today), *_twice(entry, seen)]
        problems += wrong
        count += 1
        if len(problems) >= _MOST_PROBLEMS:
            break
    if problems or not count:
        raise BadList(problems or ["The file lists nobody."])
    return count


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        # With or without the mark that spreadsheets put in front.
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _of_file(csv.reader(file, strict=True))
    except OSError as error:
        raise BadList([f"The file cannot be read: {error.strerror}."]) from None
    except UnicodeDecodeError:
        raise BadList(["The file is not in UTF-8."]) from None
    except csv.Error as error:
        raise BadList([f"The file is no CSV: {error}."]) from None


def _of_file(reader: Any) -> Iterator[tuple[int, dict[str, str]]]:  # noqa: ANN401 - the csv module names no type
    heading = [name.strip() for name in next(reader, [])]
    if wrong := _of_heading(heading):
        raise BadList(wrong)
    for cells in reader:
        if cells:
            row = dict(zip(heading, map(str.strip, cells), strict=False))
            # A line that is wrong in length is handed on, and told by its number.
            yield reader.line_num, row if len(cells) == len(heading) else {}


def _of_heading(heading: Sequence[str]) -> list[str]:
    missing = [name for name in NEEDED if name not in heading]
    strange = [name for name in heading if name not in (*NEEDED, *OPTIONAL)]
    twice = sorted({name for name in heading if heading.count(name) > 1})
    told = {
        "The first line lacks the column": missing,
        "The first line has a column that is not known": strange,
        "The first line has a column twice": twice,
    }
    return [f"{what}: {', '.join(names)}." for what, names in told.items() if names]


def _read(line: int, row: dict[str, str]) -> tuple[list[str], Entry]:
    entry = Entry(
        line=line,
        username=row.get("username", ""),
        customer_number=row.get("customer_number", ""),
        details={name: row[name] for name in OPTIONAL if row.get(name)},
    )
    if not row:
        return [f"Line {line} has more or fewer columns than the first line."], entry
    problems = [f"Line {line} {what}" for what in _wrong(entry)]
    if not problems and "born_on" in entry.details:
        entry.details["born_on"] = date.fromisoformat(entry.details["born_on"])
    return problems, entry


def _wrong(entry: Entry) -> Iterator[str]:
    """What is wrong with a line; never with the words of it, which name a customer."""
    if not entry.username:
        yield "has no username."
    number = entry.customer_number
    if not number or len(number) > _LONGEST_NUMBER or not number.isprintable():
        yield "has no customer_number, or none that can be one."
    yield from (f"has a {name} that cannot be one." for name in _unfit(entry))
    if not _is_day(entry.details.get("born_on", "")):
        yield "has a born_on that is no day like 1986-04-17."


def _unfit(entry: Entry) -> Iterable[str]:
    """The columns whose values the user's own row would not take."""
    fields = {name: value for name, value in entry.details.items() if name != "born_on"}
    if entry.username:
        fields["username"] = entry.username
    unlisted = {each.name for each in User._meta.fields} - set(fields)  # noqa: SLF001 - Django documents it
    try:
        User(**fields).clean_fields(exclude=unlisted)
    except ValidationError as error:
        return sorted(error.message_dict)
    return ()


def _is_day(text: str) -> bool:
    try:
        return not text or bool(date.fromisoformat(text))
    except ValueError:
        return False


def _of_birth(entry: Entry, today: date) -> list[str]:
    is_late = entry.details.get("born_on", today) > today
    return [f"Line {entry.line} has a born_on in the future."] if is_late else []


def _twice(entry: Entry, seen: dict[str, dict[str, int]]) -> Iterator[str]:
    """What an earlier line has already, in any spelling by which it would be the same."""
    same = {
        "username": entry.username,
        "customer_number": entry.customer_number,
        "email": str(entry.details.get("email", "")).lower(),
    }
    for name, value in same.items():
        earlier = seen[name].setdefault(value, entry.line) if value else entry.line
        if earlier != entry.line:
            yield f"Line {entry.line} has the {name} of line {earlier}."
