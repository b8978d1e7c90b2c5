"""The bank behind its addresses: who asks, which fault they meet, what they get."""

from urllib.parse import unquote

from banking.sandbox import misbehaviour, wire
from banking.sandbox.amounts import JsonObject
from banking.sandbox.authorization import AuthorizationEndpoint
from banking.sandbox.berlin import interface as berlin
from banking.sandbox.consents import Consents
from banking.sandbox.control import Control
from banking.sandbox.customers import BY_NUMBER, Customer
from banking.sandbox.exchange import Reply, Request, answer, refusal
from banking.sandbox.faults import Fault, Faults
from banking.sandbox.grants import Grants
from banking.sandbox.issuance import TokenEndpoint, metadata
from banking.sandbox.ledger import Ledger
from banking.sandbox.options import Options
from banking.sandbox.pushed import Pushed
from banking.sandbox.resources import Question, Resources
from banking.sandbox.store import Store
from banking.sandbox.uk.interface import Interface as UkInterface

V5, V6 = "/fdx/v5", "/fdx/v6"
METADATA = "/.well-known/oauth-authorization-server"
# Where the client proves itself.
CLIENTS = ("/oauth/token", "/oauth/par", "/oauth/revoke")
METHODS = {METADATA: {"GET"}, "/oauth/authorize": {"GET", "POST"}}
METHODS |= {path: {"POST"} for path in CLIENTS}
INVALID_TOKEN = ("WWW-Authenticate", 'Bearer error="invalid_token"')


class Bank:
    """Answers requests; knows nothing of sockets."""

    def __init__(self, options: Options, store: Store, base_url: str) -> None:
        self._base_url = base_url
        self._faults = Faults()
        self._grants = Grants(store, options.clock, rotates=options.rotates)
        ledger = Ledger(options.seed, store, options.clock)
        self._resources = Resources(ledger)
        self._control = Control(client=options.client, ledger=ledger, faults=self._faults)
        self._consents = Consents(self._grants)
        self._berlin = berlin.Interface(store, ledger, base_url)
        self._uk = UkInterface(store, self._grants, ledger, base_url)
        pushed = Pushed(options.clock)
        self._authorization = AuthorizationEndpoint(options.client, self._grants, base_url, pushed)
        self._tokens = TokenEndpoint(options.client, self._grants, pushed)

    def reply(self, request: Request) -> Reply:
        """Answer a request to any of the bank's addresses."""
        # The control endpoints meet no faults, or nobody could end one.
        if request.path.startswith("/sandbox/"):
            return self._control.reply(request)
        customer = self._customer(request)
        faults = self._faults.take(request.target, customer.number if customer else None)
        fault = misbehaviour.instead(faults)
        if fault is not None:
            reply = self._uk.faulty(request, fault)
        else:
            reply = self._banking(request, customer, faults)
        return misbehaviour.finished(faults, reply)

    def _customer(self, request: Request) -> Customer | None:
        unverified_token = request.bearer()
        number = unverified_token and self._grants.customer_number(unverified_token)
        return BY_NUMBER[number] if number else None

    def _banking(self, request: Request, customer: Customer | None, faults: list[Fault]) -> Reply:
        if request.path.startswith((f"{V5}/", f"{V6}/")):
            return self._fdx(request, customer, faults)
        if request.path.startswith(f"{berlin.PREFIX}/"):
            return self._berlin.reply(request, customer)
        if self._uk.speaks(request):
            return self._uk.reply(request, customer)
        return self._letting_in(request)

    def _letting_in(self, request: Request) -> Reply:
        """The authorization server's own addresses."""
        if request.method not in METHODS.get(request.path, {request.method}):
            return refusal(405, 1206, "This method is not supported here.")
        match request.path:
            case "/oauth/authorize":
                reply = self._authorization.reply(request)
                self._berlin.signed_in(request, reply)
                self._uk.signed_in(request, reply)
                return reply
            case path if path in CLIENTS:
                return self._tokens.reply(request)
            case path if path == METADATA:
                return answer(metadata(self._base_url))
            case _:
                return refusal(404, 601, "There is nothing at this address.")

    def _fdx(self, request: Request, customer: Customer | None, faults: list[Fault]) -> Reply:
        if customer is None:
            return refusal(401, 603, "The access token is unknown or expired.", INVALID_TOKEN)
        resource, *rest = unquote(request.path[len(V6) :]).strip("/").split("/")
        if resource == "consents":
            return self._consents.reply(request, rest)
        if request.method != "GET":
            return refusal(405, 1206, "This method is not supported here.")
        query = request.query()
        if query is None:
            return refusal(400, 703, "A parameter is given twice.")
        question = Question(
            customer=customer,
            path=unquote(request.path[len(V6) :]),
            url=self._base_url + request.path,
            query=query,
        )
        payload = self._resources.read(question)
        if isinstance(payload, Reply):
            return payload
        payload = misbehaviour.distorted(faults, payload, question)
        return answer(_in_v5(payload) if request.path.startswith(V5) else payload)


def _in_v5(payload: JsonObject) -> JsonObject:
    if "accountCategory" in payload:
        return wire.wrapped(payload, "Account")
    nouns = {"accounts": "Account", "transactions": "Transaction"}
    return {
        key: [wire.wrapped(item, nouns[key]) for item in value]
        if key in nouns and isinstance(value, list)
        else value
        for key, value in payload.items()
    }
