"""What the frameworks of the app's API are told: one way in, JSON only, and how it is described."""

from typing import Any

# The bank's own app signs its customers in with these; what it then holds is no cookie.
HEADLESS_ONLY = False
HEADLESS_CLIENTS = ("app",)
HEADLESS_TOKEN_STRATEGY = "banking.app_signin.AppSessions"  # noqa: S105 - a class, no token
HEADLESS_ADAPTER = "banking.app_signin.AppAdapter"

API_APPS = ["allauth.headless", "rest_framework", "drf_spectacular"]

REST_FRAMEWORK: dict[str, Any] = {
    # Who comes in and how is said by consent.api.ground; whatever is not built on it is closed.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "consent.api.describing.Described",
    "EXCEPTION_HANDLER": "consent.api.problems.answer",
    "URL_FORMAT_OVERRIDE": None,
    "UNICODE_JSON": True,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Sayso, for the bank's own app",
    "DESCRIPTION": (
        "What a customer allowed each assistant, what was released to it, and the way out. The "
        "app signs her in at `/api/v1/auth/app/v1/` and then sends `X-Session-Token`. No answer "
        "holds an amount."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "State": "consent.states.State",
        "EndReason": "consent.states.EndReason",
        "Event": "consent.states.Event",
        "Channel": "consent.states.Channel",
        "Scope": "consent.scopes.Scope",
        "Amounts": "consent.privacy.Amounts",
        "AsksCode": "consent.privacy.AsksCode",
        "Operation": "consent.states.Operation",
        "Code": "consent.api.problems.Code",
    },
}
