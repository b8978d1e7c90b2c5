"""The token for one link, bought with the operator's own credential at the bank."""

import base64
import re
from urllib.parse import quote_plus

import httpx
import msgspec

from banking.connector import Access, Refused, Unreadable
from banking.connectors.fdx import errors, wire
from banking.connectors.fdx.conversation import Conversation

# RFC 6750 2.1; anything else could not stand in a header.
_BEARER = re.compile(r"[A-Za-z0-9._~+/-]{1,8192}=*\Z")


class _Token(msgspec.Struct):
    """Source: RFC 6749 5.1."""

    access_token: str
    token_type: str


def token(conversation: Conversation, access: Access) -> str:
    """The access token for the customer whose number the link keeps.

    Raises:
        ConnectorError: The bank gives none, or the link keeps no number.

    Source: RFC 6749 4.4, with the customer in the form field ``customer_number``.
    """
    number = access.credentials.get("customer_number")
    if number is None:
        message = "The link keeps no customer_number"
        raise Refused(message)
    reply = conversation.ask(
        "POST",
        url(access.token_url),
        headers={"Authorization": _basic(access)},
        form={"grant_type": "client_credentials", "customer_number": number.reveal()},
    )
    if reply.status not in errors.GOOD:
        raise errors.token_refusal(reply)
    read = wire.decoded(reply.body, _Token)
    if read.token_type.lower() != "bearer" or not _BEARER.match(read.access_token):
        message = "The token endpoint gave no bearer token"
        raise Unreadable(message)
    return read.access_token


def url(text: str) -> httpx.URL:
    """An address from the operator's settings.

    Raises:
        Refused: It is none.

    """
    try:
        read = httpx.URL(text)
        if read.scheme in {"http", "https"} and read.host:
            return read
    except (httpx.InvalidURL, ValueError):
        pass
    message = "The bank's address is none"
    raise Refused(message)


def _basic(access: Access) -> str:
    """RFC 6749 2.3.1: both parts are form-encoded before they are joined."""
    parts = (access.service_id, access.service_secret.reveal())
    plain = ":".join(quote_plus(part) for part in parts)
    return f"Basic {base64.b64encode(plain.encode()).decode()}"
