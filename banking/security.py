"""The page on which a person sees how she signs in, and changes it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe


def fresh(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of allauth's, for those alone who signed in a moment ago."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        away: HttpResponseBase | None = get_adapter().ask_again(request)
        return away or view(request, *args, **kwargs)

    return guarded


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Everything about signing in, one line each."""
    context = {
        "email": EmailAddress.objects.get_primary_email(request.user),
        "has_password": settings.PASSWORD_SIGN_IN,
        "factors": set(
            Authenticator.objects.filter(user=request.user).values_list("type", flat=True)
        ),
    }
    return render(request, "account/security.html", context)
