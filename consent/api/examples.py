"""An example of each shape, for the description; the people and figures are nobody's."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework.serializers import Serializer

from consent.api.choices import ChangeChoice, GrantChoice
from consent.api.codes import NewCode
from consent.api.consents import ConsentPage
from consent.api.history import DisclosurePage, ReceiptPage
from consent.api.records import VoiceCodeShape, WholeReceiptShape
from consent.api.shapes import ConsentShape, DifferenceShape, EndedShape, LinkShape, OwnAccountShape

_CONSENT, _ACCOUNT = "9m3mVtq0J3mPqYd6l1c2Xw", "p0nE8eJ1y2vT5s7hQk9LzA"
_AT, _UNTIL = "2026-11-20T18:04:00Z", "2027-02-18T18:04:00Z"
_ASSISTANT = {
    "name": "Alexa",
    "vendor": "Amazon",
    "terms": "It keeps what it heard until the end of the conversation.",
    "privacy_url": "https://vendor.example/privacy",
}
_PRIVACY = {
    "amounts": "rounded",
    "says_merchants": False,
    "only_my_voice": False,
    "asks_code": "never",
}
_LABELLED = {"ref": _ACCOUNT, "label": "Everyday ..1234"}
_TOLD = {
    "id": _CONSENT,
    "assistant": _ASSISTANT,
    "purpose": "Answering your questions",
    "state": "live",
    "is_live": True,
    "end_reason": None,
    "scopes": ["balances"],
    "accounts": [_LABELLED],
    "privacy": _PRIVACY,
    "requested_at": _AT,
    "granted_at": _AT,
    "paused_at": None,
    "expires_at": _UNTIL,
    "ended_at": None,
    "revision": 1,
}
_CHOICE = {"scopes": ["balances"], "accounts": [_ACCOUNT], "days": 90, "privacy": _PRIVACY}
_LINK = {
    "id": _CONSENT,
    "assistant": _ASSISTANT,
    "purpose": "Answering your questions",
    "digits": "42",
    "scopes": ["balances", "dues"],
    "requested_at": _AT,
    "answer_by": "2026-11-20T18:14:00Z",
}
_DIFFERENCE = {
    "operations": ["extend"],
    "added_scopes": [],
    "removed_scopes": [],
    "added_accounts": [],
    "removed_accounts": [],
    "expires_at": _UNTIL,
    "is_privacy_changed": False,
    "needs_fresh_sign_in": True,
    "revision": 1,
}
_DISCLOSURE = {
    "consent": _CONSENT,
    "number": 1,
    "at": _AT,
    "sentence": (
        "Fri 20 Nov 2026, 13:04, Alexa, on a speaker without a screen, was told the balance of "
        "Everyday ..1234."
    ),
    "assistant": "Alexa",
    "platform": "alexa",
    "device": "speaker",
    "topic": "balance",
    "manner": "exact",
    "scopes": ["balances"],
    "accounts": [_LABELLED],
}
_RECEIPT = {
    "id": "5f8d2c1e-6a53-4d7e-9b0a-1c2d3e4f5a6b",
    "consent": _CONSENT,
    "number": 1,
    "event": "grant",
    "channel": "app",
    "at": _AT,
}


def _page(row: dict[str, Any]) -> dict[str, Any]:
    return {"next": None, "previous": None, "results": [row]}


EXAMPLES: dict[type[Serializer[Any]], Any] = {
    ConsentShape: _TOLD,
    ConsentPage: _page(_TOLD),
    EndedShape: {"ended": [_CONSENT]},
    DifferenceShape: _DIFFERENCE,
    LinkShape: _LINK,
    OwnAccountShape: _LABELLED,
    GrantChoice: _CHOICE,
    ChangeChoice: _CHOICE | {"days": None},
    DisclosurePage: _page(_DISCLOSURE),
    ReceiptPage: _page(_RECEIPT),
    WholeReceiptShape: _RECEIPT | {"document": {"record_id": _CONSENT}},
    VoiceCodeShape: {"state": "ready"},
    NewCode: {"code": "4071"},
}


def attach() -> None:
    """Gives each shape its example."""
    for shape, value in EXAMPLES.items():
        extend_schema_serializer(examples=[OpenApiExample("Such as", value=value)])(shape)
