"""What an assistant asks for, read from the URL alone."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from oauth2_provider.exceptions import FatalClientError, OAuthToolkitError
from oauth2_provider.oauth2_validators import is_valid_resource_uri
from oauthlib.oauth2 import InvalidRequestFatalError, InvalidScopeError
from oauthlib.oauth2.rfc6749.errors import CustomOAuth2Error

from consent.models import Assistant
from consent.scopes import OFFERED, Scope

# All that the form sends; what the assistant asks stands in the URL.
_ANSWERS = {
    *("csrfmiddlewaretoken", "answer", "consent"),
    *("scopes", "accounts", "days"),
    *("amounts", "says_merchants", "only_my_voice", "asks_code"),
}
# RFC 7636 section 4.2: what S256 makes of a verifier.
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An assistant's request that can be answered."""

    assistant: Assistant
    scopes: tuple[Scope, ...]
    credentials: dict[str, Any]

    @property
    def host(self) -> str:
        """To whose site the customer goes back."""
        return urlsplit(str(self.credentials["redirect_uri"])).netloc


def read(
    request: HttpRequest, validate: Callable[[HttpRequest], tuple[list[str], dict[str, Any]]]
) -> Asked:
    """What is asked for and can be given.

    Raises:
        OAuthToolkitError: Nothing of it can, or the request is not as it should be.

    """
    _check_said_once(request)
    names, credentials = validate(request)
    # What only OpenID Connect has a use for is not kept.
    credentials |= {"nonce": None, "claims": None}
    credentials["resource"] = _resources(request, credentials)
    return Asked(
        assistant=Assistant.objects.get(client_id=credentials["client_id"]),
        scopes=_offered(names, credentials),
        credentials=credentials,
    )


def _check_said_once(request: HttpRequest) -> None:
    """Each thing once, in characters that can be kept, and none of it by the form.

    Raises:
        FatalClientError: It is not so.

    Source: RFC 6749 section 3.1; a resource alone may be named again (RFC 8707 section 2).

    """
    asked = request.GET
    is_plain = (
        set(request.POST) <= _ANSWERS
        and all(len(values) == 1 or name == "resource" for name, values in asked.lists())
        and not any("\0" in value for _, values in asked.lists() for value in values)
        and ("code_challenge" not in asked or _CHALLENGE.fullmatch(asked["code_challenge"]))
    )
    if not is_plain:
        raise FatalClientError(error=InvalidRequestFatalError())


def _resources(request: HttpRequest, credentials: dict[str, Any]) -> list[str]:
    """What the tokens are to be used at.

    Raises:
        OAuthToolkitError: One is no absolute address.

    Source: RFC 8707 section 2.

    """
    resources = request.GET.getlist("resource")
    if not all(is_valid_resource_uri(uri) for uri in resources):
        refused = CustomOAuth2Error(error="invalid_target", state=credentials.get("state"))
        refused.redirect_uri = credentials["redirect_uri"]
        raise OAuthToolkitError(error=refused)
    return resources


def _offered(names: list[str], credentials: dict[str, Any]) -> tuple[Scope, ...]:
    """The scopes asked for that can be given.

    Raises:
        OAuthToolkitError: There is none.

    """
    scopes = tuple(scope for scope in OFFERED if scope in names)
    if not scopes:
        refused = InvalidScopeError(state=credentials.get("state"))
        refused.redirect_uri = credentials["redirect_uri"]
        raise OAuthToolkitError(error=refused)
    return scopes
