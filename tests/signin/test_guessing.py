"""Checks 40 and 41: guessing is slow, tells nothing, and locks nobody out."""

from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher

from banking.models import User
from tests.signin.visitor import PASSWORD, enter, is_in, text, visitor

TOO_MANY = "Too many failed login attempts"


def test_the_sixth_guess_at_an_account_is_not_even_looked_at(alice: User) -> None:
    """Check 40: throttled per account."""
    guesser = visitor()
    answers = [text(enter(guesser, password=f"wrong {n}")) for n in range(10)]
    assert [TOO_MANY in answer for answer in answers] == [False] * 5 + [True] * 5
    assert TOO_MANY in text(enter(guesser, password=PASSWORD))


def test_the_owner_comes_in_from_elsewhere_meanwhile(alice: User) -> None:
    """Check 40: no lock-out weapon."""
    guesser = visitor("198.51.100.7")
    for n in range(10):
        enter(guesser, password=f"wrong {n}")
    owner = visitor("192.0.2.1")
    enter(owner)
    assert is_in(owner)


def test_another_account_is_not_concerned(alice: User, bob: User) -> None:
    guesser = visitor()
    for n in range(6):
        enter(guesser, password=f"wrong {n}")
    enter(guesser, "bob")
    assert is_in(guesser)


def test_trying_one_password_on_many_names_is_throttled_by_address(db: None) -> None:
    """Check 40: throttled per IP."""
    answers = [text(enter(visitor(), f"customer {n}")) for n in range(12)]
    assert [TOO_MANY in answer for answer in answers] == [False] * 10 + [True] * 2


def test_a_neighbour_in_the_same_ipv6_network_is_the_same_guesser(db: None) -> None:
    addresses = [f"2001:db8:1:2::{n:x}" for n in range(1, 13)]
    answers = [text(enter(visitor(each), f"customer {each}")) for each in addresses]
    assert [TOO_MANY in answer for answer in answers] == [False] * 10 + [True] * 2


def test_writing_the_name_another_way_gives_no_further_guesses(alice: User) -> None:
    guesser = visitor()
    names = ["alice", "ALICE", "Alice", " alice ", "aLice", "alicE"]
    answers = [text(enter(guesser, name, "wrong")) for name in names]
    assert TOO_MANY in answers[-1]


@pytest.fixture
def hashings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each time that a password was hashed."""
    done: list[str] = []
    hashed = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        done.append(password)
        return hashed(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return done


@pytest.mark.parametrize("name", ["alice", "nobody-of-that-name", "unusable", "closed"])
def test_a_refusal_costs_one_hashing_whoever_is_named(
    alice: User, hashings: list[str], name: str
) -> None:
    """Check 41: what takes the time is the same for all."""
    User.objects.create_user("unusable", password=None)
    User.objects.create_user("closed", password=PASSWORD, is_active=False)
    hashings.clear()
    enter(visitor(), name, "wrong")
    assert len(hashings) == 1


def test_an_unknown_name_and_a_wrong_password_read_the_same(alice: User) -> None:
    """Check 41: same status, same text."""
    wrong, unknown = enter(visitor(), "alice", "wrong"), enter(visitor(), "malice", "wrong")
    assert wrong.status_code == unknown.status_code
    assert text(wrong) == text(unknown)
    assert "not correct" in text(wrong)


def test_asking_for_a_new_password_tells_nobody_who_is_known(alice: User) -> None:
    """Check 41."""
    known, unknown = (
        visitor().post("/accounts/password/reset/", {"email": each}, follow=True)
        for each in ("alice@mail.test", "nobody@mail.test")
    )
    assert text(known) == text(unknown)
