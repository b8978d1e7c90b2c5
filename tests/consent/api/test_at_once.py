"""Changes that arrive at once: one is made, the others are told to look again."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from consent.models import Consent
from tests.consent.api import app
from tests.consent.api.test_changing import choice
from tests.people import Cast

_THREADS = 6


def test_of_changes_after_one_look_the_first_counts(transactional_cast: Cast) -> None:
    cast = transactional_cast
    token, consent = app.of(cast.alice).token, app.consent_of(cast.alice)
    start = Barrier(_THREADS)

    def change(number: int) -> int:
        mine = app.App(token=token)
        start.wait()
        try:
            told: Any = mine.change(consent, choice(cast, days=[1, 30][number % 2]))
            return int(told.status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(_THREADS) as threads:
        told = sorted(threads.map(change, range(_THREADS)))
    assert told == [200] + [412] * (_THREADS - 1)
    assert (Consent.objects.get(pk=consent.pk).revision, consent.receipts.count()) == (2, 2)
