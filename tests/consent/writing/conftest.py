"""The cast with addresses: Alice and Bob get mail, Charlie gave the bank no address."""

import pytest

from banking.models import User
from consent.models import Notice
from tests.people import Cast


@pytest.fixture
def addressed(cast: Cast) -> Cast:
    """Everybody as the cast, with what was to be sent before the test settled."""
    for who in (cast.alice, cast.bob):
        who.email = f"{who.username}@example.com"
        User.objects.filter(pk=who.pk).update(email=who.email)
    Notice.objects.all().delete()
    return cast
