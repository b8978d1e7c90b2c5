"""Leaving while somebody joins: neither waits for the other for ever."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from consent import leaving, operations, states
from consent.models import Consent
from consent.operations import Choice
from consent.scopes import Scope
from consent.states import Channel, EndReason, State
from tests import people
from tests.people import Cast

pytestmark = pytest.mark.django_db(transaction=True)
# Long enough for a thread to stand before a lock that is held.
_A_MOMENT_S = 0.4


def leave(cast: Cast) -> int:
    try:
        now = timezone.now()
        return len(leaving.everything(cast.alice, EndReason.WITHDRAWN, Channel.PAGES, now))
    finally:
        connection.close()


def join(cast: Cast, requested: Consent) -> Any:
    accounts = {cast.everyday.public_id: "Everyday ..1234"}
    choice = Choice(scopes=frozenset({Scope.BALANCES}), accounts=accounts, days=30)
    try:
        return operations.grant(requested, choice, timezone.now()).state
    except states.Forbidden:
        return "refused"
    finally:
        connection.close()


def test_disconnecting_everything_while_it_is_granted_anew_is_no_question_of_luck() -> None:
    """Promise P8: both want the same two rows, and take them in the same order."""
    cast = people.cast()
    requested = operations.request(cast.alice, cast.alexa, timezone.now())
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            Consent.objects.select_for_update().get(customer=cast.alice, state=State.LIVE)
            left = pool.submit(leave, cast)
            time.sleep(_A_MOMENT_S)
            joined = pool.submit(join, cast, requested)
            time.sleep(_A_MOMENT_S)
        assert (left.result(), joined.result()) in {(2, "refused"), (1, "live")}
