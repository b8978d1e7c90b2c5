"""Sign-in: customers are the bank's already, so they are known, and nobody signs up here."""

import time
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailConfirmationHMAC
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from banking import addresses, sealing
from banking.models import User

_BY_PASSWORD = "reauthenticate"  # noqa: S105 - allauth's name of a way, no password


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth's own behaviour, with sign-up closed, and ours where a bank needs another."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether a page may lead there: to our own pages, under our one address."""
        own = urlsplit(settings.PUBLIC_URL)
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={own.netloc}, require_https=own.scheme == "https"
        )

    # The request's Host may be any that we answer to; mail carries the one we are known by.
    def get_reset_password_from_key_url(self, key: str) -> str:
        return _under_our_address(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(
        self, request: HttpRequest, emailconfirmation: EmailConfirmationHMAC
    ) -> str:
        return _under_our_address(super().get_email_confirmation_url(request, emailconfirmation))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        known = {"own_address": settings.PUBLIC_URL, "bank_name": settings.BANK_NAME}
        with _read_by(context.get("user")):
            super().send_mail(template_prefix, email, context | known)

    def send_notification_mail(
        self, template_prefix: str, user: User, *args: Any, **more: Any
    ) -> None:
        """To her in her language, whosever browser it was that changed something."""
        with _read_by(user):
            super().send_notification_mail(template_prefix, user, *args, **more)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Before a password is looked at: where the bank's provider signs in, none is.

        Raises:
            PermissionDenied: Passwords are not used here.

        """
        if not settings.PASSWORD_SIGN_IN:
            message = "Passwords are not used here"
            raise PermissionDenied(message)
        super().pre_authenticate(request, **credentials)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # By address too: whoever guesses at an account must not lock its owner out of it.
        name = str(credentials.get("username") or credentials.get("email", ""))
        return f"{name.lower()}:{get_ip(request)}"

    def pre_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse | None:
        """A first factor is a step up already: what was known of the session before is dead."""
        response: HttpResponse | None = super().pre_login(request, user, **more)
        if response is None:
            addresses.adopt(user)
            request.session.cycle_key()
        return response

    def signed_in_recently(self, request: HttpRequest) -> bool:
        """Whether the person proved who she is within the last ACCOUNT_REAUTHENTICATION_TIMEOUT."""
        moments = [record["at"] for record in get_authentication_records(request, request.user)]
        is_in = request.user.is_authenticated and bool(moments)
        return is_in and time.time() - max(moments) < app_settings.REAUTHENTICATION_TIMEOUT

    def ask_again(self, request: HttpRequest) -> HttpResponse | None:
        """The way to signing in, or in again, and back by GET; None for who did so recently.

        What she posted is not kept meanwhile: it may hold a password.
        """
        if self.signed_in_recently(request):
            return None
        again = reverse("account_reauthenticate") if request.user.is_authenticated else None
        return redirect_to_login(request.get_full_path(), login_url=again)

    def is_reauthentication_required(self, *, app: str, **_more: Any) -> bool:  # noqa: ARG002 - allauth's signature
        """False, or raised at once.

        Answering True is not enough: allauth then lets through whoever has neither a password nor
        a second factor here, and that is every customer of a bank with a provider of its own.

        Raises:
            ImmediateHttpResponse: The sign-in is too long ago.

        """
        away = self.ask_again(self.request)
        if away is not None:
            raise ImmediateHttpResponse(away)
        return False

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """The ways to prove it again, the usual one first."""
        ways = super().get_reauthentication_methods(user)
        if not settings.PASSWORD_SIGN_IN:
            ways = [way for way in ways if way["id"] != _BY_PASSWORD]
        if settings.OIDC_ISSUER and user.is_authenticated:
            provider = {
                "id": "provider",
                "description": _("Sign in at your bank again"),
                "url": reverse("signin_again"),
            }
            ways.insert(len(ways) if settings.PASSWORD_SIGN_IN else 0, provider)
        return list(ways)


def _read_by(user: object) -> AbstractContextManager[None]:
    """The language for what she reads; that of the page, if nobody is known."""
    here = translation.get_language()
    return translation.override(user.reading_language if isinstance(user, User) else here)


def _under_our_address(url: str) -> str:
    return settings.PUBLIC_URL + urlsplit(url)._replace(scheme="", netloc="").geturl()


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Second factors: their secrets sealed at rest, their passkeys bound to our one address."""

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.reveal(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        # A passkey belongs to a name; the demo's address is a number, whose name is localhost.
        host = str(urlsplit(settings.PUBLIC_URL).hostname)
        return {"id": "localhost" if host == "127.0.0.1" else host, "name": "Sayso"}
