"""Signing in by the app: of allauth's addresses those that let in or out.

None opens or changes an account: that is done on the pages.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

import msgspec
from allauth.headless.account import views as account
from allauth.headless.base import views as base
from allauth.headless.constants import Client
from allauth.headless.mfa import views as mfa
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import URLPattern, path

View = Callable[..., HttpResponseBase]


def _of(view: Any) -> View:  # noqa: ANN401 - allauth has no types
    """The view for the app, spared of bodies that its reader breaks at."""
    inner = view.as_api_view(client=Client.APP)

    @wraps(inner)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if request.body:
                msgspec.json.decode(request.body, type=dict[str, Any])
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, RequestDataTooBig):
            return JsonResponse({"status": 400}, status=HTTPStatus.BAD_REQUEST)
        response: HttpResponseBase = inner(request, *args, **kwargs)
        return response

    return guarded


urlpatterns: list[URLPattern] = [
    path("config", _of(base.ConfigView), name="config"),
    path("auth/session", _of(account.SessionView), name="session"),
    path("auth/2fa/authenticate", _of(mfa.AuthenticateView), name="second_factor"),
    path("auth/2fa/reauthenticate", _of(mfa.ReauthenticateView), name="second_factor_again"),
    path("auth/webauthn/login", _of(mfa.LoginWebAuthnView), name="passkey"),
    path("auth/webauthn/authenticate", _of(mfa.AuthenticateWebAuthnView), name="passkey_second"),
    path("auth/webauthn/reauthenticate", _of(mfa.ReauthenticateWebAuthnView), name="passkey_again"),
]
if settings.PASSWORD_SIGN_IN:
    urlpatterns += [
        path("auth/login", _of(account.LoginView), name="login"),
        path("auth/reauthenticate", _of(account.ReauthenticateView), name="login_again"),
    ]
app_name = "app_signin"
