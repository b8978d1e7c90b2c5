"""The connector for Plain Bank: which address is asked when, and what a refusal means."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from http import HTTPStatus

import httpx

from banking import connector as ours
from banking.asking import paging, retry_after
from banking.asking.addresses import below, url
from banking.asking.conversation import Conversation, Reply, talking
from banking.asking.decoding import decoded
from tests.banking.connectors.tutorial import mapping, wire


@contextmanager
def connect(access: ours.Access) -> Iterator["PlainConnector"]:
    with talking(access.bank, access.limits, spend=access.spend) as conversation:
        yield PlainConnector(conversation, access)


class PlainConnector:
    # Plain Bank lists by date: what is missing is gone.
    next_cursor = ""

    def __init__(self, conversation: Conversation, access: ours.Access) -> None:
        self._conversation = conversation
        self._base = url(access.bank.base_url)
        self._headers = {
            "Authorization": f"Bearer {access.bank.client_secret.reveal()}",
            "X-Customer": access.credentials["customer_number"].reveal(),
        }

    def accounts(self) -> Sequence[ours.AccountRecord | ours.UnreadableAccount]:
        return [self._account(listed) for listed in self._listed()]

    def transactions(self, bank_id: str, *, since: date) -> Iterator[ours.TransactionRecord]:
        currency = {each.id: each.currency for each in self._listed()}[bank_id]
        at = below(self._base, "accounts", bank_id, "movements")
        first = at.copy_merge_params({"since": since.isoformat()})

        def read(page: httpx.URL) -> tuple[list[wire.Movement], httpx.URL | None]:
            body = self._get(page, ours.Counted.TRANSACTIONS, bank_id)
            told = decoded(body, wire.Movements, standard="Plain Bank")
            return told.movements, first.copy_set_param("page", told.next) if told.next else None

        return (mapping.movement(listed, currency) for listed in paging.follow(first, read))

    def _listed(self) -> list[wire.Account]:
        body = self._get(below(self._base, "accounts"), ours.Counted.ACCOUNTS)
        return decoded(body, wire.Accounts, standard="Plain Bank").accounts

    def _account(self, listed: wire.Account) -> ours.AccountRecord | ours.UnreadableAccount:
        try:
            return mapping.account(listed)
        except ours.Unreadable as error:
            return ours.UnreadableAccount(bank_id=listed.id, problem=str(error))

    def _get(self, at: httpx.URL, counted: ours.Counted, bank_id: str = "") -> bytes:
        reply = self._conversation.ask(
            "GET", at, headers=self._headers, counted=counted, bank_id=bank_id
        )
        if reply.status != HTTPStatus.OK:
            raise _refusal(reply)
        return reply.body


def _refusal(reply: Reply) -> ours.ConnectorError:
    """Source: Plain Bank API, section 4."""
    said = f"The bank answered {reply.status}"
    match reply.status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            return ours.RateLimited(said, retry_after_s=retry_after.seconds(reply.headers))
        case HTTPStatus.UNAUTHORIZED:
            return ours.NeedsCustomer(said)
        case status if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return ours.Unreachable(said)
        case _:
            return ours.Refused(said)
