"""Our question at a bank's authorization endpoint: its parameters, signed, pushed, or neither."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus

import httpx
import msgspec

from banking.asking import assertions, tokens
from banking.asking.addresses import url
from banking.asking.conversation import Conversation
from banking.asking.decoding import decoded
from banking.connector import Bank, Refused, Unreadable

# RFC 9101 10.8.
_REQUEST_OBJECT = "oauth-authz-req+jwt"
# OpenID Connect Core 6.1 wants these beside a request object, FAPI 1 Advanced too.
_BESIDE = ("response_type", "scope")
_LONGEST_URI = 2048


class _Pushed(msgspec.Struct):
    """Source: RFC 9126 2.2."""

    request_uri: str


def address(conversation: Conversation, bank: Bank, asked: Mapping[str, object]) -> str:
    """Where the browser goes with the question.

    Raises:
        ConnectorError: The bank did not take what we pushed, or the operator's settings do not do.

    Source: RFC 6749 4.1.1; RFC 9101 where the option ``request_object_signing_alg`` is set;
        RFC 9126 where the bank has an address to push to.
    """
    algorithm = bank.options.get("request_object_signing_alg")
    carried = _signed(bank, asked, algorithm) if algorithm else _plain(asked)
    if bank.pushed_url:
        carried = _pushed(conversation, bank, carried)
    elif algorithm and "openid" in str(asked["scope"]).split():
        carried |= {name: str(asked[name]) for name in _BESIDE}
    return str(url(bank.authorization_url).copy_merge_params(httpx.QueryParams(carried)))


def _plain(asked: Mapping[str, object]) -> dict[str, str]:
    """OpenID Connect Core 5.5, RFC 9396 2: what is no text is JSON in a query."""
    return {n: v if isinstance(v, str) else json.dumps(v) for n, v in asked.items()}


def _signed(bank: Bank, asked: Mapping[str, object], algorithm: str) -> dict[str, str]:
    if not bank.issuer:
        message = "The bank has no issuer to address a request object to"
        raise Refused(message)
    # The bank judges its age when it arrives.
    said = {**asked, **assertions.claims(bank, bank.issuer, datetime.now(UTC))}
    request = assertions.signed(bank, said, algorithm=algorithm, kind=_REQUEST_OBJECT)
    return {"client_id": bank.client_id, "request": request}


def _pushed(conversation: Conversation, bank: Bank, form: Mapping[str, str]) -> dict[str, str]:
    reply = tokens.posted(conversation, bank, bank.pushed_url, form)
    if reply.status not in {HTTPStatus.CREATED, HTTPStatus.OK}:
        raise tokens.refusal(reply, endpoint="pushed request")
    uri = decoded(reply.body, _Pushed, standard="OAuth").request_uri
    if not uri.isprintable() or not 0 < len(uri) <= _LONGEST_URI:
        message = "The pushed request endpoint gave no request_uri"
        raise Unreadable(message)
    return {"client_id": bank.client_id, "request_uri": uri}
