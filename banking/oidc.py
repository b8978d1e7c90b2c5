"""A bank's own OpenID Connect provider: it says who somebody is, we know whether she is ours."""

import secrets
import time
from typing import Any

from allauth.account.internal.flows import login as records
from allauth.account.signals import authentication_step_completed
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthProcess, Provider
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from requests import RequestException

from banking import id_token
from banking.models import User

PROVIDER = "bank"


class BankAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """The provider's answer, checked as OpenID Connect Core 1.0 section 3.1.3.7 asks."""

    # What we asked: set by the callback, which finds it by the answer's state.
    asked: dict[str, Any]

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:  # noqa: ARG002 - allauth's signature
        path = reverse("openid_connect_callback", kwargs={"provider_id": self.provider_id})
        return settings.PUBLIC_URL + path

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        claims = self._claims(str(kwargs["response"].get("id_token", "")), app.client_id)
        try:
            id_token.check(claims, self.asked, time.time())
        except id_token.NotOurAnswerError as problem:
            raise OAuth2Error(str(problem)) from problem
        request.signed_in_at = claims["auth_time"]  # type: ignore[attr-defined]
        if settings.OIDC_CLAIM not in claims:
            claims |= self._more(claims, token.token)
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims})

    def _claims(self, unverified_token: str, client_id: str) -> dict[str, Any]:
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=unverified_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=settings.OIDC_ISSUER,
            audience=client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        return claims

    def _more(self, claims: dict[str, Any], access_token: str) -> dict[str, Any]:
        more = self._fetch_user_info(access_token)
        # Section 5.3.2: another subject's claims must not be used.
        if more.get("sub") != claims["sub"] or settings.OIDC_CLAIM not in more:
            message = "The provider does not say who this is"
            raise OAuth2Error(message)
        return {settings.OIDC_CLAIM: more[settings.OIDC_CLAIM]}


class CustomersAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Whoever the provider names signs in if the bank made her a customer here, else nobody."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Finds the customer by the claim; no row of ours remembers the provider's.

        Raises:
            ImmediateHttpResponse: Nobody here has that name, or somebody else is signed in.

        """
        named = sociallogin.account.extra_data["id_token"][settings.OIDC_CLAIM]
        user = User.objects.filter(username=str(named), is_active=True).first()
        is_another = request.user.is_authenticated and request.user != user
        if user is None or is_another:
            raise ImmediateHttpResponse(render(request, "socialaccount/unknown.html", status=403))
        sociallogin.user = user


class _Callback(OAuth2CallbackView):  # type: ignore[misc]  # allauth has no types
    def _get_state(self, request: HttpRequest, provider: Provider) -> tuple[Any, Any]:
        state, response = super()._get_state(request, provider)
        self.adapter.asked = state
        return state, response


@require_POST
def login(request: HttpRequest) -> HttpResponse:
    """Off to the provider; a sign-in there counts as long as one here would."""
    return _ask(request, {"max_age": settings.SESSION_COOKIE_AGE})


@login_required
def again(request: HttpRequest) -> HttpResponse:
    """Off to the provider, which is to ask her again whatever it remembers."""
    if request.method == "POST":
        return _ask(request, {"max_age": 0, "prompt": "login"})
    context = {"name": settings.OIDC_NAME, "next": get_next_redirect_url(request)}
    return render(request, "socialaccount/again.html", context)


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider."""
    if provider_id != PROVIDER:
        return redirect("account_login")
    view = _Callback.adapter_view(BankAdapter(request, PROVIDER))
    response: HttpResponse = view(request)
    return response


def _ask(request: HttpRequest, asked: dict[str, Any]) -> HttpResponse:
    nonce = secrets.token_urlsafe(24)
    provider = BankAdapter(request, PROVIDER).get_provider()
    try:
        response: HttpResponse = provider.redirect(
            request,
            process=AuthProcess.LOGIN,
            next_url=get_next_redirect_url(request),
            auth_params=asked | {"nonce": nonce},
            scope=["openid"] if settings.OIDC_CLAIM == "sub" else ["openid", "profile", "email"],
            nonce=nonce,
            at=int(time.time()),
            max_age=asked["max_age"],
        )
    except RequestException:
        return render(request, "socialaccount/authentication_error.html", status=502)
    return response


def _date(request: HttpRequest, method: str, **_more: Any) -> None:
    """The session knows when she proved who she is, not when we heard of it."""
    if method == "socialaccount":
        kept = request.session[records.AUTHENTICATION_METHODS_SESSION_KEY]
        kept[-1]["at"] = request.signed_in_at  # type: ignore[attr-defined]
        request.session.modified = True


authentication_step_completed.connect(_date, dispatch_uid="banking.oidc")
