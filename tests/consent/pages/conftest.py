"""The pages of a day on which Alice's consent is a day old."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from tests.people import NOW


@pytest.fixture(autouse=True)
def _the_day_after() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(days=1)):
        yield
