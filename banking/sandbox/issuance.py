"""The token endpoint and what the authorization server says of itself (RFC 6749 3.2, RFC 8414)."""

import hmac
import re

from banking.sandbox.amounts import JsonObject
from banking.sandbox.authorization import question_error
from banking.sandbox.customers import BY_NUMBER
from banking.sandbox.exchange import Reply, Request, answer
from banking.sandbox.grants import ACCESS_S, Grants, Tokens
from banking.sandbox.options import Client
from banking.sandbox.pushed import PUSHED_S, Pushed

VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
NO_STORE = ("Cache-Control", "no-store")
CHALLENGE = ("WWW-Authenticate", 'Basic realm="Sandbox Bank"')


def is_client(client: Client, claimed: tuple[str, str] | None) -> bool:
    """Compare claimed credentials without telling by the time taken how much was right."""
    if claimed is None:
        return False
    identifier, secret = claimed
    is_known = hmac.compare_digest(identifier.encode(), client.client_id.encode())
    return hmac.compare_digest(secret.encode(), client.secret.encode()) and is_known


class TokenEndpoint:
    """Three grants: a code, a refresh token, and the client's own service credential.

    Where the client pushes its questions and gives tokens back, it proves itself in the same way.
    """

    def __init__(self, client: Client, grants: Grants, pushed: Pushed) -> None:
        self._client = client
        self._grants = grants
        self._pushed = pushed

    def reply(self, request: Request) -> Reply:
        """Authenticate the client, then issue tokens, or what else the address is for."""
        form = request.form()
        if form is None:
            return _error("invalid_request", "Send one form, and no field of it twice.")
        by_body = "client_secret" in form
        # RFC 6749 2.3: a client must not use two ways to authenticate in one request.
        if by_body and "authorization" in request.headers:
            return _error("invalid_request", "Authenticate in one way, not in two.")
        in_body = (form.get("client_id", ""), form.get("client_secret", ""))
        if not is_client(self._client, in_body if by_body else request.basic()):
            return _error("invalid_client", "Client id or secret is wrong.", 401, CHALLENGE)
        match request.path:
            case "/oauth/par":
                return self._push(form)
            case "/oauth/revoke":
                self._grants.give_back(form.get("token", ""))
                return Reply(status=200, headers=(NO_STORE,))
            case _:
                return self._issue(form)

    def _push(self, form: dict[str, str]) -> Reply:
        asked = {name: value for name, value in form.items() if name != "client_secret"}
        is_ours = asked.get("redirect_uri") == self._client.redirect_uri
        problem = question_error(asked) if is_ours else "invalid_request"
        if problem is not None:
            return _error(problem, "The bank would not ask a customer this.")
        name = self._pushed.keep(asked | {"client_id": self._client.client_id})
        return answer({"request_uri": name, "expires_in": PUSHED_S}, 201, NO_STORE)

    def _issue(self, form: dict[str, str]) -> Reply:
        match form.get("grant_type"):
            case "authorization_code":
                return _granted(self._redeemed(form))
            case "refresh_token":
                return _granted(self._grants.refreshed(form.get("refresh_token", "")))
            case "client_credentials":
                number = form.get("customer_number", "")
                # UK Open Banking: the client's own token, which makes and ends consents.
                is_own = form.get("scope") == "accounts" and not number
                if number not in BY_NUMBER and not is_own:
                    return _error("invalid_request", "customer_number names no customer.")
                return _granted(self._grants.service(number))
            case _:
                return _error("unsupported_grant_type", "This grant type is not supported.")

    def _redeemed(self, form: dict[str, str]) -> Tokens | None:
        verifier = form.get("code_verifier", "")
        if not VERIFIER.fullmatch(verifier):
            return None
        return self._grants.redeem(form.get("code", ""), form.get("redirect_uri", ""), verifier)


def metadata(issuer: str) -> JsonObject:
    """Describe the authorization server (RFC 8414 2)."""
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "token_endpoint": f"{issuer}/oauth/token",
        "pushed_authorization_request_endpoint": f"{issuer}/oauth/par",
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "authorization_response_iss_parameter_supported": True,
    }


def _granted(tokens: Tokens | None) -> Reply:
    if tokens is None:
        return _error("invalid_grant", "What was presented is unknown, used or expired.")
    payload: JsonObject = {
        "access_token": tokens.access,
        "token_type": "Bearer",
        "expires_in": ACCESS_S,
    }
    if tokens.refresh is not None:
        payload["refresh_token"] = tokens.refresh
    if tokens.consent_id is not None:
        payload["fdxConsentId"] = tokens.consent_id
    return answer(payload, 200, NO_STORE)


def _error(error: str, description: str, status: int = 400, *headers: tuple[str, str]) -> Reply:
    payload = {"error": error, "error_description": description}
    return answer(payload, status, NO_STORE, *headers)
