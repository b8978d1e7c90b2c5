"""The consent resource: made before she goes to her bank, looked at, taken back."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

import httpx
import msgspec

from banking.asking import tokens, values
from banking.asking.addresses import below, url
from banking.asking.conversation import Content, Conversation, Reply
from banking.connector import Bank, ConnectorError, NeedsCustomer, Refused
from banking.connectors.obie import errors, wire
from banking.connectors.obie.errors import About, NotOffered
from banking.connectors.obie.headers import headers

# What we read, and no more; the option ``permissions`` names other ones for a bank that has no
# statements, and thus takes no consent to them. Without Credits and Debits there are no
# transactions. Source: OBInternalPermissions1Code; Account and Transaction profile, Permissions.
PERMISSIONS = (
    "ReadAccountsDetail",
    "ReadBalances",
    "ReadStatementsDetail",
    "ReadTransactionsCredits",
    "ReadTransactionsDebits",
    "ReadTransactionsDetail",
)
# Source: 3.1.11, OBReadConsentResponse1/Data/Status; 4.0, OBInternalConsentStatus1Code. She may
# say yes to the same consent again (Account and Transaction profile, Consent Re-authentication).
_RENEWABLE = frozenset({"Authorised", "AUTH", "CANC"})

_JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What the bank knows her leave by; ``expires_at`` is None where it is open-ended."""

    id: str
    expires_at: datetime | None
    is_renewable: bool


class Consents:
    """The consents at one bank, which the client itself keeps: no customer is needed."""

    def __init__(
        self, conversation: Conversation, bank: Bank, *, customer_address: str = ""
    ) -> None:
        self._conversation = conversation
        self._at = below(url(bank.base_url), "account-access-consents")
        self._permissions = bank.options.get("permissions", "").split() or PERMISSIONS
        form = {"grant_type": "client_credentials", "scope": "accounts"}
        given = tokens.granted(conversation, bank, form)
        sent = headers(
            interaction_id=str(uuid.uuid4()), customer_address=customer_address, signed_in_at=""
        )
        self._headers = {"Authorization": f"Bearer {given.access_token}"} | sent

    def ask_for(self, until: datetime) -> Consent:
        """Makes a consent that she has not given yet.

        Raises:
            ConnectorError: The bank makes none.

        """
        asked = {
            "Data": {
                "Permissions": self._permissions,
                "ExpirationDateTime": until.isoformat(timespec="seconds"),
            },
            "Risk": {},
        }
        reply = self._ask("POST", self._at, Content(body=msgspec.json.encode(asked), kind=_JSON))
        if reply.status != HTTPStatus.CREATED:
            raise _ours(reply)
        return _read(reply)

    def find(self, consent_id: str) -> Consent | None:
        """The consent, if the bank still has it.

        Raises:
            ConnectorError: The bank does not say.

        """
        reply = self._ask("GET", below(self._at, values.identifier(consent_id)))
        if reply.status == HTTPStatus.OK:
            return _read(reply)
        problem = _ours(reply)
        if isinstance(problem, NotOffered):
            return None
        raise problem

    def take_back(self, consent_id: str) -> None:
        """Takes it back; one that the bank no longer has is taken back already.

        Raises:
            ConnectorError: The bank does not do it.

        """
        reply = self._ask("DELETE", below(self._at, values.identifier(consent_id)))
        if reply.status in {HTTPStatus.NO_CONTENT, HTTPStatus.OK}:
            return
        problem = _ours(reply)
        if not isinstance(problem, NotOffered):
            raise problem

    def _ask(self, method: str, at: httpx.URL, content: Content | None = None) -> Reply:
        return self._conversation.ask(method, at, headers=self._headers, content=content)


def _ours(reply: Reply) -> ConnectorError:
    """There is no customer in these requests: what a 401 finds fault with is us."""
    problem = errors.refusal(reply, About.ACCOUNT)
    return Refused(str(problem)) if isinstance(problem, NeedsCustomer) else problem


def _read(reply: Reply) -> Consent:
    found = wire.decoded(reply.body, wire.ConsentResponse).data
    ends = found.expiration_date_time
    return Consent(
        id=values.identifier(found.consent_id),
        expires_at=values.moment(ends) if ends else None,
        is_renewable=found.status in _RENEWABLE,
    )
