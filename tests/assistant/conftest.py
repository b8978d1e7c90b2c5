"""Nothing above the door sends statements to a table of banking's, in any test of this folder."""

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.architecture.statements import Lock


@pytest.fixture(autouse=True)
def around_the_door() -> Iterator[list[str]]:
    """What went around the door; a test that put something there on purpose takes it out again."""
    lock = Lock()
    with connection.execute_wrapper(lock):
        yield lock.refused
    assert lock.refused == []
