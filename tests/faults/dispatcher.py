"""One more dispatcher: ticks without pause, with a clock of its own that is wrong.

``python -m tests.faults.dispatcher <seconds>``: by so much it is ahead.
"""

import sys
import time
from datetime import datetime, timedelta
from unittest import mock

import django

PAUSE_S = 0.2


def main() -> None:
    django.setup()
    from django.utils import timezone  # noqa: PLC0415 - the environment comes first

    from banking import tasks  # noqa: PLC0415

    ahead, right = timedelta(seconds=float(sys.argv[1])), timezone.now

    def wrong() -> datetime:
        return right() + ahead

    with mock.patch("django.utils.timezone.now", wrong):
        while True:
            tasks.tick()
            time.sleep(PAUSE_S)


if __name__ == "__main__":
    main()
