"""What lies in the database after a life of linking, asking and exporting: no secret in clear."""

import re
import secrets
from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from banking import sealing
from banking.models import Institution, Link
from consent.models import Export
from consent.rights import exports
from consent.voice import voice_code
from tests import people
from tests.consent.oauth import linking
from tests.consent.oauth.linking import TOKEN, post, redemption, refreshing
from tests.journeys.conftest import SERVICE, Device, World

CODE, SEED = "4829", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def dump() -> Iterator[tuple[str, tuple[object, ...]]]:
    """Every row of every table, as a dump of the database would hold it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            yield from ((table, row) for row in cursor.fetchall())


def texts(row: tuple[object, ...]) -> Iterator[str]:
    """All of a row but its numbers, whose digits are nobody's code."""
    return (repr(value) for value in row if not isinstance(value, int))


@pytest.fixture
def lived(world: World, device: Device) -> set[str]:
    """Alice did all that makes secrets; these are those that only their owners may know."""
    alice, everyday = world.user("alice"), world.account("alice", "Everyday")
    people.with_second_factor(alice, SEED)
    assert voice_code.set_code(alice, CODE, timezone.now()) is None
    code = linking.code(alice, everyday)
    held = post(TOKEN, redemption(code)).json()
    device.token = held["access_token"]
    assert " in Everyday." in device.ask(name="Everyday")
    renewed = post(TOKEN, refreshing(held["refresh_token"])).json()
    exports.ask(alice, timezone.now())
    exports.run_due(timezone.now())
    credentials = {link.credentials.reveal() for link in Link.objects.all()}
    tokens = {held["access_token"], held["refresh_token"], renewed["access_token"]}
    own = {code, CODE, SEED, linking.VERIFIER, people.SECRET, SERVICE[1], "a long password"}
    return credentials | tokens | own


def test_no_secret_lies_in_the_database_in_clear(lived: set[str]) -> None:
    """Check 53: every token, code, password, seed, and every credential of the bank's."""
    # As a word of its own: four digits may well be part of some hash.
    words = [re.compile(rf"(?<!\w){re.escape(secret)}(?!\w)") for secret in lived]
    kept = [(table, text) for table, row in dump() for text in texts(row)]
    assert {(table, word) for table, text in kept for word in words if word.search(text)} == set()


def test_figures_and_names_lie_where_they_are_meant_to_and_nowhere_else(lived: set[str]) -> None:
    """Check 53, "the rest as classified": what the bank said is kept by banking alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_minor FROM banking_balance")
        minors = {str(minor) for (minor,) in cursor.fetchall() if abs(minor) > 99_999}
    assert minors
    tables = {table for table, row in dump() for minor in minors if f" {minor}," in repr(row)}
    assert tables == {"banking_balance"}
    named = {table for table, row in dump() if "'Everyday'" in repr(row)}
    # A transfer names the account it came from.
    assert named == {"banking_account", "banking_transaction"}
    labelled = {table for table, row in dump() if "Everyday .." in repr(row)}
    assert labelled == {"consent_consentaccount", "consent_disclosure", "consent_receipt"}


def test_without_the_key_credentials_and_exports_are_of_no_use(
    lived: set[str], settings: Settings
) -> None:
    """Check 54: a dump that is restored where the key is not."""
    archive = Export.objects.get().archive
    assert archive
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(sealing.Sealed):
        Link.objects.first()
    with pytest.raises(sealing.Sealed):
        Institution.objects.first()
    with pytest.raises(sealing.Sealed):
        sealing.reveal(archive)


def test_the_cache_holds_counts_and_nothing_of_theirs(lived: set[str]) -> None:
    """Check 56: the cache's part; the broker's is in tests/banking/test_messages.py."""
    cache.set("witness", secrets.token_hex(4))
    kept = repr(cache._cache)  # type: ignore[attr-defined]  # noqa: SLF001 - the local one shows all
    assert "witness" in kept
    assert [secret for secret in lived - {CODE} if secret in kept] == []
