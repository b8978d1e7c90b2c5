"""The OAuth endpoints: the toolkit's, made safe for a bank."""

import re
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.utils import timezone
from django.views.generic.base import TemplateResponseMixin
from oauth2_provider.exceptions import FatalClientError, OAuthToolkitError
from oauth2_provider.oauth2_validators import is_valid_resource_uri
from oauth2_provider.views import base
from oauthlib.oauth2 import InvalidRequestFatalError, InvalidScopeError
from oauthlib.oauth2.rfc6749.errors import CustomOAuth2Error

from consent import gateway, operations
from consent.forms import ConsentForm
from consent.locks import serialised
from consent.models import Assistant, Consent
from consent.oauth import throttle
from consent.scopes import OFFERED, Scope

# All that the form sends; what the assistant asks stands in the URL.
_ANSWERS = {"csrfmiddlewaretoken", "answer", "scopes", "accounts", "days"}
# RFC 7636 section 4.2: what S256 makes of a verifier.
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_SECRETS = {"authorization_code": "code", "refresh_token": "refresh_token"}


class AuthorizeView(TemplateResponseMixin, base.BaseAuthorizationView):  # type: ignore[misc]
    """Asks the customer; what the assistant asks for is read from the URL alone, never the form."""

    template_name = "consent/authorize.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self._answer(request)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        return self._answer(request, request.POST)

    def _answer(self, request: HttpRequest, data: QueryDict | None = None) -> HttpResponseBase:
        try:
            _check_said_once(request)
            names, credentials = self.validate_authorization_request(request)
            # What only OpenID Connect has a use for is not kept.
            credentials |= {"nonce": None, "claims": None}
            credentials["resource"] = _resources(request, credentials)
            assistant = Assistant.objects.get(client_id=credentials["client_id"])
            scopes = _offered(names, credentials)
        except OAuthToolkitError as error:
            return self.error_response(error, application=None)
        if not assistant.has_agreement(timezone.now().date()):
            return self._page({"problem": "no_agreement"}, status=403)
        form = ConsentForm(data, scopes=scopes, accounts=gateway.own_accounts(request.user))
        if data is None or not form.is_valid():
            context = {"form": form, "assistant": assistant}
            return self._page(context, status=200 if data is None else 400)
        try:
            if form.is_denied:
                return self._deny(request, assistant, credentials)
            return self._grant(request, assistant, form.choice(), credentials)
        except OAuthToolkitError as error:
            return self.error_response(error, assistant)

    def _grant(
        self,
        request: HttpRequest,
        assistant: Assistant,
        choice: operations.Choice,
        credentials: dict[str, Any],
    ) -> HttpResponseBase:
        now, scopes = timezone.now(), " ".join(sorted(choice.scopes))
        with transaction.atomic():
            operations.grant(_requested(request, assistant, now), choice, now)
            uri, *_ = self.create_authorization_response(request, scopes, credentials, allow=True)
        return self._back(uri, assistant)

    def _deny(
        self, request: HttpRequest, assistant: Assistant, credentials: dict[str, Any]
    ) -> HttpResponseBase:
        now = timezone.now()
        with transaction.atomic():
            operations.deny(_requested(request, assistant, now), now)
        # The toolkit words a refusal as an exception, which goes back to the assistant.
        uri, *_ = self.create_authorization_response(request, "", credentials, allow=False)
        return self._back(uri, assistant)

    def error_response(
        self, error: OAuthToolkitError, application: Assistant | None
    ) -> HttpResponseBase:
        """Back to the assistant with ``iss``, or, where the address cannot be trusted, a page.

        Source: RFC 9207 section 2.
        """
        if isinstance(error, FatalClientError):
            return self._page({"problem": "request"}, status=error.oauthlib_error.status_code)
        _, response = base.OAuthLibMixin.error_response(self, error)
        issuer = urlencode({"iss": settings.PUBLIC_URL})
        return self._back(f"{response['url']}&{issuer}", application)

    def _back(self, uri: str, application: Assistant | None) -> HttpResponseBase:
        response: HttpResponseBase = self.redirect(uri, application)
        return response

    def _page(self, context: dict[str, Any], *, status: int) -> HttpResponseBase:
        return self.render_to_response(context, status=status)


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


def _requested(request: HttpRequest, assistant: Assistant, now: datetime) -> Consent:
    customer = request.user
    if customer.is_anonymous:
        message = "The sign-in in front of this view is gone"
        raise PermissionDenied(message)
    return operations.request(customer, assistant, now)


def _offered(names: list[str], credentials: dict[str, Any]) -> list[Scope]:
    """The scopes asked for that can be given.

    Raises:
        OAuthToolkitError: There is none.

    """
    scopes = [scope for scope in OFFERED if scope in names]
    if not scopes:
        refused = InvalidScopeError(state=credentials.get("state"))
        refused.redirect_uri = credentials["redirect_uri"]
        raise OAuthToolkitError(error=refused)
    return scopes


class TokenView(base.TokenView):  # type: ignore[misc]  # the toolkit has no types
    """Codes and refresh tokens, one redemption of a secret at a time."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        grant_type = str(request.POST.get("grant_type", ""))
        if grant_type not in _SECRETS:
            return _refused("unsupported_grant_type", status=HTTPStatus.BAD_REQUEST)
        client = throttle.claimed_client(request)
        if client is None:
            return _refused("invalid_client", status=HTTPStatus.UNAUTHORIZED)
        if throttle.is_exhausted(request, client):
            return _too_many()
        # A refusal may have ended an authorization; it is an answer, so the transaction commits.
        with serialised(str(request.POST.get(_SECRETS[grant_type], ""))):
            response: HttpResponse = super().post(request, *args, **kwargs)
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            throttle.count_failure(request, client)
        return response


class RevokeView(base.RevokeTokenView):  # type: ignore[misc]  # the toolkit has no types
    """RFC 7009, with the token endpoint's patience for wrong secrets."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        client = throttle.claimed_client(request)
        if client is None:
            return _refused("invalid_client", status=HTTPStatus.UNAUTHORIZED)
        if throttle.is_exhausted(request, client):
            return _too_many()
        response: HttpResponse = super().post(request, *args, **kwargs)
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            throttle.count_failure(request, client)
        return response


def _too_many() -> JsonResponse:
    response = _refused("invalid_client", status=HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(throttle.WINDOW_S)
    return response


def _refused(error: str, *, status: int) -> JsonResponse:
    headers = {"Cache-Control": "no-store", "Pragma": "no-cache"}
    return JsonResponse({"error": error}, status=status, headers=headers)
