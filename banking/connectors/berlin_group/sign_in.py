"""The customer's leave at a bank of NextGenPSD2: a consent, made hers on the bank's own pages."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, time, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

import httpx

from banking.asking import own_tokens, signing_in, values
from banking.asking.addresses import url
from banking.asking.conversation import Conversation, talking
from banking.connector import (
    Access,
    Bank,
    ConnectorError,
    NeedsCustomer,
    Secret,
    TimeLimits,
    Unreadable,
)
from banking.connectors.berlin_group import consents, errors, wire
from banking.connectors.berlin_group.session import customer
from banking.standard import Departure, Granted, NotGranted, Visit

# NextGenPSD2 1.3.11, type validUntil: what is asked for where a bank wants the longest there is.
_NEVER = "9999-12-31"


class BerlinGroupSignIn:
    """By redirect or by OAuth, as the bank says when it makes the consent.

    ``transport`` is the network, for tests.
    """

    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        self._transport = transport

    def begin(self, bank: Bank, visit: Visit) -> Departure:
        """Makes a consent and says where she makes it hers.

        Raises:
            ConnectorError: The bank makes none, or wants her in a way that we do not know.

        """
        with talking(bank, visit.limits, transport=self._transport) as conversation:
            made = consents.requested(conversation, bank, visit)
            consent_id = values.identifier(made.consent_id)
            kept = {"consent_id": consent_id}
            metadata_url, page_url = _href(made.links.sca_o_auth), _href(made.links.sca_redirect)
            if metadata_url:
                # NextGenPSD2 1.3.x, implementation guidelines 13.1: the scope names the consent.
                departure = signing_in.begin(
                    conversation,
                    _with_authorization_url(conversation, bank, metadata_url),
                    visit,
                    scope=f"AIS:{consent_id}",
                )
                return Departure(url=departure.url, kept={**departure.kept, **kept})
        if page_url:
            return Departure(url=str(url(page_url)), kept=kept)
        message = "The bank offers neither scaOAuth nor scaRedirect for its consent"
        raise Unreadable(message)

    def finish(
        self, bank: Bank, visit: Visit, *, returned: Mapping[str, str], kept: Mapping[str, str]
    ) -> Granted:
        """Looks whether the consent is hers now, and ends the one that it follows.

        Raises:
            NotGranted: She or the bank said no.
            ConnectorError: The bank cannot be asked.

        """
        with talking(bank, visit.limits, transport=self._transport) as conversation:
            credentials = {"consent_id": kept["consent_id"]}
            if "verifier" in kept:
                given = signing_in.finish(conversation, bank, visit, returned, kept).tokens
                credentials |= own_tokens.credentials(given, visit.now)
            elif "error" in returned:
                message = "The customer came back on the bank's way out"
                raise NotGranted(message)
            headers = _bearer(credentials) | customer(visit.customer_address)
            consent = consents.read(conversation, bank, kept["consent_id"], headers)
        if consent.consent_status != "valid":
            message = "The bank's consent is not valid after the customer's return"
            raise NotGranted(message)
        if visit.credentials and visit.credentials.get("consent_id") != kept["consent_id"]:
            # The bank ends it by itself, as the standard has it; one that did not still may.
            with suppress(ConnectorError):
                self.end(bank, visit.credentials, visit.limits)
        return Granted(
            credentials=credentials,
            reference=kept["consent_id"],
            expires_at=_end(consent.valid_until, bank),
        )

    def end(self, bank: Bank, credentials: Mapping[str, str], limits: TimeLimits) -> None:
        """Takes the consent back; nothing is left to take where her leave has run out.

        Raises:
            ConnectorError: The bank does not do it.

        """
        secrets = {name: Secret(value) for name, value in credentials.items()}
        access = Access(bank=bank, credentials=secrets, is_customer_present=False, limits=limits)
        with (
            suppress(NeedsCustomer),
            talking(bank, limits, transport=self._transport) as conversation,
        ):
            held = dict(credentials)
            if held.keys() & {"access_token", "refresh_token"}:
                held["access_token"] = own_tokens.access_token(conversation, access)
            consents.deleted(conversation, bank, held["consent_id"], _bearer(held))


def _bearer(credentials: Mapping[str, str]) -> dict[str, str]:
    token = credentials.get("access_token")
    return {"Authorization": f"Bearer {token}"} if token else {}


def _href(link: wire.Href | None) -> str:
    return (link and link.href) or ""


def _with_authorization_url(conversation: Conversation, bank: Bank, metadata_url: str) -> Bank:
    """The bank with its authorization endpoint: the operator's, else that of its own metadata.

    Only the browser goes there. Our secret goes to the operator's ``token_url`` alone.
    """
    if bank.authorization_url:
        return bank
    reply = conversation.ask("GET", url(metadata_url), headers={})
    if reply.status != HTTPStatus.OK:
        raise errors.refusal(reply)
    named = wire.decoded(reply.body, wire.AuthorizationServer).authorization_endpoint
    return replace(bank, authorization_url=named)


def _end(valid_until: str | None, bank: Bank) -> datetime | None:
    """The day is the bank's own, and included. Source: NextGenPSD2 1.3.11, type validUntil."""
    last = values.day(None if valid_until == _NEVER else valid_until)
    if last is None:
        return None
    return datetime.combine(last + timedelta(days=1), time(0), ZoneInfo(bank.time_zone))
