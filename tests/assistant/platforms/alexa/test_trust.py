"""What a chain must prove: check 7."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pytest_django import Settings

from assistant.platform import Turn, Unverified
from assistant.platforms.alexa import trust
from assistant.simulator import authority
from assistant.simulator.authority import Authority
from tests.assistant.platforms.alexa.sent import NOW, Alexa

DAY = timedelta(days=1)


def expired(folder: Path) -> Authority:
    return authority.create(folder, now=NOW - timedelta(days=91))


def early(folder: Path) -> Authority:
    return authority.create(folder, now=NOW + DAY)


def misnamed(folder: Path) -> Authority:
    return authority.create(folder, now=NOW - DAY, host="echo-api.amazon.com.evil.tld")


def untrusted(folder: Path) -> Authority:
    authority.create(folder, now=NOW - DAY)
    root = (folder / "root.pem").read_bytes()
    made = authority.create(folder, now=NOW - DAY)
    (folder / "root.pem").write_bytes(root)
    return made


def with_chain(folder: Path, *places: int) -> Authority:
    """An authority whose file of the chain has only some of it."""
    made = authority.create(folder, now=NOW - DAY)
    chain = x509.load_pem_x509_certificates((folder / "chain.pem").read_bytes())
    pem = b"".join(chain[place].public_bytes(Encoding.PEM) for place in places)
    (folder / "chain.pem").write_bytes(pem or b"<html>Not found</html>")
    return made


def without_intermediate(folder: Path) -> Authority:
    return with_chain(folder, 0)


def without_leaf(folder: Path) -> Authority:
    return with_chain(folder, 1)


def upside_down(folder: Path) -> Authority:
    return with_chain(folder, 1, 0)


def unreadable(folder: Path) -> Authority:
    return with_chain(folder)


WRONG = [
    expired,
    early,
    misnamed,
    untrusted,
    without_intermediate,
    without_leaf,
    upside_down,
    unreadable,
]


@pytest.mark.parametrize("make", WRONG)
def test_it_refuses_a_chain_that_is(
    make: Callable[[Path], Authority],
    alexa: Alexa,
    settings: Settings,
    tmp_path: Path,
    heard: list[Turn],
) -> None:
    """Check 7: the signature is that leaf's own, and true."""
    settings.ALEXA_TEST_CA_DIR = tmp_path
    own = Alexa(client=alexa.client, authority=make(tmp_path))

    response = own.asks()

    assert (response.status_code, response.content, heard) == (400, b"", [])


def test_it_trusts_a_chain_that_is_none_of_these(
    alexa: Alexa, settings: Settings, tmp_path: Path, ca_dir: Path, heard: list[Turn]
) -> None:
    """Check 7: the baseline."""
    settings.ALEXA_TEST_CA_DIR = shutil.copytree(ca_dir, tmp_path / "copy")

    assert (alexa.asks().status_code, len(heard)) == (200, 1)


def test_it_trusts_the_demo_s_authority_in_the_demo_alone(
    alexa: Alexa,
    settings: Settings,
    heard: list[Turn],
    monkeypatch: pytest.MonkeyPatch,
    ca_dir: Path,
) -> None:
    """Check 7: with the chain at Amazon's own address, the public roots do not lead to it."""
    settings.ALEXA_TEST_CA_DIR = None
    pem = (ca_dir / "chain.pem").read_bytes()
    monkeypatch.setattr("assistant.platforms.alexa.download.fetch", lambda _url: pem)

    assert (alexa.asks().status_code, heard) == (400, [])


def test_it_knows_amazon_s_four_roots_and_no_other() -> None:
    """Check 7."""
    roots = {root.subject.rfc4514_string() for root in trust.public_roots()}

    assert roots == {f"CN=Amazon Root CA {number},O=Amazon,C=US" for number in (1, 2, 3, 4)}


def test_a_signer_is_valid_as_long_as_all_of_its_chain(ca_dir: Path) -> None:
    """Check 12: kept no longer than that."""
    roots = trust.certificates((ca_dir / "root.pem").read_bytes())
    signer = trust.signer((ca_dir / "chain.pem").read_bytes(), roots, NOW)

    assert (signer.begins_at, signer.ends_at) == (NOW - DAY, NOW + timedelta(days=89))


def test_it_refuses_a_file_without_certificates() -> None:
    """Check 7."""
    with pytest.raises(Unverified, match="unreadable"):
        trust.certificates(b"")


def test_a_chain_may_go_on_past_a_root(ca_dir: Path) -> None:
    """Check 7: Amazon's roots were once vouched for by another, and are sent with that."""
    root = trust.certificates((ca_dir / "root.pem").read_bytes())
    middles = trust.certificates((ca_dir / "chain.pem").read_bytes())
    further = b"".join(link.public_bytes(Encoding.PEM) for link in [*middles, *root, *root])

    assert trust.signer(further, root, NOW).begins_at == NOW - DAY
