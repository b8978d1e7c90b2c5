"""Ed25519 over the lines that the ledger must not lose: which key signed, and whether it is ours.

Source: RFC 8032. The keys are ``settings.LEDGER_KEYS``: the first signs, all of them verify.
"""

import base64
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

_PUBLIC = "public:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed, by the key's id, and the signature in base64."""

    key_id: str
    value: str


class Verdict(Enum):
    """What a signature is worth."""

    GOOD = auto()
    FORGED = auto()
    UNKNOWN_KEY = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One of the keys, without its secret: ``public`` is how it is written once it is retired."""

    id: str
    public: str
    signs: bool


def sign(line: str) -> Signature:
    """Signs with the first key; a line begins with what it is, so that none passes for another."""
    private = _private(settings.LEDGER_KEYS[0])
    value = base64.b64encode(private.sign(line.encode())).decode()
    return Signature(key_id=_id(private.public_key()), value=value)


def judge(line: str, signature: Signature) -> Verdict:
    """Whether one of our keys, the one it names, signed exactly this line."""
    key = _ring(tuple(settings.LEDGER_KEYS)).get(signature.key_id)
    if key is None:
        return Verdict.UNKNOWN_KEY
    try:
        key.verify(base64.b64decode(signature.value, validate=True), line.encode())
    except (InvalidSignature, ValueError):
        return Verdict.FORGED
    return Verdict.GOOD


def known() -> list[Key]:
    """Every key that verifies, the one that signs first."""
    ring = _ring(tuple(settings.LEDGER_KEYS))
    return [
        Key(
            id=key_id,
            public=_PUBLIC + base64.b64encode(public.public_bytes_raw()).decode(),
            signs=number == 0,
        )
        for number, (key_id, public) in enumerate(ring.items())
    ]


def _private(key: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(key))


def _public(key: str) -> Ed25519PublicKey:
    if key.startswith(_PUBLIC):
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(key.removeprefix(_PUBLIC)))
    return _private(key).public_key()


def _id(public: Ed25519PublicKey) -> str:
    return sha256(public.public_bytes_raw()).hexdigest()[:16]


@lru_cache(maxsize=8)
def _ring(configured: tuple[str, ...]) -> dict[str, Ed25519PublicKey]:
    return {_id(public): public for public in map(_public, configured)}
