"""The authorization endpoint: a customer signs in and the client gets a code (RFC 6749 4.1)."""

import hmac
import re
from urllib.parse import urlencode

from banking.sandbox.customers import BY_USER_NAME, Customer
from banking.sandbox.exchange import Reply, Request
from banking.sandbox.grants import Grants, Sale
from banking.sandbox.options import Client
from banking.sandbox.pushed import Pushed
from banking.sandbox.sign_in import problem_page, sign_in_page

CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


class AuthorizationEndpoint:
    """Codes only, with PKCE S256 only, to one registered address only."""

    def __init__(self, client: Client, grants: Grants, issuer: str, pushed: Pushed) -> None:
        self._client = client
        self._grants = grants
        self._issuer = issuer
        self._pushed = pushed

    def reply(self, request: Request) -> Reply:
        """Show the sign-in page, or take what was typed into it."""
        query = self._asked(request)
        if isinstance(query, Reply):
            return query
        if query.get("redirect_uri") != self._client.redirect_uri:
            return problem_page("This redirect address is not registered.")
        error = question_error(query)
        if error is not None:
            return self._redirect(query, error=error)
        if request.method == "GET":
            return sign_in_page(self._client.client_id, self._client.redirect_uri)
        return self._decide(request, query)

    def _asked(self, request: Request) -> dict[str, str] | Reply:
        """Find the client's question, pushed or in the address."""
        query = request.query()
        if query is None:
            return problem_page("A parameter is given twice.")
        if query.get("client_id") != self._client.client_id:
            return problem_page("The bank does not know this client.")
        if "request_uri" not in query:
            return query
        return self._pushed.find(query["request_uri"]) or problem_page("This request has run out.")

    def _decide(self, request: Request, query: dict[str, str]) -> Reply:
        form = request.form() or {}
        if form.get("decision") == "cancel":
            return self._redirect(query, error="access_denied")
        customer = _signed_in(form)
        if customer is None:
            client = self._client
            return sign_in_page(client.client_id, client.redirect_uri, is_wrong=True)
        sale = Sale(
            customer_number=customer.number,
            redirect_uri=self._client.redirect_uri,
            challenge=query["code_challenge"],
        )
        return self._redirect(query, code=self._grants.code(sale))

    def _redirect(self, query: dict[str, str], **outcome: str) -> Reply:
        # RFC 9207: `iss` lets the client tell this bank's answers from another's.
        answer = {**outcome, "iss": self._issuer}
        if "state" in query:
            answer["state"] = query["state"]
        joint = "&" if "?" in self._client.redirect_uri else "?"
        location = f"{self._client.redirect_uri}{joint}{urlencode(answer)}"
        headers = (("Location", location), ("Cache-Control", "no-store"))
        return Reply(status=303, headers=headers)


def question_error(query: dict[str, str]) -> str | None:
    """Return what is wrong with a question, in the words of RFC 6749 4.1.2.1."""
    if query.get("response_type") != "code":
        return "unsupported_response_type"
    # RFC 7636 4.3: a missing method means "plain", which this bank refuses like any other.
    if query.get("code_challenge_method") != "S256":
        return "invalid_request"
    if not CHALLENGE.fullmatch(query.get("code_challenge", "")):
        return "invalid_request"
    return None


def _signed_in(form: dict[str, str]) -> Customer | None:
    customer = BY_USER_NAME.get(form.get("username", ""))
    typed = form.get("password", "").encode()
    expected = customer.password if customer is not None else ""
    is_right = hmac.compare_digest(typed, expected.encode())
    return customer if is_right else None
