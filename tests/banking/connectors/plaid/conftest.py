"""A Plaid of each test's own, and its post."""

from collections.abc import Iterator

import pytest

from tests.banking.connectors.plaid.post import Post, jwk
from tests.banking.connectors.plaid.vendor import Vendor, serving


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with serving(Vendor()) as running:
        yield running


@pytest.fixture
def post(vendor: Vendor) -> Post:
    made = Post(vendor)
    vendor.keys["k-1"] = jwk(made.key)
    return made
