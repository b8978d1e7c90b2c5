"""What was released to whom, an hour ago."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from consent.models import Consent
from tests.consent.proof.chains import content, record
from tests.people import NOW, Cast


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW + timedelta(hours=1)):
        yield


@pytest.fixture
def told(cast: Cast) -> Cast:
    """Alice was told one balance today and one two weeks ago, Bob one that is his own."""
    alices = Consent.objects.get(customer=cast.alice)
    Consent.objects.filter(pk=alices.pk).update(expires_at=NOW + timedelta(days=90))
    record(alices, content(cast.rainy_day, device="screen"), NOW - timedelta(days=14))
    record(alices, content(cast.everyday), NOW)
    bobs = Consent.objects.get(customer=cast.bob)
    record(bobs, content(cast.bobs_household, assistant="Other", device="chat"), NOW)
    return cast
