"""How long a sign-in lasts: until nobody asked for half an hour, twelve hours at the most."""

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa import signals
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from banking.models import User

_BEGAN, _SEEN = "signed_in_at", "seen_at"
# Written this seldom, or every page would cost a write.
_NOTED_EVERY_S = 60


def lifetimes(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Signs out who stayed away too long, or in for too long, before the page is made."""

    def middleware(request: HttpRequest) -> HttpResponse:
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_session and is_over(request.session, time.time()):
            logout(request)
        response = get_response(request)
        # A session that nobody has, or that nobody touched, is not loaded for this.
        if (has_session or request.session.modified) and request.user.is_authenticated:
            note(request.session, time.time())
        return response

    return middleware


def is_over(session: SessionBase, now_s: float) -> bool:
    """Whether one of the two limits has passed since the session's last request, or first."""
    if _BEGAN not in session:
        return False
    is_idle = now_s - session[_SEEN] >= settings.SESSION_IDLE_S
    return bool(is_idle or now_s - session[_BEGAN] >= settings.SESSION_COOKIE_AGE)


def note(session: SessionBase, now_s: float) -> None:
    session.setdefault(_BEGAN, now_s)
    if now_s - session.get(_SEEN, 0) >= _NOTED_EVERY_S:
        session[_SEEN] = now_s


def _end_others(request: HttpRequest, user: User, **_more: Any) -> None:
    end_other_sessions(request, user)


def listen() -> None:
    """From now on a changed second factor ends the person's other sessions."""
    for changed in (
        signals.authenticator_added,
        signals.authenticator_removed,
        signals.authenticator_reset,
    ):
        changed.connect(_end_others, dispatch_uid="banking.sessions")
