"""The endpoints of tokens: the toolkit's, made safe for a bank."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from oauth2_provider.views import base

from consent.locks import serialised
from consent.oauth import throttle

_SECRETS = {"authorization_code": "code", "refresh_token": "refresh_token"}


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
