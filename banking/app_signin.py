"""Signing in by the bank's own app: what it holds, for how long, and what it is told."""

import time
from typing import Any

from allauth.headless.adapter import DefaultHeadlessAdapter
from allauth.headless.internal import sessionkit
from allauth.headless.tokens.strategies.sessions import SessionTokenStrategy
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from banking import sessions
from banking.models import User

_BY_APP = "by_app"


class AppSessions(SessionTokenStrategy):  # type: ignore[misc]  # allauth has no types
    """A session by its token instead of a cookie, and with the lifetimes of one."""

    def create_session_token(self, request: HttpRequest) -> str:
        request.session.setdefault(_BY_APP, True)
        if SESSION_KEY in request.session:
            sessions.note(request.session, time.time())
        return str(super().create_session_token(request))

    def lookup_session(self, session_token: str) -> SessionBase | None:
        if not (session_token.isascii() and session_token.isalnum()):
            return None
        session: SessionBase | None = sessionkit.lookup_session(session_token)
        # What a browser has in its cookie is no token, even where somebody copied it.
        if session is None or _BY_APP not in session:
            return None
        now_s = time.time()
        if sessions.is_over(session, now_s):
            session.flush()
            return None
        if SESSION_KEY in session:
            sessions.note(session, now_s)
            if session.modified:
                session.save()
                # Saved: whoever asks whether it was changed would hand it out anew.
                session.modified = False
        return session


class AppAdapter(DefaultHeadlessAdapter):  # type: ignore[misc]  # allauth has no types
    """What the app is told of who signed in: her name there, and no more."""

    def serialize_user(self, user: User) -> dict[str, Any]:
        return {"id": user.public_id, "display": user.get_username()}
