"""What we sign with the operator's key: client assertions and request objects."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

import jwt

from banking.connector import Bank, Refused

# FAPI allows an hour; a browser that is slower than this starts again.
LIFETIME = timedelta(minutes=5)
# FAPI 1 Advanced 8.6: RS256 is not among them.
_ALGORITHMS = ("PS256", "ES256")
# For a bank whose clock is a little behind ours.
_SKEW = timedelta(seconds=10)

_signer = jwt.PyJWS(algorithms=_ALGORITHMS, options={"enforce_minimum_key_length": True})


def claims(bank: Bank, audience: str, now: datetime) -> dict[str, object]:
    """What everything that we sign says: by us, for this bank, once, and not for long.

    Source: RFC 7523 3; RFC 9101 4; FAPI 1 Advanced 5.2.3 (nbf and exp at most 60 minutes apart).
    """
    return {
        "iss": bank.client_id,
        "aud": audience,
        "jti": secrets.token_urlsafe(16),
        "iat": int(now.timestamp()),
        "nbf": int((now - _SKEW).timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
    }


def signed(bank: Bank, said: Mapping[str, object], *, algorithm: str, kind: str = "JWT") -> str:
    """The claims as a JWT under the operator's key; ``kind`` is its ``typ``.

    Raises:
        Refused: There is no such key, it is weak, or it does not fit the algorithm.

    Source: RFC 7515; RFC 7518 3.1.
    """
    headers = {"typ": kind} | ({"kid": bank.key_id} if bank.key_id else {})
    payload = json.dumps(said).encode()
    if algorithm in _ALGORITHMS:
        try:
            return _signer.encode(payload, bank.private_key.reveal(), algorithm, headers=headers)
        except (jwt.PyJWTError, ValueError, TypeError):
            pass
    # Not raised above: the exception's context would hold the key.
    message = "The operator's private key does not sign as the bank wants"
    raise Refused(message)
