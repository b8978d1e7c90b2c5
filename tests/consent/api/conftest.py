"""The API's tests take place an hour after the cast's consents were given."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from tests import people
from tests.people import NOW

LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(LATER) as traveller:
        yield traveller


@pytest.fixture
def transactional_cast(transactional_db: None) -> people.Cast:
    """The cast, where transactions commit."""
    return people.cast()
