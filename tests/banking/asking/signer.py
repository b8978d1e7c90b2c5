"""Keys made for the tests, and what is signed with them."""

import json
import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

KEY_ID = "key-1"


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with its public half as a JWK."""

    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> str:
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()

    @property
    def public_pem(self) -> str:
        return (
            self.key.public_key()
            .public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
            .decode()
        )

    @property
    def public(self) -> dict[str, Any]:
        public = self.key.public_key()
        if isinstance(public, rsa.RSAPublicKey):
            return dict(jwt.algorithms.RSAAlgorithm.to_jwk(public, as_dict=True))
        return dict(jwt.algorithms.ECAlgorithm.to_jwk(public, as_dict=True))

    def signed(self, claims: object, algorithm: str = "PS256", **headers: object) -> str:
        named = {"kid": KEY_ID} | headers
        kept = {name: value for name, value in named.items() if value is not None}
        payload = json.dumps(claims).encode()
        with warnings.catch_warnings():
            # Some of the keys are weak on purpose.
            warnings.simplefilter("ignore", jwt.InsecureKeyLengthWarning)
            return jwt.PyJWS().encode(payload, self.key, algorithm, headers=kept)


@cache
def rsa_signer(which: int = 0, bits: int = 2048) -> Signer:
    """One per number: making one takes long."""
    return Signer(rsa.generate_private_key(65537, bits))


@cache
def ec_signer(curve: type[ec.EllipticCurve] = ec.SECP256R1) -> Signer:
    return Signer(ec.generate_private_key(curve()))
