"""A certificate authority of the demo's own, to sign requests as Alexa signs hers.

Its folder holds what the server trusts (``root.pem``), what it would fetch (``chain.pem``: leaf,
then intermediate) and the leaf's key. The keys of root and intermediate are never written: nobody
can make another certificate, and a renewal replaces everything.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HOST = "echo-api.amazon.com"
LEAF_LASTS = timedelta(days=90)
AUTHORITY_LASTS = timedelta(days=3650)
# Shortly before its end a leaf is replaced, so that no question meets one that just expired.
RENEWED_BEFORE = timedelta(minutes=5)
_Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """What signs: the leaf's key, and the address under which Alexa would publish its chain."""

    key: rsa.RSAPrivateKey
    chain_url: str


@dataclass(frozen=True, slots=True)
class _Issuer:
    name: x509.Name
    key: ec.EllipticCurvePrivateKey


def opened(folder: Path, *, now: datetime) -> Authority:
    """The folder's authority, made on first use and again when it is about to expire."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(folder):
        if not _is_usable(folder, now):
            _create(folder, now=now)
        return _loaded(folder)


def create(folder: Path, *, now: datetime, host: str = HOST) -> Authority:
    """A new authority in the folder, in place of the one there.

    Args:
        folder: Where its files go.
        now: When its leaf begins to be valid; root and intermediate began ten years earlier.
        host: Whom the leaf names.

    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(folder):
        _create(folder, now=now, host=host)
        return _loaded(folder)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """The command and the web page may both be the first to ask."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_usable(folder: Path, now: datetime) -> bool:
    if not all((folder / name).exists() for name in ("root.pem", "chain.pem", "leaf.key")):
        return False
    leaf = x509.load_pem_x509_certificate((folder / "chain.pem").read_bytes())
    ends_at = leaf.not_valid_after_utc - RENEWED_BEFORE
    return leaf.not_valid_before_utc <= now < ends_at


def _loaded(folder: Path) -> Authority:
    key = load_pem_private_key((folder / "leaf.key").read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        message = f"{folder / 'leaf.key'} is not an RSA key"
        raise TypeError(message)
    leaf = x509.load_pem_x509_certificate((folder / "chain.pem").read_bytes())
    # A new leaf has a new address, as Alexa's have: a server that keeps the old one asks again.
    url = f"https://s3.amazonaws.com/echo.api/echo-api-cert-{leaf.serial_number}.pem"
    return Authority(key=key, chain_url=url)


def _create(folder: Path, *, now: datetime, host: str = HOST) -> None:
    root = _Issuer(_name("Sayso demo root"), ec.generate_private_key(ec.SECP256R1()))
    middle = _Issuer(_name("Sayso demo intermediate"), ec.generate_private_key(ec.SECP256R1()))
    leaf_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    root_pem = _pem(_authority(root, root, now))
    chain_pem = _pem(_leaf(leaf_key, middle, now, host)) + _pem(_authority(middle, root, now))
    key_pem = leaf_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for name, content in (
        ("root.pem", root_pem),
        ("chain.pem", chain_pem),
        ("leaf.key", key_pem),
    ):
        _replace(folder / name, content)


def _replace(path: Path, content: bytes) -> None:
    """All at once, so that a server never reads half a file; for its owner's eyes alone."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_bytes(content)
    draft.replace(path)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def _authority(subject: _Issuer, issuer: _Issuer, now: datetime) -> x509.Certificate:
    """A certificate that may sign others (RFC 5280, 4.2.1: what it must say for that)."""
    usage = dict.fromkeys(_USES, False) | {"key_cert_sign": True, "crl_sign": True}
    return (
        _builder(subject.name, subject.key, issuer)
        .not_valid_before(now - AUTHORITY_LASTS)
        .not_valid_after(now + AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(issuer.key, hashes.SHA256())
    )


def _leaf(key: rsa.RSAPrivateKey, issuer: _Issuer, now: datetime, host: str) -> x509.Certificate:
    usage = dict.fromkeys(_USES, False) | {"digital_signature": True, "key_encipherment": True}
    return (
        _builder(_name(host), key, issuer)
        .not_valid_before(now)
        .not_valid_after(now + LEAF_LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(issuer.key, hashes.SHA256())
    )


def _builder(subject: x509.Name, key: _Key, issuer: _Issuer) -> x509.CertificateBuilder:
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    of_issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .add_extension(own, critical=False)
        .add_extension(of_issuer, critical=False)
    )


_USES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
