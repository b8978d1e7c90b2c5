"""A SimpleFIN server of each test's own."""

from collections.abc import Iterator

import pytest

from tests.banking.connectors.simplefin.vendor import Vendor, serving


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with serving(Vendor()) as running:
        yield running
