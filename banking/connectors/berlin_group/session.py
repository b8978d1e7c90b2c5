"""Requests under one consent, each with the headers that the standard wants."""

import uuid
from http import HTTPStatus

import httpx

from banking.asking import own_tokens
from banking.asking.conversation import Conversation, Reply
from banking.connector import Access, Counted, Refused
from banking.connectors.berlin_group import errors


class Session:
    """One link's requests in one conversation."""

    def __init__(self, conversation: Conversation, access: Access) -> None:
        consent_id = access.credentials.get("consent_id")
        if consent_id is None:
            message = "The link keeps no consent_id"
            raise Refused(message)
        self._conversation = conversation
        self._headers = {"Consent-ID": consent_id.reveal()} | customer(access.customer_address)
        # Where she gave her leave without OAuth, our certificate and the consent's id are all.
        if access.credentials.keys() & {"access_token", "refresh_token"}:
            token = own_tokens.access_token(conversation, access)
            self._headers["Authorization"] = f"Bearer {token}"
        self._of_refresh = access.interaction_id
        self._asked = 0

    def get(self, at: httpx.URL, counted: Counted | None = None, bank_id: str = "") -> bytes:
        """The answer's body.

        Raises:
            ConnectorError: There is none, or it is a refusal.

        """
        reply = self.ask(at, counted, bank_id)
        if reply.status != HTTPStatus.OK:
            raise errors.refusal(reply, of_account=bool(bank_id))
        return reply.body

    def ask(self, at: httpx.URL, counted: Counted | None = None, bank_id: str = "") -> Reply:
        """The answer, whatever its status.

        Raises:
            ConnectorError: There is none.

        """
        headers = self._headers | {"X-Request-ID": self._request_id()}
        return self._conversation.ask("GET", at, headers=headers, counted=counted, bank_id=bank_id)

    def _request_id(self) -> str:
        """Unique for each request; made from the refresh's id, so that it can be found again."""
        if not self._of_refresh:
            return request_id()
        self._asked += 1
        return str(uuid.uuid5(uuid.UUID(self._of_refresh), str(self._asked)))


def request_id() -> str:
    """Source: NextGenPSD2 1.3.11, header X-Request-ID: a UUID, unique to the call."""
    return str(uuid.uuid4())


def customer(address: str) -> dict[str, str]:
    """Source: NextGenPSD2 1.3.11, header PSU-IP-Address: there if and only if she asked herself."""
    return {"PSU-IP-Address": address} if address else {}
