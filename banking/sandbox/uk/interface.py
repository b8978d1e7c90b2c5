"""UK Open Banking behind `/open-banking/`: who asks, under which consent, in which version."""

import json
from urllib.parse import parse_qs, unquote, urlsplit

from banking.sandbox.customers import Customer
from banking.sandbox.exchange import Reply, Request
from banking.sandbox.grants import Grants
from banking.sandbox.ledger import Ledger
from banking.sandbox.store import Store
from banking.sandbox.uk.answers import answered, refused, translated
from banking.sandbox.uk.consent_resource import CONSENTS, ConsentResource
from banking.sandbox.uk.consents import EXPIRED, GIVEN, Consents
from banking.sandbox.uk.resources import Asked, Resources
from banking.sandbox.uk.versions import Version, version_of

INTENT = "openbanking_intent_id"


class Interface:
    """Answers requests below both versions' addresses."""

    def __init__(self, store: Store, grants: Grants, ledger: Ledger, base_url: str) -> None:
        self._base_url = base_url
        self._consents = Consents(store, ledger.clock)
        self._leave = ConsentResource(grants, self._consents, base_url)
        self._resources = Resources(ledger)

    def speaks(self, request: Request) -> bool:
        """Tell whether the address is one of this standard's."""
        return version_of(request.path) is not None

    def signed_in(self, request: Request, reply: Reply) -> None:
        """Give the consent that the client's question at the sign-in page was about."""
        location = dict(reply.headers).get("Location", "")
        [code] = parse_qs(urlsplit(location).query).get("code", [""])
        intent = _intent((request.query() or {}).get("claims", ""))
        if code and intent:
            self._consents.give(intent, code)

    def faulty(self, request: Request, reply: Reply) -> Reply:
        """Say what a fault answers as this standard says it."""
        version = version_of(request.path)
        return answered(translated(version, reply), request) if version else reply

    def reply(self, request: Request, customer: Customer | None) -> Reply:
        """Answer; `customer` is whose access token was shown."""
        version = version_of(request.path)
        if version is None:
            return Reply(status=404)
        path = unquote(request.path.removeprefix(version.prefix)).strip("/").split("/")
        match path:
            case [name, *rest] if name == CONSENTS:
                reply = self._leave.reply(request, version, rest)
            case ["accounts", *rest]:
                reply = self._read(request, version, customer, rest)
            case _:
                reply = refused(version, 404, "U011", "There is nothing at this address.")
        return answered(reply, request)

    def _read(
        self, request: Request, version: Version, customer: Customer | None, rest: list[str]
    ) -> Reply:
        consent = self._consents.of_token(request.bearer() or "")
        if customer is None or consent is None or consent.status == EXPIRED:
            return Reply(status=401)
        if consent.status != GIVEN:
            return refused(version, 403, "U028", "The customer must sign in here again.")
        query = request.query()
        if request.method != "GET":
            return Reply(status=405)
        if query is None:
            return refused(version, 400, "U002", "A parameter is given twice.")
        return self._resources.read(
            Asked(
                version=version,
                consent=consent,
                customer=customer,
                rest=rest,
                url=self._base_url + request.path,
                query=query,
            )
        )


def _intent(claims: str) -> str:
    """Read the consent's id out of the claims that the client asked for (OpenID Connect 5.5)."""
    try:
        found = json.loads(claims)["id_token"][INTENT]["value"]
    except (ValueError, KeyError, TypeError):
        return ""
    return str(found)
