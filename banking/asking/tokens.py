"""A bank's token endpoint: the grant asked for, the bearer token got, the ways of saying no."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlencode

import msgspec

from banking.asking import client_authentication, retry_after
from banking.asking.addresses import url
from banking.asking.conversation import Content, Conversation, Reply
from banking.asking.decoding import decoded
from banking.connector import (
    Bank,
    ConnectorError,
    NeedsCustomer,
    RateLimited,
    Refused,
    Unreachable,
    Unreadable,
)

# RFC 6750 2.1; anything else could not stand in a header.
_BEARER = re.compile(r"[A-Za-z0-9._~+/-]{1,8192}=*\Z")
# RFC 6749 4.1.2.1 and 5.2, RFC 9101 7, RFC 9126 2.3, RFC 7009 2.2.1: the only words of such an
# endpoint that are repeated in a message.
_ERRORS = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "unsupported_response_type",
        "unsupported_token_type",
        "invalid_scope",
        "invalid_request_object",
        "invalid_request_uri",
        "access_denied",
        "server_error",
        "temporarily_unavailable",
    }
)


class _Token(msgspec.Struct):
    access_token: str
    token_type: str
    expires_in: int | str | None = None
    refresh_token: str | None = None
    id_token: str | None = None
    scope: str | None = None


class _Error(msgspec.Struct):
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What the endpoint gave; None where it said nothing.

    Shape: ``others`` are the texts that came beside what OAuth knows: standards add ids of theirs.

    Source: RFC 6749 5.1; OpenID Connect Core 3.1.3.3 for ``id_token``.
    """

    access_token: str = field(repr=False)
    expires_in_s: int | None
    refresh_token: str | None = field(repr=False)
    id_token: str | None = field(repr=False)
    scope: str | None
    others: Mapping[str, str] = field(default_factory=dict, repr=False)


def granted(conversation: Conversation, bank: Bank, form: Mapping[str, str]) -> Tokens:
    """Asks for the grant that the form describes, as the client that the bank knows us as.

    Raises:
        ConnectorError: The bank gives none; ``NeedsCustomer`` for ``invalid_grant``.

    Source: RFC 6749 4.1.3, 4.4.2, 6.
    """
    reply = posted(conversation, bank, bank.token_url, form)
    if reply.status != HTTPStatus.OK:
        raise refusal(reply)
    read = decoded(reply.body, _Token, standard="OAuth")
    if read.token_type.lower() != "bearer" or not _BEARER.match(read.access_token):
        message = "The token endpoint gave no bearer token"
        raise Unreadable(message)
    lasts = str(read.expires_in or "")
    known = set(_Token.__struct_fields__)
    everything = decoded(reply.body, dict[str, object], standard="OAuth")
    return Tokens(
        access_token=read.access_token,
        expires_in_s=int(lasts[:9]) if lasts.isascii() and lasts.isdigit() else None,
        refresh_token=read.refresh_token,
        id_token=read.id_token,
        scope=read.scope,
        others={k: v for k, v in everything.items() if isinstance(v, str) and k not in known},
    )


def posted(conversation: Conversation, bank: Bank, address: str, form: Mapping[str, str]) -> Reply:
    """Posts a form to one of the bank's OAuth endpoints, with the proof of who we are.

    Raises:
        ConnectorError: There is no answer, or we have no such proof.

    Source: RFC 6749 2.3; RFC 9126 2.1; RFC 7009 2.1.
    """
    proof = client_authentication.proof(bank)
    body = urlencode({**form, **proof.fields}).encode()
    return conversation.ask(
        "POST",
        url(address),
        headers=proof.headers,
        content=Content(body=body, kind="application/x-www-form-urlencoded"),
    )


def revoke(conversation: Conversation, bank: Bank, address: str, token: str) -> None:
    """Tells the bank that a token is no longer needed; one that it does not know is fine with it.

    Raises:
        ConnectorError: The bank does not take it.

    Source: RFC 7009 2.1, 2.2.
    """
    reply = posted(conversation, bank, address, {"token": token})
    if reply.status != HTTPStatus.OK:
        raise refusal(reply, endpoint="revocation")


def refusal(reply: Reply, *, endpoint: str = "token") -> ConnectorError:
    """What the answer of an OAuth endpoint means: there a 401 is about us (RFC 6749 5.2)."""
    errors = {each.error for each in _errors(reply.body)} & _ERRORS
    answered = f"The {endpoint} endpoint answered {reply.status}"
    said = " ".join([answered, *sorted(filter(None, errors))])
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(said, retry_after_s=retry_after.seconds(reply.headers))
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unreachable(said)
    if "invalid_grant" in errors:
        return NeedsCustomer(said)
    # A redirect is not followed: our secret must not go where it points.
    return Refused(said) if reply.status >= HTTPStatus.BAD_REQUEST else Unreadable(said)


def _errors(raw_body: bytes) -> list[_Error]:
    """The error of a body; some banks send a list, some nothing."""
    try:
        read = msgspec.json.decode(raw_body, type=_Error | list[_Error])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return []
    return read if isinstance(read, list) else [read]
