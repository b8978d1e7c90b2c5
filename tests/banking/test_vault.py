"""Credentials at rest: any key opens, the first one seals, a flipped byte opens nothing."""

import pytest
from cryptography.fernet import Fernet
from django.core import serializers
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from banking import sealing
from banking.connector import Secret
from banking.models import Institution, Link
from tests.banking.conftest import make_institution

CANARY = "canary-credential"


def stored(column: str = "service_secret", table: str = "banking_institution") -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")  # noqa: S608 - two names of our own
        return str(cursor.fetchone()[0])


def rotate(settings: Settings) -> str:
    new = Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [new, *settings.ENCRYPTION_KEYS]
    return new


def test_the_same_text_is_never_sealed_the_same_twice() -> None:
    """Check 55."""
    assert sealing.seal(CANARY) != sealing.seal(CANARY)


def test_what_was_sealed_is_revealed() -> None:
    assert sealing.reveal(sealing.seal(CANARY)) == CANARY


@pytest.mark.parametrize("place", [0, 5, 20, 40, -3])
def test_a_changed_character_opens_nothing(place: int) -> None:
    """Check 55."""
    sealed = sealing.seal(CANARY)
    other = "A" if sealed[place] != "A" else "B"
    altered = sealed[:place] + other + sealed[place:][1:]

    with pytest.raises(sealing.Sealed) as caught:
        sealing.reveal(altered)

    assert CANARY not in str(caught.value)


def test_without_the_key_nothing_opens(settings: Settings) -> None:
    """Check 54."""
    sealed = sealing.seal(CANARY)
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(sealing.Sealed):
        sealing.reveal(sealed)
    with pytest.raises(sealing.Sealed):
        sealing.reseal(sealed)


def test_the_column_holds_no_clear_text_and_the_model_shows_none(db: None) -> None:
    institution = make_institution()
    Institution.objects.update(service_secret=CANARY)
    institution.refresh_from_db()

    assert CANARY not in stored()
    assert institution.service_secret.reveal() == CANARY
    assert CANARY not in repr(vars(institution))
    assert CANARY not in serializers.serialize("json", [institution])


def test_a_secret_masks_itself() -> None:
    secret = Secret(CANARY)

    assert f"{secret} {secret!r} {[secret]}" == "Secret('***') Secret('***') [Secret('***')]"


def test_nobody_searches_by_secret(db: None) -> None:
    with pytest.raises(FieldError):
        Institution.objects.filter(service_secret=CANARY).exists()

    assert not Institution.objects.filter(service_secret__isnull=False).exists()


def test_reencrypt_moves_every_credential_to_the_first_key(link: Link, settings: Settings) -> None:
    """Check 54."""
    new = rotate(settings)

    call_command("reencrypt", verbosity=0, skip_checks=True)

    settings.ENCRYPTION_KEYS = [new]
    link = Link.objects.select_related("institution").get()
    assert link.credentials.reveal() == '{"customer_number": "100001"}'
    assert link.institution.service_secret.reveal() == "service secret"


def test_reencrypt_runs_again_without_complaint(link: Link, settings: Settings) -> None:
    rotate(settings)
    call_command("reencrypt", skip_checks=True)
    before = stored()

    call_command("reencrypt", skip_checks=True)

    assert stored() == before


def test_reencrypt_leaves_alone_what_no_key_opens_and_says_so(
    link: Link, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    before = stored()

    with pytest.raises(CommandError, match="3 credentials were left"):
        call_command("reencrypt", skip_checks=True)

    assert stored() == before
    assert f"banking_link: no key opens id {link.pk}" in capsys.readouterr().err
