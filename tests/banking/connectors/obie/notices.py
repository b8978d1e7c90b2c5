"""A bank's event notification: as the resource's own example has it, and signed by hand."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from banking.connector import Bank
from tests.banking.conftest import NOW

OB = "http://openbanking.org.uk/"
URN = "urn:uk:org:openbanking:events:"
CONSENT = "https://bank.test/open-banking/v4.0/aisp/account-access-consents/aac-1234-007"
BANK = Bank(
    base_url="https://bank.test/open-banking/v4.0/aisp",
    issuer="https://bank.test/",
    keys_url="https://bank.test/jwks",
    client_id="7umx5nTR33811QyQfi",
)
HEADER = {
    "alg": "PS256",
    "kid": "90210ABAD",
    f"{OB}iat": int(NOW.timestamp()),
    f"{OB}iss": "0015800001041RHAAY",
    f"{OB}tan": "openbanking.org.uk",
    "crit": [f"{OB}iat", f"{OB}iss", f"{OB}tan"],
}


def subject(rid: str, rty: str) -> dict[str, Any]:
    links = [{"version": "v4.0", "link": f"https://bank.test/{rty}/{rid}"}]
    about = {
        "subject_type": f"{OB}rid_{OB}rty",
        f"{OB}rid": rid,
        f"{OB}rty": rty,
        f"{OB}rlk": links,
    }
    return {"subject": about}


REVOKED = {
    f"{URN}consent-authorization-revoked": subject("aac-1234-007", "account-access-consents")
}


def claims(**changed: object) -> dict[str, object]:
    """A consent's end, as the resource's example has it."""
    told: dict[str, object] = {
        "iss": "https://bank.test/",
        "iat": int(NOW.timestamp()),
        "jti": "b460a07c-4962-43d1-85ee-9dc10fbb8f6c",
        "sub": CONSENT,
        "aud": "7umx5nTR33811QyQfi",
        "events": REVOKED,
        "txn": "dfc51628-3479-4b81-ad60-210b43d02306",
        "toe": int(NOW.timestamp()),
    }
    return {name: value for name, value in (told | changed).items() if value is not None}


def part(read: Mapping[str, object]) -> bytes:
    return base64.urlsafe_b64encode(json.dumps(read).encode()).rstrip(b"=")


def signed(
    key: RSAPrivateKey, told: Mapping[str, object], header: Mapping[str, object] = HEADER
) -> bytes:
    """A token as a bank makes it, by hand: libraries do not write every header."""
    kept = {name: value for name, value in header.items() if value is not None}
    message = part(kept) + b"." + part(told)
    algorithm = jwt.algorithms.RSAPSSAlgorithm(jwt.algorithms.RSAPSSAlgorithm.SHA256)
    signature = base64.urlsafe_b64encode(algorithm.sign(message, key)).rstrip(b"=")
    return message + b"." + signature
