"""OFX's ways of saying no, in the terms of our error tree."""

from http import HTTPStatus

from banking.asking import retry_after
from banking.asking.conversation import Reply
from banking.connector import (
    ConnectorError,
    NeedsCustomer,
    RateLimited,
    Refused,
    Unreachable,
    Unreadable,
)
from banking.connectors.ofx.wire import Status

# Source: OFX 2.1.1, 3.1.5 and 2.5.1.7; 15512 and 15513: OFX 2.2, 2.5.1.7.
CLOSED = frozenset({2004})
_WRONG_PASSWORD = 15500
# She must prove who she is, change her password, or wait until her bank unlocks it.
_CUSTOMER = frozenset({3000, 3001, 15000, 15502, 15507, *range(15510, 15514)})
_TROUBLE = frozenset({2000, 2002, 15501})
_ACCOUNT = CLOSED | {2001, 2003, 2005}


class WrongPassword(NeedsCustomer):
    """The user id or the password is wrong; sent again, it could lock her out."""


def refusal(status: Status) -> ConnectorError | None:
    """What the status means; None for a good one.

    Source: OFX 2.1.1, 3.1.5: a warning or a piece of information comes with what was asked for.
    """
    said = f"The bank answered OFX status {status.code}"
    if status.code == _WRONG_PASSWORD:
        return WrongPassword(said)
    if status.code in _CUSTOMER:
        return NeedsCustomer(said)
    if status.code == 0 or status.severity in {"INFO", "WARN"}:
        return None
    kinds = ((_TROUBLE, Unreachable), (_ACCOUNT, Unreadable))
    kind = next((kind for codes, kind in kinds if status.code in codes), Refused)
    return kind(said)


def http_refusal(reply: Reply) -> ConnectorError | None:
    """What the answer's HTTP status means; None for a good one.

    A 401 may come of a wrong password: sent again, it could lock her out.
    """
    said = f"The bank answered {reply.status}"
    match reply.status:
        case HTTPStatus.OK:
            return None
        case HTTPStatus.UNAUTHORIZED:
            return NeedsCustomer(said)
        case HTTPStatus.TOO_MANY_REQUESTS:
            return RateLimited(said, retry_after_s=retry_after.seconds(reply.headers))
        case status if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Unreachable(said)
        case status if status >= HTTPStatus.BAD_REQUEST:
            return Refused(said)
        case _:
            # A redirect is not followed: the password must not go where it points.
            return Unreadable(said)
