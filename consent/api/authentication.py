"""Who asks: the session that the app holds, never a cookie of the pages."""

from typing import TYPE_CHECKING, cast

from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication
from django.http import HttpRequest
from rest_framework.request import Request

from consent import recent
from consent.api.problems import Code, Problem

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

HEADER = "X-Session-Token"


class AppSession(XSessionTokenAuthentication):  # type: ignore[misc]  # allauth has no types
    """allauth's own, which has to say how one signs in for its refusal to be a 401."""

    def authenticate_header(self, _request: Request) -> str:
        return HEADER


def ask_fresh(request: Request) -> None:
    """Lets those pass alone who signed in, or again, a moment ago.

    Raises:
        Problem: The sign-in is too long ago.

    """
    # The session lies in no cookie, so the request itself must not have it: it would get one.
    asked = HttpRequest()
    asked.user, asked.session = request.user, cast("SessionBase", request.auth)
    if not recent.is_recent(asked):
        raise Problem(Code.REAUTHENTICATION_REQUIRED)
