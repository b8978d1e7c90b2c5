"""The archive holds everything about its owner, nothing about others, and no secret."""

import csv
import io

import pytest

from consent.models import Consent, Export
from consent.rights import guide
from tests.consent.rights.belongings import SECRETS, exported, fill, rows
from tests.people import Cast

NAMES = [name for name in guide.FILES if name != "sign_in_at_the_bank"]


@pytest.fixture
def filled(cast: Cast) -> Cast:
    """The cast with one of everything."""
    fill(cast)
    return cast


def test_it_holds_every_table_in_both_forms_and_explains_each(filled: Cast) -> None:
    files = exported(filled.alice)

    both = [f"{name}.{kind}" for name in NAMES for kind in ("json", "csv")]
    assert list(files) == [*both, "README.txt"]
    readme = files["README.txt"].decode()
    assert [name for name in NAMES if f"\n{name}\n" not in readme] == []
    # The one table of which Alice has no row: she erased nothing.
    assert [name for name in NAMES if not rows(files, name)] == ["erasures"]


def test_money_is_exact_and_a_text_is_no_formula(filled: Cast) -> None:
    files = exported(filled.alice)

    account = filled.everyday.public_id
    movement = {
        "account": account,
        "amount": "-4.50",
        "currency": "USD",
        "original_amount": None,
        "original_currency": "",
        "bank_id": "alice-1",
        "status": "posted",
        "happened_at": "2026-11-19T18:04:00+00:00",
        "posted_at": None,
        "description": "=secret of alice",
        "merchant": "",
        "bank_merchant": "",
        "category": "other",
        "bank_category": "",
    }
    assert rows(files, "transactions") == [movement]
    sheet = list(csv.DictReader(io.StringIO(files["transactions.csv"].decode(), newline="")))
    as_texts = {name: value or "" for name, value in movement.items()}
    assert sheet == [as_texts | {"description": "'=secret of alice"}]


def test_the_balances_are_hers_each_with_its_currency(filled: Cast) -> None:
    files = exported(filled.alice)

    figures = {(row["current"], row["available"]) for row in rows(files, "balances")}
    assert figures == {("1234.50", "1200.00"), ("9999.00", None), ("500.00", None)}
    assert {row["currency"] for row in rows(files, "balances")} == {"USD"}


def test_no_secret_is_in_it(filled: Cast) -> None:
    everything = b"".join(exported(filled.alice).values())

    consent = Consent.objects.get(customer=filled.alice)
    authorization = consent.authorizations.get()
    checksums = [authorization.code_hash, authorization.tokens.get().checksum]
    found = [secret for secret in (*SECRETS, *checksums) if secret.encode() in everything]
    assert found == []


@pytest.mark.parametrize("other", ["bob", "charlie"])
def test_nothing_of_others_is_in_it(filled: Cast, other: str) -> None:
    person = getattr(filled, other)
    links = [link.public_id for link in person.links.all()]
    accounts = [account.public_id for link in person.links.all() for account in link.accounts.all()]
    everything = b"".join(exported(filled.alice).values())

    known_by = [person.username, person.public_id, *links, *accounts]
    assert [each for each in known_by if each.encode() in everything] == []


def test_charlie_who_allowed_nothing_gets_what_is_held_about_him(filled: Cast) -> None:
    files = exported(filled.charlie)

    held = {name: len(rows(files, name)) for name in NAMES if rows(files, name)}
    assert held == {
        "person": 1,
        "links": 1,
        "accounts": 1,
        "balances": 1,
        "exports": 1,
        "audit_events": 1,
    }


def test_who_else_had_a_hand_in_it_is_told_by_role_alone(filled: Cast) -> None:
    trail = rows(exported(filled.alice), "audit_events")

    assert {row["actor"] for row in trail} == {"you"}
    assert trail[-1]["kind"] == "export.ask"
    assert trail[-1]["subject"] == Export.objects.get().public_id
