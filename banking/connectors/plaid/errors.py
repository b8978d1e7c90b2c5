"""Plaid's ways of saying no, in the terms of our error tree."""

from http import HTTPStatus

import msgspec

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

# Source: Plaid API, Errors: the codes and types below. Others are not repeated in a message.
CUSTOMER = frozenset(
    {
        "ACCESS_NOT_GRANTED",
        "ADDITIONAL_CONSENT_REQUIRED",
        "INSTITUTION_NO_LONGER_SUPPORTED",
        "INSUFFICIENT_CREDENTIALS",
        "INVALID_CREDENTIALS",
        "INVALID_MFA",
        "INVALID_UPDATED_USERNAME",
        "ITEM_CONCURRENTLY_DELETED",
        "ITEM_LOCKED",
        "ITEM_LOGIN_REQUIRED",
        "ITEM_NOT_FOUND",
        "MFA_NOT_SUPPORTED",
        "NO_ACCOUNTS",
        "PASSWORD_RESET_REQUIRED",
        "USER_PERMISSION_REVOKED",
        "USER_SETUP_REQUIRED",
    }
)
# The Item has no such product, or not yet: for what a link can do without.
NO_PRODUCT = frozenset(
    {
        "ADDITIONAL_CONSENT_REQUIRED",
        "INVALID_PRODUCT",
        "NO_LIABILITY_ACCOUNTS",
        "PRODUCTS_NOT_SUPPORTED",
        "PRODUCT_NOT_ENABLED",
        "PRODUCT_NOT_READY",
        "PRODUCT_NOT_SUPPORTED",
    }
)
MUTATED = "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION"
GONE = "ITEM_NOT_FOUND"
# Ours are wrong, whatever was asked for.
OUR_KEYS = "INVALID_API_KEYS"
_LATER = frozenset(
    {
        "INSTITUTION_DOWN",
        "INSTITUTION_NOT_AVAILABLE",
        "INSTITUTION_NOT_RESPONDING",
        "INTERNAL_SERVER_ERROR",
        "PLANNED_MAINTENANCE",
        "PRODUCT_NOT_READY",
    }
)
# This one counts what the customer's own bank takes for her, not what Plaid takes from us.
_LIMIT_OF_LINK = "INSTITUTION_RATE_LIMIT"
_KNOWN = CUSTOMER | NO_PRODUCT | _LATER | {MUTATED, OUR_KEYS, _LIMIT_OF_LINK}
_TYPES_LATER = frozenset({"API_ERROR", "INSTITUTION_ERROR", "TRANSACTIONS_ERROR"})
_TOO_MANY = "RATE_LIMIT_EXCEEDED"
_TYPES = _TYPES_LATER | {_TOO_MANY, "INVALID_INPUT", "INVALID_REQUEST", "ITEM_ERROR"}


class Error(msgspec.Struct):
    """Source: Plaid API, schema PlaidError."""

    error_type: str | None = None
    error_code: str | None = None

    @property
    def code(self) -> str:
        return self.error_code or ""


class PlaidError(Exception):
    """A refusal with its code, which some callers know what to do about."""

    def __init__(self, code: str, meaning: ConnectorError) -> None:
        super().__init__(str(meaning))
        self.code = code
        self.meaning = meaning


def good(reply: Reply) -> bytes:
    """The body of a good answer.

    Raises:
        PlaidError: It is none.

    """
    if reply.status == HTTPStatus.OK:
        return reply.body
    error = _error(reply.body)
    said = f"Plaid answered {reply.status}"
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS or error.error_type == _TOO_MANY:
        raise PlaidError(
            error.code,
            RateLimited(
                _told(said, error),
                retry_after_s=retry_after.seconds(reply.headers),
                is_of_link=error.code == _LIMIT_OF_LINK,
            ),
        )
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise PlaidError(error.code, Unreachable(_told(said, error)))
    if reply.status < HTTPStatus.BAD_REQUEST:
        # A redirect is not followed: our secret must not go where it points.
        raise PlaidError(error.code, Unreadable(said))
    raise PlaidError(error.code, meaning(error, said))


def meaning(error: Error, said: str = "Plaid reports") -> ConnectorError:
    """What the error of a call, an Item or a webhook asks of us."""
    told = _told(said, error)
    if error.code in CUSTOMER:
        return NeedsCustomer(told)
    if error.code in _LATER or error.error_type in _TYPES_LATER:
        return Unreachable(told)
    return Refused(told)


def _told(said: str, error: Error) -> str:
    words = [error.error_type if error.error_type in _TYPES else "", error.error_code or ""]
    known = [word for word in words if word in _KNOWN | _TYPES]
    return " ".join([said, *known])


def _error(raw_body: bytes) -> Error:
    try:
        return msgspec.json.decode(raw_body, type=Error)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Error()
