"""What a command shows: bars and tables that a terminal redraws and a pipe reads line by line."""

import shutil
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

_WIDTH = 16


def bar(part: int, whole: int, *, width: int = _WIDTH) -> str:
    """A bar and its per cent; full only when nothing is missing."""
    if not whole:
        return f"[{'.' * width}]    -"
    filled = part * width // whole
    return f"[{'#' * filled}{'.' * (width - filled)}] {part * 100 // whole:3d}%"


def age(moment: datetime | None, now: datetime) -> str:
    """How long ago, in the largest two units; a dash for never."""
    if moment is None:
        return "-"
    seconds = max(0, int((now - moment) / timedelta(seconds=1)))
    days, hours, minutes = seconds // 86_400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return f"{days}d {hours:02d}h"
    if hours:
        return f"{hours}h {minutes:02d}m"
    return f"{minutes}m {seconds % 60:02d}s"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Lines with columns; what is no text stands at the right of its own."""
    cells = [(list(heads), [False] * len(heads)), *((_texts(row), _numbers(row)) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*(texts for texts, _ in cells), strict=True)]
    return [
        "  ".join(
            text.rjust(width) if is_number else text.ljust(width)
            for text, is_number, width in zip(texts, numbers, widths, strict=True)
        ).rstrip()
        for texts, numbers in cells
    ]


def _texts(row: Sequence[object]) -> list[str]:
    """Escaped: a name that an operator typed must not steer another operator's terminal."""
    return [text if (text := str(cell)).isprintable() else ascii(text) for cell in row]


def _numbers(row: Sequence[object]) -> list[bool]:
    return [isinstance(cell, int) for cell in row]


class Output(Protocol):
    """Where the text goes: a stream, or what Django's commands have for one."""

    def isatty(self) -> bool: ...
    def write(self, text: str, /) -> object: ...
    def flush(self) -> None: ...


class Screen:
    """One text after the other: in place of the last one on a terminal, below it anywhere else."""

    def __init__(self, to: Output) -> None:
        self._to = to
        self._is_terminal = to.isatty()
        self._height = 0

    def show(self, lines: Sequence[str]) -> None:
        """Shows the lines; on a terminal they take the place of those before."""
        text = "".join(f"{line}\n" for line in lines)
        if self._is_terminal:
            # A line that is broken in two would be counted as one.
            columns = shutil.get_terminal_size().columns
            text = "".join(f"{line[:columns]}\n" for line in lines)
            if self._height:
                # Up to the first line of the last text; from there on everything is cleared.
                text = f"\x1b[{self._height}F\x1b[J{text}"
        # At once: Django's commands end each write with a line break.
        self._to.write(text)
        self._to.flush()
        self._height = len(lines)
