"""The lock on raw SQL holds: what an upper layer sends around the gateway is refused."""

from types import FunctionType

import pytest
from django.db import connection

from tests.architecture.statements import AroundTheDoorError

pytestmark = pytest.mark.django_db


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - a name from below
        return int(cursor.fetchone()[0])


def counted_by(module: str, table: str) -> int:
    """The same statement, as if that module had sent it."""
    names = {"__name__": module, "connection": connection}
    planted = FunctionType(count.__code__, globals() | names)
    return int(planted(table))


@pytest.mark.parametrize("module", ["assistant.planted", "consent.planted", "consent.views"])
def test_a_planted_statement_is_refused_and_kept(module: str, around_the_door: list[str]) -> None:
    """Promise P1."""
    with pytest.raises(AroundTheDoorError, match=f"{module} reads or writes banking_account"):
        counted_by(module, "banking_account")

    assert [around_the_door.pop()] == [f"{module} reads or writes banking_account"]


@pytest.mark.parametrize(
    ("module", "table"),
    [
        ("consent.gateway", "banking_account"),
        ("consent.gateway.balances", "banking_account"),
        ("assistant.planted", "banking_user"),
        ("assistant.planted", "consent_consent"),
    ],
)
def test_the_door_and_what_is_no_bank_data_stay_open(module: str, table: str) -> None:
    assert counted_by(module, table) == 0


def test_what_a_test_arranges_is_its_own() -> None:
    assert count("banking_account") == 0
