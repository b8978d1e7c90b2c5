"""Plaid's post: webhooks signed as Plaid signs them, brought to a listener of ours."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from banking.connector import Bank
from banking.connectors.plaid.events import Listener
from banking.standard import Event
from tests.banking.connectors.plaid.link import bank_of
from tests.banking.connectors.plaid.vendor import Json, Vendor

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
SYNC: Json = {
    "webhook_type": "TRANSACTIONS",
    "webhook_code": "SYNC_UPDATES_AVAILABLE",
    "item_id": "i-1",
    "initial_update_complete": True,
    "historical_update_complete": True,
    "environment": "production",
}
ASKED = "webhook_verification_key/get"


def jwk(key: ec.EllipticCurvePrivateKey, **fields: object) -> Json:
    """The public half as Plaid gives it."""
    numbers = key.public_key().public_numbers()
    x, y = (
        base64.urlsafe_b64encode(each.to_bytes(32)).rstrip(b"=").decode()
        for each in (numbers.x, numbers.y)
    )
    return {
        "alg": "ES256",
        "crv": "P-256",
        "kid": "k-1",
        "kty": "EC",
        "use": "sig",
        "x": x,
        "y": y,
        "created_at": 1,
        "expired_at": None,
        **fields,
    }


@dataclass
class Post:
    """Brings Plaid's webhooks to one listener of ours."""

    vendor: Vendor
    listener: Listener = field(default_factory=Listener)
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def bank(self) -> Bank:
        return bank_of(self.vendor)

    def signed(self, body: bytes, at: datetime = NOW, kid: str = "k-1", **claims: Any) -> str:
        said = {"iat": int(at.timestamp()), "request_body_sha256": hashlib.sha256(body).hexdigest()}
        return jwt.encode(said | claims, self.key, algorithm="ES256", headers={"kid": kid})

    def bring(self, body: bytes, token: str, now: datetime = NOW) -> list[Event]:
        headers = {"plaid-verification": token}
        return list(self.listener.listen(self.bank, body, headers, now))

    def tell(self, body: Json, at: datetime = NOW) -> list[Event]:
        """Signed and brought at that moment."""
        raw = json.dumps(body).encode()
        return self.bring(raw, self.signed(raw, at), at)
