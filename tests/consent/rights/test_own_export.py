"""What the gateway hands a customer of herself: Alice's to Alice, and nothing without her."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from banking.facts import Table
from consent import gateway
from tests.architecture.statements import Lock
from tests.people import Cast

TAKES_THEM = "taken = {table.name: len([row for row in table.rows]) for table in tables}"


def accounts(tables: Iterable[Table]) -> list[object]:
    """The ids of the accounts, as far as there is a table of them."""
    return [row[0] for table in tables if table.name == "accounts" for row in table.rows]


def test_alice_gets_her_own_accounts(cast: Cast) -> None:
    """Promise P1."""
    hers = [cast.everyday, cast.rainy_day, cast.alices_household]
    assert accounts(gateway.own_export(cast.alice)) == [each.public_id for each in hers]


def test_bob_gets_his_row_of_the_shared_account_and_not_hers(cast: Cast) -> None:
    """Promise P1."""
    assert accounts(gateway.own_export(cast.bob)) == [cast.bobs_household.public_id]


def test_charlie_gets_his(cast: Cast) -> None:
    """Promise P1."""
    assert accounts(gateway.own_export(cast.charlie)) == [cast.charlies.public_id]


def test_who_is_shut_out_gets_no_table_at_all(cast: Cast) -> None:
    """Promise P2."""
    cast.alice.is_active = False
    assert list(gateway.own_export(cast.alice)) == []


def test_rows_are_read_through_the_door_even_when_they_are_taken_later(cast: Cast) -> None:
    """Promise P1."""
    lock, tables = Lock(), list(gateway.own_export(cast.alice))
    module: dict[str, Any] = {"__name__": "consent.planted", "tables": tables}

    with connection.execute_wrapper(lock):
        exec(TAKES_THEM, module)  # noqa: S102 - as a module of consent would

    assert (module["taken"]["accounts"], lock.refused) == (3, [])
