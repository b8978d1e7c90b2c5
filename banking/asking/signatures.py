"""What a bank signed: by one of its own keys, in one of three ways, for us, and not too old."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import jwt

from banking.asking import keys
from banking.asking.conversation import Conversation
from banking.connector import Bank
from banking.standard import Forged

# Never "none", and never one whose key is a secret: the bank's key is known to everybody.
ALGORITHMS = ("RS256", "PS256", "ES256")
# The bank's clock and ours.
SKEW = timedelta(seconds=10)
_MOST_CHARACTERS = 64 * 1024

_verifier = jwt.PyJWS(algorithms=ALGORITHMS, options={"enforce_minimum_key_length": True})


def verified(
    conversation: Conversation, bank: Bank, unverified_token: str, now: datetime
) -> Mapping[str, Any]:
    """The claims of a JWT that one of the bank's keys signed; what they say is not looked at.

    Raises:
        Forged: It is no JWT, or its signature is not the bank's.
        ConnectorError: The bank's keys could not be had.

    Source: RFC 7515 5.2; RFC 7519 7.2; RFC 8725 3.1 for the algorithms.
    """
    key = keys.find(conversation, bank, _header(unverified_token), now)
    if key is None:
        message = "It names a key that the bank does not have"
        raise Forged(message)
    try:
        payload = _verifier.decode(unverified_token, key, list(ALGORITHMS))
        claims = json.loads(payload)
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        claims = None
    if isinstance(claims, dict):
        return claims
    message = "Its signature is not the bank's"
    raise Forged(message)


def claimed(unverified_token: str) -> Mapping[str, Any]:
    """What a JWT says of itself, proven by nothing; empty for what is none."""
    try:
        payload = _verifier.decode(unverified_token, options={"verify_signature": False})
        claims = json.loads(payload)
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _header(unverified_token: str) -> Mapping[str, Any]:
    try:
        if len(unverified_token) <= _MOST_CHARACTERS:
            header: Mapping[str, Any] = _verifier.get_unverified_header(unverified_token)
            if header.get("alg") in ALGORITHMS:
                return header
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        pass
    message = "It is no JWT that is signed as a bank signs"
    raise Forged(message)


def meant_for_us(
    claims: Mapping[str, Any], bank: Bank, now: datetime, *, late: timedelta = SKEW
) -> None:
    """By this bank, for us, and good now; ``late`` is how old ``now`` may be by now.

    Raises:
        Forged: One of them is not so.

    Source: RFC 7519 4.1; OpenID Connect Core 3.1.3.7, points 2, 3 and 9; JARM 2.4.
    """
    audience = claims.get("aud")
    if not bank.issuer or not same(claims.get("iss"), bank.issuer):
        problem = "iss"
    elif bank.client_id not in (audience if isinstance(audience, list) else [audience]):
        problem = "aud"
    elif moment(claims, "exp") <= (now - SKEW).timestamp():
        problem = "exp"
    elif "nbf" in claims and moment(claims, "nbf") > (now + late).timestamp():
        problem = "nbf"
    else:
        return
    message = f"Its {problem} is wrong"
    raise Forged(message)


def moment(claims: Mapping[str, Any], name: str) -> float:
    """The claim as seconds since 1970.

    Raises:
        Forged: It is missing, or no number.

    Source: RFC 7519 2, NumericDate.
    """
    value = claims.get(name)
    if isinstance(value, int | float):
        return value
    message = f"Its {name} is wrong"
    raise Forged(message)


def same(claimed: object, ours: str) -> bool:
    """Whether the claim is that text, without telling by the time taken how much was right."""
    return isinstance(claimed, str) and secrets.compare_digest(claimed.encode(), ours.encode())
