"""No test knows the keys that another one's bank had."""

from collections.abc import Iterator

import pytest

from banking.asking import keys


@pytest.fixture(autouse=True)
def _nobodys_keys() -> Iterator[None]:
    keys.forget()
    yield
    keys.forget()
