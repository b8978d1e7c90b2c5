"""TLS: only a bank whose certificate is trusted is spoken to, and the deadline holds inside."""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from banking.asking.conversation import forget_connections
from banking.connector import Access, Refused, Secret, TimeLimits, Unreachable
from banking.connectors.fdx.client import connect
from tests.banking.connectors.fdx.bank import HTTP_TOKEN, access, loopback

SHORT = TimeLimits(connect_s=5, read_s=5, total_s=1)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bank.test")])
    now = datetime.now(UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path_factory.mktemp("tls") / "bank.pem"
    path.write_bytes(made.public_bytes(pem) + private)
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def _trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    forget_connections()
    yield
    forget_connections()


def drip(stream: socket.socket, _request: bytes) -> None:
    stream.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(60):
        stream.sendall(b"x")
        time.sleep(0.05)


def give_token(stream: socket.socket, _: bytes) -> None:
    stream.sendall(HTTP_TOKEN)


@pytest.mark.usefixtures("_trusted")
def test_a_trusted_bank_is_spoken_to(tls: ssl.SSLContext) -> None:
    with loopback(give_token, tls=tls) as (base, heard), connect(access(base)):
        assert len(heard) == 1


def test_a_bank_nobody_vouches_for_is_not(tls: ssl.SSLContext) -> None:
    with (
        loopback(give_token, tls=tls) as (base, heard),
        pytest.raises(Unreachable, match="network"),
        connect(access(base)),
    ):
        pass

    assert heard == []


@pytest.mark.usefixtures("_trusted")
def test_the_deadline_holds_inside_tls(tls: ssl.SSLContext) -> None:
    began = time.monotonic()

    with (
        loopback(drip, tls=tls) as (base, _),
        pytest.raises(Unreachable, match="in time"),
        connect(access(base, limits=SHORT)),
    ):
        pass

    assert time.monotonic() - began < 2.5


@pytest.mark.usefixtures("_trusted")
def test_a_bank_that_wants_to_know_us_gets_our_certificate(
    tls: ssl.SSLContext, certificate: Path
) -> None:
    wanting(tls, certificate)
    ours, begin, key = certificate.read_text().partition("-----BEGIN PRIVATE")

    with loopback(give_token, tls=tls) as (base, heard), connect(known(base, ours, begin + key)):
        assert len(heard) == 1


@pytest.mark.usefixtures("_trusted")
def test_and_without_one_it_says_nothing(tls: ssl.SSLContext, certificate: Path) -> None:
    wanting(tls, certificate)

    with (
        loopback(give_token, tls=tls) as (base, heard),
        pytest.raises(Unreachable),
        connect(access(base)),
    ):
        pass

    assert heard == []


def test_a_certificate_without_its_key_is_for_the_operator(certificate: Path) -> None:
    ours, _, _ = certificate.read_text().partition("-----BEGIN PRIVATE")

    with (
        pytest.raises(Refused, match="do not fit"),
        connect(known("https://bank.test/fdx/v6", ours, "no key")),
    ):
        pass


def wanting(tls: ssl.SSLContext, certificate: Path) -> None:
    tls.verify_mode = ssl.CERT_REQUIRED
    tls.load_verify_locations(certificate)


def known(base: str, certificate: str, key: str) -> Access:
    plain = access(base)
    bank = replace(plain.bank, certificate=certificate, private_key=Secret(key))
    return replace(plain, bank=bank)
