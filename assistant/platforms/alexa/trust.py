"""Whose certificates count, and what a chain that leads to them proves."""

import hashlib
import re
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import certifi
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from assistant.platform import Unverified
from assistant.platforms.alexa.reasons import Why

HOST = "echo-api.amazon.com"
# Amazon Trust Services' own four roots (amazontrust.com/repository), by SHA-256 of their DER form,
# as in certifi 2026.10.18. Any other public authority's word about Alexa's host is worth nothing.
# Alexa's chains go on to a Starfield root that once vouched for these; its serial number is 0,
# which RFC 5280 forbids, and they end here without it.
PUBLIC_ROOTS = {
    "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",  # Amazon Root CA 1
    "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",  # Amazon Root CA 2
    "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",  # Amazon Root CA 3
    "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",  # Amazon Root CA 4
}
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """The key of a proven chain's leaf, and when all of that chain is valid."""

    key: RSAPublicKey
    begins_at: datetime
    ends_at: datetime

    def is_valid(self, now: datetime) -> bool:
        return self.begins_at <= now <= self.ends_at


@cache
def public_roots() -> tuple[x509.Certificate, ...]:
    """The public roots, read once: others in certifi's file are not even parsed."""
    bundle = Path(certifi.where()).read_text(encoding="ascii")
    ders = (ssl.PEM_cert_to_DER_cert(pem) for pem in _PEM.findall(bundle))
    return tuple(
        x509.load_der_x509_certificate(der)
        for der in ders
        if hashlib.sha256(der).hexdigest() in PUBLIC_ROOTS
    )


def certificates(pem: bytes) -> list[x509.Certificate]:
    """The certificates of a file, at least one.

    Raises:
        Unverified: There are none in it.

    """
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise Unverified(Why.CHAIN_UNREADABLE) from error


def signer(unverified_pem: bytes, roots: Sequence[x509.Certificate], now: datetime) -> Signer:
    """Who signs with this chain: the leaf comes first, then its intermediates.

    Raises:
        Unverified: It does not lead from Alexa's host to one of the roots, now.

    Source: RFC 5280, section 6, and CA/Browser Forum profiles, as cryptography checks them.

    """
    leaf, *intermediates = certificates(unverified_pem)
    policy = PolicyBuilder().store(Store(list(roots))).time(now)
    try:
        chain = policy.build_server_verifier(x509.DNSName(HOST)).verify(leaf, intermediates)
    except VerificationError as error:
        raise Unverified(Why.CHAIN_UNTRUSTED) from error
    key = leaf.public_key()
    if not isinstance(key, RSAPublicKey):
        raise Unverified(Why.CHAIN_KEY)
    return Signer(
        key=key,
        begins_at=max(link.not_valid_before_utc for link in chain),
        ends_at=min(link.not_valid_after_utc for link in chain),
    )
