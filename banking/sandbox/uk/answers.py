"""What UK Open Banking's answers look like: an envelope, or errors, and whose question it was."""

import uuid
from dataclasses import replace

from banking.sandbox.amounts import JsonObject
from banking.sandbox.exchange import Reply, Request, answer
from banking.sandbox.uk.versions import Version

INTERACTION_ID = "x-fapi-interaction-id"
JSON_TYPE = "application/json; charset=utf-8"
# UK Open Banking has no body for these.
BARE = {401, 429}
FIRST_ERROR = 400


def enclosed(data: JsonObject, url: str, following: str = "", *, pages: int = 1) -> JsonObject:
    """Put data in the envelope: where it is, where the next page is, how many there are."""
    links = {"Self": url, **({"Next": following} if following else {})}
    return {"Data": data, "Links": links, "Meta": {"TotalPages": pages}}


def good(payload: JsonObject, status: int = 200) -> Reply:
    """Reply with an envelope."""
    return replace(answer(payload, status), content_type=JSON_TYPE)


def refused(version: Version, status: int, code: str, text: str) -> Reply:
    """Reply with one error (OBErrorResponse1), by 4.0's code for it."""
    errors = [{"ErrorCode": version.errors[code], "Message": text}]
    payload: JsonObject = {
        "Id": str(uuid.uuid4()),
        "Code": str(status),
        "Message": text,
        "Errors": errors,
    }
    return good(payload, status)


def translated(version: Version, reply: Reply) -> Reply:
    """Say in this standard's words what a fault says in FDX's."""
    if reply.status < FIRST_ERROR:
        return reply
    said = refused(version, reply.status, "U000", "This is a fault that was asked for.")
    bare = reply.status in BARE
    return replace(reply, body=b"" if bare else said.body, content_type=JSON_TYPE)


def answered(reply: Reply, request: Request) -> Reply:
    """Name the interaction, which the connection does if the client named it."""
    if INTERACTION_ID in request.headers:
        return reply
    return replace(reply, headers=(*reply.headers, (INTERACTION_ID, str(uuid.uuid4()))))
