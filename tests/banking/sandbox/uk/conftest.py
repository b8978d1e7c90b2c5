"""The bank in each of both versions."""

import pytest

from tests.banking.sandbox.uk.client import VERSIONS, UkClient
from tests.banking.sandbox.visitor import Visitor


@pytest.fixture(params=VERSIONS)
def client(request: pytest.FixtureRequest, visitor: Visitor) -> UkClient:
    return UkClient(visitor, request.param)
