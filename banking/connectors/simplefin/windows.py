"""The days of a question, in pieces that a server takes, the newest first."""

from collections.abc import Iterator
from datetime import date, timedelta

# SimpleFIN Bridge gives at most 90 days at a time, and 24 answers a day.
LONGEST_DAYS = 90
MOST = 20
# Pieces overlap: a server may cut a day in its own time zone.
_OVERLAP = timedelta(days=1)


def windows(
    since: date, today: date | None, longest_days: int = LONGEST_DAYS
) -> Iterator[tuple[date, date | None]]:
    """Each piece's first day, and the day before which it ends; the newest does not end.

    Shape: ``today`` is the bank's, None if it does not tell: then there is one piece.
    """
    if today is None:
        yield since, None
        return
    step = timedelta(days=longest_days)
    end: date | None = None
    start = today + _OVERLAP - step
    for _ in range(MOST):
        yield max(start, since), end
        if start <= since:
            return
        end = start + _OVERLAP
        start = end - step
