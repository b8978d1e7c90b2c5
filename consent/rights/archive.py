"""A customer's archive as a file: each table as JSON and as CSV, and a page that explains them."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import IO
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings

from banking.facts import Table

# What is larger waits on disk, in our own folder, in a file without a name that dies with us.
_IN_MEMORY = 1024 * 1024
_PIECE = 64 * 1024
# A spreadsheet takes a text that starts so for a formula (OWASP, CSV Injection); the wide forms
# are what it takes for the narrow ones.
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def aside() -> AbstractContextManager[IO[bytes]]:
    """A file that is gone when it is closed, or when its process dies."""
    return SpooledTemporaryFile(max_size=_IN_MEMORY, dir=str(settings.RUN_DIR))


def write(file: IO[bytes], tables: Iterable[Table], guide: str) -> Iterator[str]:
    """Writes the archive, and hands out the name of each part once it is written.

    Shape: ZIP. ``<table>.json`` is a list of objects, ``<table>.csv`` (RFC 4180) the same rows with
    a heading; both UTF-8. An amount is a decimal text with its currency beside it, a moment ISO
    8601 with its offset. Memory does not grow with the number of rows.
    """
    with ZipFile(file, "w", ZIP_DEFLATED) as zipped:
        for table in tables:
            _add(zipped, table)
            yield table.name
        zipped.writestr("README.txt", guide)
        yield "README.txt"


def _add(zipped: ZipFile, table: Table) -> None:
    """Both forms from one reading, so that they cannot differ; a ZIP takes one at a time."""
    with SpooledTemporaryFile(
        mode="w+", max_size=_IN_MEMORY, dir=str(settings.RUN_DIR), encoding="utf-8", newline=""
    ) as other:
        sheet = csv.writer(other)
        sheet.writerow(table.columns)
        with zipped.open(f"{table.name}.json", "w") as entry:
            entry.write(b"[")
            for number, row in enumerate(table.rows):
                entry.write((",\n" if number else "\n").encode() + _object(table.columns, row))
                sheet.writerow([_cell(value) for value in row])
            entry.write(b"\n]\n")
        other.seek(0)
        with zipped.open(f"{table.name}.csv", "w") as entry:
            for piece in iter(partial(other.read, _PIECE), ""):
                entry.write(piece.encode())


def _object(columns: Sequence[str], row: Sequence[object]) -> bytes:
    pairs = dict(zip(columns, row, strict=True))
    return json.dumps(pairs, default=_text, ensure_ascii=False).encode()


def _cell(value: object) -> str:
    """The value as a spreadsheet may read it: only a text can be mistaken for a formula."""
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if value.startswith(_FORMULA) else value
        case bool() | Mapping() | list():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return _text(value)


def _text(value: object) -> str:
    """What JSON has no form for."""
    match value:
        case Decimal():
            return format(value, "f")
        case date() | datetime():
            return value.isoformat()
        case timedelta():
            return str(value)
        case UUID() | int():
            return str(value)
    message = f"No form for {type(value).__name__}"
    raise TypeError(message)
