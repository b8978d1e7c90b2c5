"""How a customer gives her leave: a consent is made, and she says yes to it at her bank."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from banking.asking import own_tokens, signing_in, values
from banking.asking.conversation import talking
from banking.connector import Bank, ConnectorError, TimeLimits
from banking.connectors.obie.consents import Consent, Consents
from banking.standard import Departure, Granted, NotGranted, Visit

# A consent that she says yes to again keeps the end it had: one that ends sooner than this is not
# worth her trouble.
_WORTH_KEEPING = timedelta(days=30)
# Source: 4.0, Read/Write profile, Security; the UK profile's words for how she was authenticated.
_INTENT = "openbanking_intent_id"
_ACR = ("urn:openbanking:psd2:sca", "urn:openbanking:psd2:ca")


@dataclass(frozen=True, slots=True, kw_only=True)
class ObieSignIn:
    """The redirect flow; ``transport`` is the network, if it is another than the usual one."""

    transport: httpx.BaseTransport | None = None

    def begin(self, bank: Bank, visit: Visit) -> Departure:
        """Makes the consent, or takes the link's own again, and says where she goes with it."""
        with talking(bank, visit.limits, transport=self.transport) as conversation:
            consents = Consents(conversation, bank, customer_address=visit.customer_address)
            consent = _own(consents, visit) or consents.ask_for(visit.until)
            departure = signing_in.begin(
                conversation, bank, visit, scope=_scope(bank), more={"claims": _claims(consent.id)}
            )
        ends = consent.expires_at.isoformat() if consent.expires_at else ""
        ours = {"consent_id": consent.id, "consent_ends": ends}
        return Departure(url=departure.url, kept={**departure.kept, **ours})

    def finish(
        self, bank: Bank, visit: Visit, *, returned: Mapping[str, str], kept: Mapping[str, str]
    ) -> Granted:
        """Her yes as tokens; a consent that this one takes the place of is taken back."""
        consent_id, ends = kept["consent_id"], kept["consent_ends"]
        with talking(bank, visit.limits, transport=self.transport) as conversation:
            signed_in = signing_in.finish(conversation, bank, visit, returned, kept)
            if signed_in.claims.get(_INTENT, consent_id) != consent_id:
                message = "The bank's answer is about another consent"
                raise NotGranted(message)
            if visit.reference not in {"", consent_id}:
                # What she has just given counts, whatever becomes of the old one: it ends soon.
                with suppress(ConnectorError):
                    Consents(conversation, bank).take_back(visit.reference)
        return Granted(
            credentials={
                **own_tokens.credentials(signed_in.tokens, visit.now),
                "consent_id": consent_id,
                "signed_in_at": visit.now.isoformat(),
            },
            reference=consent_id,
            expires_at=values.moment(ends) if ends else None,
        )

    def end(self, bank: Bank, credentials: Mapping[str, str], limits: TimeLimits) -> None:
        """Takes the consent back, as the standard demands of us.

        Source: 4.0, Account and Transaction profile, Consent Revocation.
        """
        consent_id = credentials.get("consent_id", "")
        if consent_id:
            with talking(bank, limits, transport=self.transport) as conversation:
                Consents(conversation, bank).take_back(consent_id)


def _own(consents: Consents, visit: Visit) -> Consent | None:
    """The link's consent, where she can say yes to it once more and it still lasts."""
    found = consents.find(visit.reference) if visit.reference else None
    return found if found and found.is_renewable and _lasts(found, visit.now) else None


def _lasts(consent: Consent, now: datetime) -> bool:
    return consent.expires_at is None or consent.expires_at > now + _WORTH_KEEPING


def _scope(bank: Bank) -> str:
    return bank.options.get("scope", "openid accounts")


def _claims(consent_id: str) -> dict[str, object]:
    """What the bank must know, and must say in its ID token: which consent this is about."""
    intent = {"value": consent_id, "essential": True}
    acr = {"values": list(_ACR), "essential": True}
    return {"userinfo": {_INTENT: intent}, "id_token": {_INTENT: intent, "acr": acr}}
