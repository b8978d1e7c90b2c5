"""The bank's own app, as far as the API can tell."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from banking.models import User
from consent.models import Assistant, Consent

SIGN_IN = "/api/v1/auth/app/v1/auth"
EXACT = {"amounts": "exact", "says_merchants": False, "only_my_voice": False, "asks_code": "never"}


@dataclass(kw_only=True)
class App:
    """One customer's app, signed in by her password; no cookie is kept."""

    token: str = ""
    client: Client = field(default_factory=lambda: Client(raise_request_exception=True))

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        self.client.cookies.clear()
        if self.token:
            headers["X-Session-Token"] = self.token
        content = "" if body is None else json.dumps(body)
        return self.client.generic(
            method,
            path if path.startswith("/") else f"/api/v1/{path}",
            content,
            content_type="application/json" if content else "",
            headers=headers,
            secure=True,
        )

    def get(self, path: str) -> Any:
        return self.send("GET", path)

    def post(self, path: str, body: object = None) -> Any:
        return self.send("POST", path, body)

    def change(self, consent: Consent, body: object, *, looked_at: int | None = None) -> Any:
        revision = consent.revision if looked_at is None else looked_at
        path = f"consents/{consent.public_id}/"
        return self.send("PUT", path, body, **{"If-Match": f'"{revision}"'})


def of(user: User) -> App:
    """The app of a customer who has just signed in."""
    app = App()
    credentials = {"username": user.username, "password": f"{user.username}'s long password"}
    answer = app.post(f"{SIGN_IN}/login", credentials)
    assert answer.status_code == 200, answer.content
    app.token = answer.json()["meta"]["session_token"]
    return app


def nobody() -> App:
    """An app in which nobody is signed in."""
    return App()


def consent_of(user: User) -> Consent:
    """The one consent of hers."""
    return Consent.objects.get(customer=user)


def problem(status: int, title: str, code: str, detail: str, **more: object) -> dict[str, Any]:
    """A whole problem document."""
    known = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return {**known, "code": code, **more}


SIGN_IN_FIRST = problem(401, "Unauthorized", "sign_in_required", "Sign in, then try again.")
NOT_HERS = problem(
    404, "Not Found", "not_found", "There is nothing of yours here; load the list again."
)
NOT_FRESH = problem(
    403,
    "Forbidden",
    "reauthentication_required",
    "Sign in again to show that it is you, then try again.",
)
TOO_LATE = problem(
    409,
    "Conflict",
    "not_possible",
    "That is no longer possible; load it again to see how it stands.",
)


def invalid(**errors: str) -> dict[str, Any]:
    """The problem of a body or an address with these mistakes."""
    return problem(
        400,
        "Bad Request",
        "invalid",
        "Something that was sent is not as it should be; see errors.",
        errors=[
            {"pointer": f"#/{pointer}".replace("__", "/"), "detail": detail}
            for pointer, detail in errors.items()
        ],
    )


def consent_of_assistant(user: User, assistant: Assistant) -> Consent:
    """The one consent of hers to that assistant."""
    return Consent.objects.get(customer=user, assistant=assistant)
