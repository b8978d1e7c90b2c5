"""The operator's pages: for staff with a second factor, through the same sign-in as everybody's."""

from allauth.account.decorators import secure_admin_login
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


class OperatorSite(AdminSite):
    """Django's admin site; whoever may do much proves herself twice."""

    site_header = site_title = "Sayso for the bank's operator"

    def has_permission(self, request: HttpRequest) -> bool:
        """Active staff with a second factor; the demo's operator has none."""
        is_staff = super().has_permission(request)
        return is_staff and (settings.DEMO or _has_second_factor(request))

    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """The bank's sign-in, with its limits on guessing; then, for staff, the second factor."""
        if request.user.is_authenticated and request.user.is_staff:
            if self.has_permission(request):
                return redirect("admin:index")
            messages.info(request, "Set up a second step first: staff sign in with two.")
            return redirect("mfa_index")
        response: HttpResponse = secure_admin_login(super().login)(request)
        return response


def _has_second_factor(request: HttpRequest) -> bool:
    return bool(is_mfa_enabled(request.user, ["totp", "webauthn"]))
