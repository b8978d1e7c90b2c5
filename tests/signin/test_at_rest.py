"""Check 53: no seed of a second factor lies in the database in clear, and keys can be changed."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from banking import sealing
from banking.models import User
from tests.people import with_second_factor
from tests.signin.visitor import SECOND, SEED, code, enter, is_in, visitor


def stored() -> str:
    """All that the table of second factors holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator ORDER BY id")
        return json.dumps([str(row) for row in cursor.fetchall()])


@pytest.fixture
def codes(alice: User) -> list[str]:
    """Alice's recovery codes, beside her app."""
    with_second_factor(alice)
    found: list[str] = RecoveryCodes.activate(alice).get_unused_codes()
    return found


def rotate(settings: Settings) -> str:
    new = Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [new, *settings.ENCRYPTION_KEYS]
    return new


def test_no_seed_and_no_code_is_in_clear(alice: User, codes: list[str]) -> None:
    """Check 53."""
    row = stored()
    assert len(codes) == 10
    assert [secret for secret in (SEED, *codes) if secret in row] == []
    factor = Authenticator.objects.get(user=alice, type="recovery_codes")
    assert sealing.reveal(factor.data["seed"]) not in row


def test_the_same_seed_twice_looks_different(alice: User, bob: User) -> None:
    """Check 55."""
    for user in (alice, bob):
        with_second_factor(user)
    first, second = Authenticator.objects.order_by("pk").values_list("data__secret", flat=True)
    assert first != second


def test_without_the_key_a_seed_is_of_no_use(alice: User, settings: Settings) -> None:
    """Check 54."""
    with_second_factor(alice)
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    factor = Authenticator.objects.get()
    with pytest.raises(sealing.Sealed):
        sealing.reveal(factor.data["secret"])


def test_reencrypt_moves_seeds_to_the_first_key(
    alice: User, codes: list[str], settings: Settings
) -> None:
    """Check 54; the codes that were used stay used."""
    browser = visitor()
    enter(browser)
    browser.post(SECOND, {"code": codes[0]})
    new = rotate(settings)
    call_command("reencrypt", verbosity=0, skip_checks=True)
    settings.ENCRYPTION_KEYS = [new]
    factor = Authenticator.objects.get(type="recovery_codes")
    assert factor.wrap().get_unused_codes() == codes[1:]
    again = visitor()
    enter(again)
    again.post(SECOND, {"code": code()})
    assert is_in(again)


def test_reencrypt_runs_again_without_complaint(
    alice: User, codes: list[str], settings: Settings
) -> None:
    rotate(settings)
    call_command("reencrypt", skip_checks=True)
    before = stored()
    call_command("reencrypt", skip_checks=True)
    assert stored() == before


def test_reencrypt_says_which_second_factor_no_key_opens(
    alice: User, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with_second_factor(alice)
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    before = stored()
    with pytest.raises(CommandError, match="1 credentials were left"):
        call_command("reencrypt", skip_checks=True)
    assert stored() == before
    assert f"mfa_authenticator: no key opens id {Authenticator.objects.get().pk}" in (
        capsys.readouterr().err
    )
