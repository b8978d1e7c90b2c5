"""A link's own tokens: what a sign-in left, renewed in time, kept before they are used.

The keys of ``Access.credentials`` are ``access_token``, ``refresh_token``, ``expires_at`` (RFC
3339) and ``scope``; others that a standard adds stay as they are.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from banking.asking import tokens
from banking.asking.conversation import Conversation
from banking.connector import Access, NeedsCustomer

# Nothing that is asked with the token takes longer.
_MARGIN = timedelta(minutes=1)


def credentials(given: tokens.Tokens, now: datetime) -> dict[str, str]:
    """What to keep of a token endpoint's answer that came since ``now``."""
    lasts = given.expires_in_s
    kept = {
        "access_token": given.access_token,
        "refresh_token": given.refresh_token,
        "expires_at": lasts and (now + timedelta(seconds=lasts)).isoformat(timespec="seconds"),
        "scope": given.scope,
    }
    return {name: value for name, value in kept.items() if value}


def access_token(conversation: Conversation, access: Access) -> str:
    """The link's access token, good for a minute at least; a renewed one is kept first.

    A bank that rotates refresh tokens takes the older one no more: should this process die between
    its answer and ``keep``, the customer has to sign in again.

    Raises:
        NeedsCustomer: Her leave is used up: the bank renews nothing, or gave nothing to renew with.
        LeaseLost: The link ended meanwhile, or somebody newer works on it.
        ConnectorError: The bank does not answer as it should.

    Source: RFC 6749 6.
    """
    # The bank judges a token's age when it arrives, which is now.
    now = datetime.now(UTC)
    held = {name: secret.reveal() for name, secret in access.credentials.items()}
    if _is_good(held, now):
        return held["access_token"]
    if "refresh_token" not in held:
        message = "The bank's leave has run out, and it gave no refresh token"
        raise NeedsCustomer(message)
    form = {"grant_type": "refresh_token", "refresh_token": held["refresh_token"]}
    given = tokens.granted(conversation, access.bank, form)
    stale = {"access_token", "expires_at"}
    renewed = {name: value for name, value in held.items() if name not in stale}
    access.keep(renewed | credentials(given, now))
    return given.access_token


def _is_good(held: Mapping[str, str], now: datetime) -> bool:
    if "expires_at" in held:
        return datetime.fromisoformat(held["expires_at"]) - now > _MARGIN
    # RFC 6749 5.1: a bank need not say how long; then it is renewed each time, if it can be.
    return "access_token" in held and "refresh_token" not in held
