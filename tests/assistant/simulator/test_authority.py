"""The demo's certificate authority: made on first use, kept, renewed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from assistant.platforms.alexa import address, trust
from assistant.simulator import authority

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def proven(folder: Path, now: datetime) -> trust.Signer:
    roots = trust.certificates((folder / "root.pem").read_bytes())
    return trust.signer((folder / "chain.pem").read_bytes(), roots, now)


def test_it_makes_a_chain_that_proves_its_key(tmp_path: Path) -> None:
    made = authority.opened(tmp_path / "run" / "ca", now=NOW)

    signer = proven(tmp_path / "run" / "ca", NOW)

    assert signer.key.public_numbers() == made.key.public_key().public_numbers()
    assert address.checked(made.chain_url) == made.chain_url


def test_it_keeps_its_files_to_its_owner_and_no_key_but_the_leaf_s(tmp_path: Path) -> None:
    authority.opened(tmp_path / "ca", now=NOW)

    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "ca").iterdir()}

    assert modes | {"lock": 0} == {
        "root.pem": 0o600,
        "chain.pem": 0o600,
        "leaf.key": 0o600,
        "lock": 0,
    }
    assert (tmp_path / "ca").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("age", "is_same"),
    [
        (timedelta(), True),
        (authority.LEAF_LASTS - timedelta(minutes=6), True),
        (authority.LEAF_LASTS - timedelta(minutes=4), False),
        (timedelta(seconds=-1), False),
    ],
)
def test_it_is_made_once_and_renewed_before_it_expires(
    tmp_path: Path,
    age: timedelta,
    is_same: bool,  # noqa: FBT001
) -> None:
    first = authority.opened(tmp_path, now=NOW)

    second = authority.opened(tmp_path, now=NOW + age)

    assert (first.chain_url == second.chain_url) is is_same
    assert proven(tmp_path, NOW + age).is_valid(NOW + age)


def test_two_who_are_first_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: authority.opened(tmp_path, now=NOW), range(4)))

    assert len({one.chain_url for one in made}) == 1


def test_its_leaf_comes_first_and_says_what_alexa_s_does(tmp_path: Path) -> None:
    authority.opened(tmp_path, now=NOW)

    leaf, middle = x509.load_pem_x509_certificates((tmp_path / "chain.pem").read_bytes())

    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["echo-api.amazon.com"]
    assert middle.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert leaf.issuer == middle.subject
