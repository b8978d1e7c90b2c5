"""What a bank's ID token must say before it counts as the answer to our question."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from banking.asking import signatures
from banking.asking.conversation import Conversation
from banking.connector import Bank
from banking.standard import Forged

# It was made for this sign-in, not for an earlier one.
_OLDEST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the token must fit: our nonce, and what came with it, by the claim of its hash.

    Shape: ``hashed`` holds the texts whose hashes must be right where the token has them, and
    ``required`` names those hashes that it must have.
    """

    nonce: str
    hashed: Mapping[str, str]
    required: frozenset[str] = frozenset()
    now: datetime
    late: timedelta


def claims(
    conversation: Conversation, bank: Bank, unverified_token: str, expected: Expected
) -> Mapping[str, Any]:
    """The claims, once all of them are right.

    Raises:
        Forged: The signature or a claim is wrong.
        ConnectorError: The bank's keys could not be had.

    Source: OpenID Connect Core 3.1.3.7, 3.1.3.8, 3.3.2.11; FAPI 1 Advanced 5.2.2.1 for ``s_hash``.
    """
    now = expected.now
    found = signatures.verified(conversation, bank, unverified_token, now)
    signatures.meant_for_us(found, bank, now, late=expected.late)
    issued_at = signatures.moment(found, "iat")
    earliest, latest = (now - _OLDEST).timestamp(), (now + expected.late).timestamp()
    wrong = {
        "aud": isinstance(found["aud"], list) and found["aud"] != [bank.client_id],
        "azp": found.get("azp", bank.client_id) != bank.client_id,
        "iat": not earliest <= issued_at <= latest,
        "nonce": not signatures.same(found.get("nonce"), expected.nonce),
        "sub": not isinstance(found.get("sub"), str) or not found["sub"],
    } | {name: _is_wrong(found, name, expected) for name in expected.hashed}
    problem = next((name for name, is_wrong in wrong.items() if is_wrong), None)
    if problem is not None:
        message = f"Its {problem} is wrong"
        raise Forged(message)
    return found


def _is_wrong(found: Mapping[str, Any], name: str, expected: Expected) -> bool:
    if name not in found:
        return name in expected.required
    return not signatures.same(found[name], half_hash(expected.hashed[name]))


def half_hash(text: str) -> str:
    """The left half of the hash; all our three algorithms hash with SHA-256.

    Source: OpenID Connect Core 3.1.3.6.
    """
    half = hashlib.sha256(text.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()
