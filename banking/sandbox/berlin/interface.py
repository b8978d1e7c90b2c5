"""The NextGenPSD2 interface behind ``/psd2/v1``: who asks under which consent, and how often."""

import json
from collections import defaultdict
from datetime import date, datetime, timedelta
from http import HTTPStatus
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

from banking.sandbox.accounts import held_by
from banking.sandbox.amounts import JsonObject
from banking.sandbox.berlin import wire
from banking.sandbox.berlin.answers import REQUEST_ID, answered, nothing_here, refused
from banking.sandbox.berlin.consents import Consent, Consents, Status
from banking.sandbox.berlin.resources import Asked, Resources
from banking.sandbox.customers import BY_USER_NAME, Customer
from banking.sandbox.exchange import Reply, Request, answer
from banking.sandbox.ledger import Clock, Ledger
from banking.sandbox.store import Store

PREFIX = "/psd2/v1"
SCOPE = "AIS:"
DAY = timedelta(days=1)
REFUSALS = {
    Status.RECEIVED: (401, "CONSENT_INVALID", "The consent is nobody's yet."),
    Status.EXPIRED: (401, "CONSENT_EXPIRED", "The consent is over."),
    Status.TERMINATED: (401, "CONSENT_INVALID", "The client ended the consent."),
}


class Interface:
    """Answers requests below ``/psd2/v1``."""

    def __init__(self, store: Store, ledger: Ledger, base_url: str) -> None:
        self._clock: Clock = ledger.clock
        self._consents = Consents(store, ledger.clock)
        self._resources = Resources(ledger)
        self._base_url = base_url
        self._reads: dict[tuple[str, str], list[datetime]] = defaultdict(list)

    def signed_in(self, request: Request, reply: Reply) -> None:
        """Make the consent hers that a customer was sent to the bank's sign-in page with."""
        scope = (request.query() or {}).get("scope", "")
        name = (request.form() or {}).get("username", "")
        location = dict(reply.headers).get("Location", "")
        if scope.startswith(SCOPE) and "code" in parse_qs(urlsplit(location).query):
            self._consents.allow(scope.removeprefix(SCOPE), BY_USER_NAME[name].number)

    def reply(self, request: Request, customer: Customer | None) -> Reply:
        """Answer; ``customer`` is whose access token was shown."""
        if not _is_uuid(request.headers.get(REQUEST_ID, "")):
            return refused(400, "FORMAT_ERROR", "X-Request-ID is no UUID.")
        return answered(self._answer(request, customer), request)

    def _answer(self, request: Request, customer: Customer | None) -> Reply:
        path = unquote(request.path.removeprefix(PREFIX)).strip("/").split("/")
        match request.method, path:
            case "POST", ["consents"]:
                return self._create(request)
            case "GET" | "DELETE", ["consents", consent_id, *rest]:
                return self._consent(request, customer, consent_id, rest)
            case "GET", [("accounts" | "card-accounts") as collection, *rest]:
                return self._read(request, customer, collection, rest)
            case _, [("consents" | "accounts" | "card-accounts"), *_]:
                return refused(405, "SERVICE_INVALID", "This method is not supported here.")
            case _:
                return nothing_here()

    def _create(self, request: Request) -> Reply:
        asked = _json(request.body)
        try:
            until = date.fromisoformat(str(asked["validUntil"]))
            times = int(str(asked["frequencyPerDay"]))
            is_known = {"access", "recurringIndicator", "combinedServiceIndicator"} <= asked.keys()
        except (KeyError, ValueError):
            is_known = False
        if not is_known or "psu-ip-address" not in request.headers:
            return refused(400, "FORMAT_ERROR", "The consent or a header is incomplete.")
        made = self._consents.create(until, times)
        own = f"/v1/consents/{made.consent_id}"
        metadata = f"{self._base_url}/.well-known/oauth-authorization-server"
        links = {
            "scaOAuth": {"href": metadata},
            "self": {"href": own},
            "status": {"href": f"{own}/status"},
        }
        payload: JsonObject = {
            "consentStatus": made.status.value,
            "consentId": made.consent_id,
            "_links": links,
        }
        return answer(payload, HTTPStatus.CREATED, ("ASPSP-SCA-Approach", "REDIRECT"))

    def _consent(
        self, request: Request, customer: Customer | None, consent_id: str, rest: list[str]
    ) -> Reply:
        consent = self._consents.find(consent_id)
        if consent is None or (customer and consent.customer_number not in {None, customer.number}):
            return refused(403, "CONSENT_UNKNOWN", "There is no such consent.")
        match request.method, rest:
            case "GET", []:
                return answer(_written(consent))
            case "GET", ["status"]:
                return answer({"consentStatus": consent.status.value})
            case "DELETE", []:
                self._consents.terminate(consent_id)
                return Reply(status=HTTPStatus.NO_CONTENT)
            case _:
                return nothing_here()

    def _read(
        self, request: Request, customer: Customer | None, collection: str, rest: list[str]
    ) -> Reply:
        query = request.query()
        consent = self._consents.find(request.headers.get("consent-id", ""))
        if customer is None:
            return refused(401, "TOKEN_INVALID", "The access token is unknown or expired.")
        if consent is None or consent.customer_number != customer.number:
            return refused(403, "CONSENT_UNKNOWN", "There is no such consent.")
        if consent.status is not Status.VALID:
            return refused(*REFUSALS[consent.status])
        if query is None:
            return refused(400, "FORMAT_ERROR", "A parameter is given twice.")
        if not self._is_within(consent, request):
            return refused(429, "ACCESS_EXCEEDED", "The consent was used as often as agreed.")
        asked = Asked(consent=consent, collection=collection, rest=rest, query=query)
        payload = self._resources.read(asked)
        return payload if isinstance(payload, Reply) else answer(payload)

    def _is_within(self, consent: Consent, request: Request) -> bool:
        """Count what nobody asked for herself; further pages belong to the first."""
        if "psu-ip-address" in request.headers or "pageIndex" in (request.query() or {}):
            return True
        now = self._clock()
        key = (consent.consent_id, request.path)
        self._reads[key] = [each for each in self._reads[key] if each > now - DAY]
        self._reads[key].append(now)
        return len(self._reads[key]) <= consent.times_a_day


def _written(consent: Consent) -> JsonObject:
    own = [wire.reference(each) for each in held_by(consent.customer_number or "")]
    return {
        "access": {"accounts": own, "balances": own, "transactions": own},
        "recurringIndicator": True,
        "validUntil": consent.valid_until.isoformat(),
        "frequencyPerDay": consent.times_a_day,
        "lastActionDate": consent.changed_on.isoformat(),
        "consentStatus": consent.status.value,
    }


def _json(body: bytes) -> dict[str, object]:
    try:
        read = json.loads(body)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
