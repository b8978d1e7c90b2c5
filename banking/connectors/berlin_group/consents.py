"""The consent as a resource of the bank's: asked for, looked at, taken back."""

from collections.abc import Mapping
from http import HTTPStatus

import msgspec

from banking.asking.addresses import below, url
from banking.asking.conversation import Content, Conversation, Reply
from banking.asking.values import identifier
from banking.connector import Bank
from banking.connectors.berlin_group import errors, wire
from banking.connectors.berlin_group.session import customer, request_id
from banking.standard import Visit

# What a bank must allow without the customer: RTS (EU) 2018/389, article 36.5 b.
_TIMES_A_DAY = 4


def requested(conversation: Conversation, bank: Bank, visit: Visit) -> wire.NewConsent:
    """A new consent, which waits for the customer.

    Raises:
        ConnectorError: The bank makes none.

    Source: NextGenPSD2 1.3.11, POST /v1/consents.
    """
    back = url(visit.redirect_url).copy_set_param("state", visit.state)
    headers = {
        "X-Request-ID": request_id(),
        "TPP-Redirect-URI": str(back),
        "TPP-Nok-Redirect-URI": str(back.copy_set_param("error", "access_denied")),
        "TPP-Redirect-Preferred": "true",
    } | customer(visit.customer_address)
    asked = {
        "access": _rights(bank),
        "recurringIndicator": True,
        "validUntil": visit.until.date().isoformat(),
        "frequencyPerDay": _TIMES_A_DAY,
        "combinedServiceIndicator": False,
    }
    reply = conversation.ask(
        "POST",
        below(url(bank.base_url), "consents"),
        headers=headers,
        content=Content(body=msgspec.json.encode(asked), kind="application/json"),
    )
    if reply.status != HTTPStatus.CREATED:
        raise errors.refusal(reply)
    return wire.decoded(reply.body, wire.NewConsent)


def _rights(bank: Bank) -> Mapping[str, object]:
    """Empty lists: she chooses at her bank which accounts it is about."""
    if bank.options.get("consent") == "all_accounts":
        return {"allPsd2": "allAccounts"}
    return {"accounts": [], "balances": [], "transactions": []}


def read(
    conversation: Conversation, bank: Bank, consent_id: str, headers: Mapping[str, str]
) -> wire.Consent:
    """The consent as it is now.

    Raises:
        ConnectorError: The bank does not tell.

    Source: NextGenPSD2 1.3.11, GET /v1/consents/{consentId}.
    """
    reply = _asked(conversation, bank, ("GET", consent_id), headers)
    if reply.status != HTTPStatus.OK:
        raise errors.refusal(reply)
    return wire.decoded(reply.body, wire.Consent)


def deleted(
    conversation: Conversation, bank: Bank, consent_id: str, headers: Mapping[str, str]
) -> None:
    """Takes the consent back; one that the bank no longer knows is taken back already.

    Raises:
        ConnectorError: The bank does not do it.

    Source: NextGenPSD2 1.3.11, DELETE /v1/consents/{consentId}.
    """
    reply = _asked(conversation, bank, ("DELETE", consent_id), headers)
    if reply.status not in {HTTPStatus.NO_CONTENT, HTTPStatus.OK, HTTPStatus.NOT_FOUND}:
        raise errors.refusal(reply)


def _asked(
    conversation: Conversation, bank: Bank, what: tuple[str, str], headers: Mapping[str, str]
) -> Reply:
    method, consent_id = what
    at = below(url(bank.base_url), "consents", identifier(consent_id))
    return conversation.ask(method, at, headers={"X-Request-ID": request_id(), **headers})
