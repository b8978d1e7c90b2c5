"""The customer signs in at a bank that speaks FDX; her leave there is given back at the end.

The option ``scope`` replaces the default; ``revocation_endpoint`` is where tokens are given back.
"""

from collections.abc import Mapping
from contextlib import suppress

import httpx

from banking.asking import own_tokens, signatures, signing_in, tokens
from banking.asking.conversation import talking
from banking.asking.signing_in import SignedIn
from banking.asking.values import identifier
from banking.connector import (
    Access,
    Bank,
    NeedsCustomer,
    Secret,
    TimeLimits,
)
from banking.connectors.fdx import consents
from banking.standard import Departure, Granted, NotGranted, Visit

# FDX 6.x, FdxOauthScope: what the connector reads; without the first there is no refresh token.
SCOPE = "offline_access fdx:accountbasic:read fdx:accountdetailed:read fdx:transactions:read"
# FDX's token profile names its consent so.
_CONSENT = "fdxConsentId"


def begin(bank: Bank, visit: Visit, *, transport: httpx.BaseTransport | None = None) -> Departure:
    """Where the customer goes; with an ID token where the operator entered the bank's keys.

    Raises:
        ConnectorError: The bank did not take a pushed request, or its settings do not do.

    Source: FDX 6.x, FDX API Security Model: OpenID Connect with PKCE, FAPI as the bank asks.
    """
    scope = bank.options.get("scope") or (f"openid {SCOPE}" if bank.keys_url else SCOPE)
    with talking(bank, visit.limits, transport=transport) as conversation:
        return signing_in.begin(conversation, bank, visit, scope=scope)


def finish(
    bank: Bank,
    visit: Visit,
    *,
    returned: Mapping[str, str],
    kept: Mapping[str, str],
    transport: httpx.BaseTransport | None = None,
) -> Granted:
    """The link's own tokens, its consent's id and end.

    Raises:
        NotGranted: She or the bank said no, or the answer is not the one to our question.
        ConnectorError: The bank has trouble, or finds fault with us.

    """
    with talking(bank, visit.limits, transport=transport) as conversation:
        signed_in = signing_in.finish(conversation, bank, visit, returned, kept)
        access_token = signed_in.tokens.access_token
        subject, reference = _subject(signed_in, visit), _reference(signed_in)
        named = {"subject": subject, "consent": reference}
        return Granted(
            credentials=own_tokens.credentials(signed_in.tokens, visit.now)
            | {name: value for name, value in named.items() if value},
            reference=reference,
            expires_at=consents.expires_at(conversation, bank, reference, access_token)
            if reference
            else None,
        )


def end(
    bank: Bank,
    credentials: Mapping[str, str],
    limits: TimeLimits,
    *,
    transport: httpx.BaseTransport | None = None,
) -> None:
    """Revokes the consent where the bank keeps one, and gives the token back where it takes one.

    Raises:
        ConnectorError: The bank does not take it; a leave that is over already is no such case.

    Source: FDX 6.x, ``PUT /consents/{consentId}/revocation``; RFC 7009.
    """
    held = dict(credentials)
    access = Access(
        bank=bank,
        credentials={name: Secret(value) for name, value in held.items()},
        is_customer_present=True,
        limits=limits,
        keep=held.update,
    )
    with talking(bank, limits, transport=transport) as conversation, suppress(NeedsCustomer):
        if "consent" in held:
            token = own_tokens.access_token(conversation, access)
            consents.revoke(conversation, bank, held["consent"], token)
        given_back = held.get("refresh_token") or held.get("access_token")
        if given_back and "revocation_endpoint" in bank.options:
            tokens.revoke(conversation, bank, bank.options["revocation_endpoint"], given_back)


def _subject(signed_in: SignedIn, visit: Visit) -> str:
    """Whose accounts these are: renewing a link must not put another customer's in their place."""
    subject = str(signed_in.claims.get("sub", ""))
    if visit.credentials.get("subject", subject) != subject:
        message = "Another of the bank's customers signed in than the one whose link it is"
        raise NotGranted(message)
    return subject


def _reference(signed_in: SignedIn) -> str:
    """The consent's id: FDX puts it in the access token, banks beside it or in the ID token too."""
    given = signed_in.tokens
    for claims in (given.others, signed_in.claims, signatures.claimed(given.access_token)):
        reference = claims.get(_CONSENT)
        if isinstance(reference, str) and reference:
            return identifier(reference)
    return ""
