"""How a customer's leave is got at her bank: authorization code with PKCE, answers never mixed up.

A standard's ``sign_in`` opens a conversation (``conversation.talking``), asks its bank for what its
standard wants first, and calls ``begin``; when the customer is back, ``finish``. What differs
between banks is in the operator's options, named as in RFC 7591 and the banks' own metadata;
README.md beside this module lists them.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from banking.asking import answers, authorization, id_tokens, signatures, tokens
from banking.asking.conversation import Conversation
from banking.connector import Bank, NeedsCustomer, Refused
from banking.standard import Departure, Forged, NotGranted, Visit

HYBRID = "code id_token"
_RESPONSE_TYPES = frozenset({"code", HYBRID})


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """What the bank gave; ``claims`` are its ID token's, empty where none was asked for."""

    tokens: tokens.Tokens
    claims: Mapping[str, Any] = field(default_factory=dict, repr=False)


def begin(
    conversation: Conversation,
    bank: Bank,
    visit: Visit,
    *,
    scope: str,
    more: Mapping[str, object] | None = None,
) -> Departure:
    """Where to send the customer's browser; ``more`` are parameters of the standard's own.

    Shape: values of ``more`` that are no text (``claims``, ``authorization_details``) become JSON.
    With ``openid`` in the scope an ID token is asked for, and must come.

    Raises:
        ConnectorError: The bank did not take a pushed request, or its settings do not do.

    Source: RFC 6749 4.1.1; RFC 7636 4.3; OpenID Connect Core 3.1.2.1.
    """
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    response_type = _response_type(bank)
    is_openid = _is_openid(bank, scope, response_type)
    asked: dict[str, object] = {
        **(more or {}),
        "response_type": response_type,
        "client_id": bank.client_id,
        "redirect_uri": visit.redirect_url,
        "scope": scope,
        "state": visit.state,
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
    }
    if is_openid:
        asked |= {"nonce": nonce, "ui_locales": visit.language}
        if "offline_access" in scope.split():
            # OpenID Connect Core 11: else the bank is to give no refresh token.
            asked.setdefault("prompt", "consent")
    if answers.are_signed(bank):
        asked["response_mode"] = "jwt"
    url = authorization.address(conversation, bank, asked)
    return Departure(url=url, kept={"verifier": verifier} | ({"nonce": nonce} if is_openid else {}))


def finish(
    conversation: Conversation,
    bank: Bank,
    visit: Visit,
    returned: Mapping[str, str],
    kept: Mapping[str, str],
) -> SignedIn:
    """Trades the code that the browser brought back; ``kept`` is what ``begin`` gave to be kept.

    Raises:
        NotGranted: She or the bank said no, or the answer is not the one to our question.
        ConnectorError: The bank has trouble, or finds fault with us.

    Source: RFC 6749 4.1.2 to 4.1.4; RFC 7636 4.5; RFC 9207 2.4; OpenID Connect Core 3.1.3.7, 3.3.
    """
    try:
        return _finished(conversation, bank, visit, returned, kept)
    except Forged as error:
        problem = f"The bank's answer cannot be shown to be the one to our question: {error}"
    except NeedsCustomer as error:
        # RFC 6749 5.2, invalid_grant: used before, too old, or not made for us.
        problem = f"The bank does not take its own code: {error}"
    # Not raised above: what led to it may hold the code.
    raise NotGranted(problem)


def _finished(
    conversation: Conversation,
    bank: Bank,
    visit: Visit,
    returned: Mapping[str, str],
    kept: Mapping[str, str],
) -> SignedIn:
    answer = answers.checked(conversation, bank, visit, returned)
    first: Mapping[str, Any] = {}
    if "nonce" in kept and _response_type(bank) == HYBRID:
        # OpenID Connect Core 3.3.2.12: it shows the code to be this bank's before it is used.
        hashed = {"c_hash": answer["code"], "s_hash": visit.state}
        expected = _expected(visit, kept, hashed, required=frozenset(hashed))
        first = id_tokens.claims(conversation, bank, answer.get("id_token", ""), expected)
    given = tokens.granted(conversation, bank, _redemption(answer["code"], visit, kept))
    if "nonce" not in kept:
        return SignedIn(tokens=given)
    hashed = {"at_hash": given.access_token, "c_hash": answer["code"], "s_hash": visit.state}
    expected = _expected(visit, kept, hashed)
    claims = id_tokens.claims(conversation, bank, given.id_token or "", expected)
    # OpenID Connect Core 3.3.3.6.
    if first and first["sub"] != claims["sub"]:
        message = "Its two ID tokens are about two people"
        raise Forged(message)
    return SignedIn(tokens=given, claims=claims)


def _expected(
    visit: Visit,
    kept: Mapping[str, str],
    hashed: Mapping[str, str],
    *,
    required: frozenset[str] = frozenset(),
) -> id_tokens.Expected:
    return id_tokens.Expected(
        nonce=kept["nonce"],
        hashed=hashed,
        required=required,
        now=visit.now,
        late=signatures.SKEW + timedelta(seconds=visit.limits.total_s),
    )


def challenge(verifier: str) -> str:
    """Source: RFC 7636 4.2."""
    hashed = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()


def _response_type(bank: Bank) -> str:
    named = bank.options.get("response_types", "code")
    if named not in _RESPONSE_TYPES:
        message = "response_types is neither code nor code id_token"
        raise Refused(message)
    return named


def _is_openid(bank: Bank, scope: str, response_type: str) -> bool:
    is_openid = "openid" in scope.split()
    if is_openid and not (bank.issuer and bank.keys_url):
        message = "The scope openid takes the bank's issuer and the address of its keys"
        raise Refused(message)
    if response_type == HYBRID and not is_openid:
        message = "The bank wants code id_token, which takes the scope openid"
        raise Refused(message)
    return is_openid


def _redemption(code: str, visit: Visit, kept: Mapping[str, str]) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": visit.redirect_url,
        "code_verifier": kept["verifier"],
    }
