"""What a provider's ID token must say before it counts as the answer to our question."""

import secrets
from collections.abc import Mapping
from typing import Any

_SKEW_S = 10


class NotOurAnswerError(Exception):
    """The token answers another question, or tells of a sign-in too long ago."""


def check(claims: Mapping[str, Any], asked: Mapping[str, Any], now_s: float) -> None:
    """The answer is to what we asked and for us alone, and she was there as lately as we asked.

    Args:
        claims: The token's, their signature and issuer verified, and that we are in the audience.
        asked: Our question's nonce, max_age in seconds, and moment (at).
        now_s: The moment it is checked.

    Raises:
        NotOurAnswerError: It is not so.

    Source: OpenID Connect Core 1.0 section 3.1.3.7, points 3 to 5, 9, 11 and 13.

    """
    signed_in_at = claims.get("auth_time")
    is_ours = secrets.compare_digest(str(claims.get("nonce", "")), str(asked["nonce"]))
    if not is_ours or not _is_for_us_alone(claims) or not isinstance(signed_in_at, int):
        message = "The provider's answer is not to our question"
        raise NotOurAnswerError(message)
    earliest = asked["at"] - asked["max_age"] - _SKEW_S
    if not earliest <= signed_in_at <= now_s + _SKEW_S:
        message = "The provider's sign-in is too long ago"
        raise NotOurAnswerError(message)


def _is_for_us_alone(claims: Mapping[str, Any]) -> bool:
    """Whether nobody else may use it, and it has an end, which was looked at if it is there."""
    audience = claims.get("aud")
    [one, *others] = audience if isinstance(audience, list) and audience else [audience]
    return bool(one) and not others and claims.get("azp", one) == one and "exp" in claims
