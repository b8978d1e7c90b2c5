"""Which language a person reads: what she chose, here or before, then what her browser asks for."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from banking.models import User

_CHOSEN = "chosen_language"


def hers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Speaks her own language to whoever is signed in, on whichever device that is."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.user.language:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return get_response(request)

    return middleware


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keeps the choice on this device, and as hers once she is known; then back to the page."""
    response = set_language(request)
    language = request.POST.get("language", "")
    # Django itself knows a hundred, and takes en-anything for one of them.
    if language not in dict(settings.LANGUAGES):
        response.cookies.clear()
    elif request.user.is_authenticated:
        _keep(request.user, language)
    else:
        request.session[_CHOSEN] = language
    return response


def listen() -> None:
    """From now on, whoever signs in is known by her language too."""
    user_logged_in.connect(_signed_in, dispatch_uid="banking.languages")


def _signed_in(request: HttpRequest, user: User, **_more: Any) -> None:
    """What she chose on the way in is her choice; what somebody chose here before her is not.

    Who never chose gets her letters in the language of the pages she read.
    """
    chosen = request.session.pop(_CHOSEN, "")
    _keep(user, chosen or user.language or getattr(request, "LANGUAGE_CODE", ""))


def _keep(user: User, language: str) -> None:
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])
