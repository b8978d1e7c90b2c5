"""Alice reads Spanish."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import translation

from banking.models import User
from consent.models import Notice
from consent.scopes import Scope
from tests import people
from tests.people import NOW, Cast


@pytest.fixture(autouse=True)
def _no_language_is_left() -> Iterator[None]:
    """As a server's thread, the test's keeps the language of its last page."""
    yield
    translation.deactivate()


@pytest.fixture
def spanish(cast: Cast) -> Iterator[Cast]:
    """The cast a day after Alice, who reads Spanish, allowed Alexa something anew."""
    alice = {"language": "es", "email": "alice@example.com"}
    User.objects.filter(pk=cast.alice.pk).update(**alice)
    cast.alice.refresh_from_db()
    Notice.objects.all().delete()
    with time_machine.travel(NOW + timedelta(days=1)):
        cast.alices_token = people.allow(
            cast.alice, cast.alexa, [Scope.BALANCES, Scope.DUES], [cast.everyday]
        )
        yield cast
