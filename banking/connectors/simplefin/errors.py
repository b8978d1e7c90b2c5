"""SimpleFIN's ways of saying no: by status, and by what stands beside the accounts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
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
from banking.connectors.simplefin.wire import AccountSet, Error

# Source: SimpleFIN 2, "Error": an unknown subcode counts as its bare prefix.
_OF_ACCOUNT, _OF_CONNECTION = "act.", "con."
_SERVER_AUTH, _CONNECTION_AUTH = "gen.auth", "con.auth"
_MISSING = "act.missingdata"


def refusal(reply: Reply) -> ConnectorError:
    """What a status other than 200 means.

    Source: SimpleFIN, "GET /accounts", Responses.
    """
    said = f"The bank answered {reply.status}"
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        # Each Access URL has its own quota.
        seconds = retry_after.seconds(reply.headers)
        return RateLimited(said, retry_after_s=seconds, is_of_link=True)
    if reply.status in {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.PAYMENT_REQUIRED,
        HTTPStatus.FORBIDDEN,
    }:
        return NeedsCustomer(said)
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unreachable(said)
    # A redirect is not followed: the credentials must not go where it points.
    return Refused(said) if reply.status >= HTTPStatus.BAD_REQUEST else Unreadable(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubles:
    """What an answer's errors say of its accounts: the code, by account and by connection."""

    of_accounts: dict[str, str] = field(default_factory=dict)
    of_connections: dict[str, str] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()

    def of(self, bank_id: str, connection: str) -> str:
        """The code of what makes the account's figures unreadable; empty if nothing does."""
        return self.of_accounts.get(bank_id) or self.of_connections.get(connection, "")


def troubles(answer: AccountSet) -> Troubles:
    """What is wrong with single accounts.

    Raises:
        NeedsCustomer: Our access to the server ended, or each of its connections needs her.
        Unreachable: There are errors, and no accounts.

    """
    listed = answer.errlist or []
    if any(each.code == _SERVER_AUTH for each in listed):
        message = f"The bank reports {_SERVER_AUTH}"
        raise NeedsCustomer(message)
    if not answer.accounts and (listed or answer.errors):
        raise _nothing_but(listed)
    return Troubles(
        of_accounts={
            each.account_id: _known(each)
            for each in listed
            if each.account_id and each.code.startswith(_OF_ACCOUNT) and each.code != _MISSING
        },
        of_connections={
            each.conn_id: _known(each)
            for each in listed
            if each.conn_id and each.code.startswith(_OF_CONNECTION)
        },
        missing=frozenset(
            each.account_id for each in listed if each.code == _MISSING and each.account_id
        ),
    )


def _nothing_but(listed: Sequence[Error]) -> ConnectorError:
    if listed and all(each.code == _CONNECTION_AUTH for each in listed):
        return NeedsCustomer(f"The bank reports {_CONNECTION_AUTH}, and no accounts")
    return Unreachable("The bank reports errors, and no accounts")


def _known(error: Error) -> str:
    """The code, as far as it is one of the protocol's."""
    known = {_CONNECTION_AUTH, "act.failed"}
    return error.code if error.code in known else error.code[: len(_OF_ACCOUNT)]
