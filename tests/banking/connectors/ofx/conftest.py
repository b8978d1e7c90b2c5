"""The OFX bank for the tests that speak to one."""

from collections.abc import Iterator

import pytest

from tests.banking.connectors.ofx.bank import OfxBank, serving


@pytest.fixture
def bank() -> Iterator[OfxBank]:
    with serving() as bank:
        yield bank
