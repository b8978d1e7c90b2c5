"""The customer's leave as the bank keeps it: FDX's consent grants."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus

import msgspec

from banking.asking.addresses import below, url
from banking.asking.conversation import Content, Conversation
from banking.asking.values import identifier, moment
from banking.connector import Bank, ConnectorError
from banking.connectors.fdx import errors, wire
from banking.standard import NotGranted

# Ended now, or before, or kept by no bank that answers so.
_ENDED = frozenset(
    {
        HTTPStatus.OK,
        HTTPStatus.NO_CONTENT,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.CONFLICT,
        HTTPStatus.GONE,
        HTTPStatus.NOT_IMPLEMENTED,
    }
)


class _Status(StrEnum):
    """Source: FDX 6.x, ConsentGrantStatus."""

    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


class _Grant(msgspec.Struct, rename="camel"):
    """Source: FDX 6.x, entity ConsentGrant."""

    status: _Status | None = None
    expiration_time: str | None = None


def expires_at(
    conversation: Conversation, bank: Bank, reference: str, token: str
) -> datetime | None:
    """When the grant ends; None if the bank does not say, for whatever reason.

    Her leave is given, and her code is spent: only a grant that has ended is worth less.

    Raises:
        NotGranted: It has ended already.
        Unreadable: Its id is none.

    Source: FDX 6.x, ``GET /consents/{consentId}``.
    """
    at = below(url(bank.base_url), "consents", identifier(reference))
    try:
        reply = conversation.ask("GET", at, headers=_headers(token))
        if reply.status != HTTPStatus.OK:
            return None
        grant = wire.decoded(reply.body, _Grant)
        ends = moment(grant.expiration_time) if grant.expiration_time else None
    except ConnectorError:
        return None
    if grant.status in {_Status.EXPIRED, _Status.REVOKED}:
        message = f"The consent at the bank is {grant.status}"
        raise NotGranted(message)
    return ends


def revoke(conversation: Conversation, bank: Bank, reference: str, token: str) -> None:
    """Ends the grant; one that the bank does not keep any more, or never kept, is ended enough.

    Raises:
        ConnectorError: The bank does not take it.

    Source: FDX 6.x, ``PUT /consents/{consentId}/revocation``, ConsentRevocationRequest.
    """
    at = below(url(bank.base_url), "consents", identifier(reference), "revocation")
    said = {"reason": "USER_ACTION", "initiator": "DATA_RECIPIENT"}
    content = Content(body=json.dumps(said).encode(), kind="application/json")
    reply = conversation.ask("PUT", at, headers=_headers(token), content=content)
    if reply.status not in _ENDED:
        raise errors.refusal(reply, of_account=False)


def _headers(token: str) -> Mapping[str, str]:
    return {
        "Authorization": f"Bearer {token}",
        "FDX-API-Actor-Type": "USER",
        "x-fapi-interaction-id": str(uuid.uuid4()),
    }
