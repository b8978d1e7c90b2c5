"""What NextGenPSD2 answers look like: the request's id again, and messages for refusals."""

from dataclasses import replace

from banking.sandbox.exchange import Reply, Request, answer

REQUEST_ID = "x-request-id"


def refused(status: int, code: str, text: str) -> Reply:
    """Reply with a message (NextGenPSD2 1.3.11, Error_NG_AIS)."""
    return answer({"tppMessages": [{"category": "ERROR", "code": code, "text": text}]}, status)


def answered(reply: Reply, request: Request) -> Reply:
    """Name the request that is answered."""
    named = ("X-Request-ID", request.headers.get(REQUEST_ID, ""))
    return replace(reply, headers=(*reply.headers, named))


def nothing_here() -> Reply:
    return refused(404, "RESOURCE_UNKNOWN", "There is nothing at this address.")
