"""A passkey in software: keys, challenges and signatures as a phone makes them."""

import base64
import hashlib
import json
import secrets
import struct
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def encoded(raw: bytes) -> str:
    """Base64url without padding, as WebAuthn's JSON has it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Its opposite."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Passkey:
    """One credential. Source: W3C Web Authentication Level 2, sections 6.1 and 7."""

    def __init__(self, origin: str = "https://bank.test", rp_id: str = "bank.test") -> None:
        self.origin, self.rp_id = origin, rp_id
        self.flags = PRESENT | VERIFIED
        self._id = secrets.token_bytes(16)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._user = ""

    def registration(self, options: dict[str, Any]) -> str:
        """Answers a request to make it."""
        asked = options["publicKey"]
        self._user = asked["user"]["id"]
        public = cbor.encode(ES256.from_cryptography_key(self._key.public_key()))  # type: ignore[no-untyped-call]  # fido2 has no type here
        made = bytes(16) + struct.pack(">H", len(self._id)) + self._id + public
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + made}
        response = {
            "clientDataJSON": encoded(self._client("webauthn.create", asked["challenge"])),
            "attestationObject": encoded(cbor.encode(attestation)),
        }
        return self._credential(response, {"credProps": {"rk": True}})

    def assertion(self, options: dict[str, Any]) -> str:
        """Answers a request to prove that it is there."""
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        data = self._data()
        signed = data + hashlib.sha256(client).digest()
        response = {
            "clientDataJSON": encoded(client),
            "authenticatorData": encoded(data),
            "signature": encoded(self._key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "userHandle": self._user,
        }
        return self._credential(response, {})

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, flags: int = 0) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([self.flags | flags]) + bytes(4)

    def _credential(self, response: dict[str, str], results: dict[str, Any]) -> str:
        return json.dumps(
            {
                "type": "public-key",
                "id": encoded(self._id),
                "rawId": encoded(self._id),
                "response": response,
                "clientExtensionResults": results,
            }
        )
