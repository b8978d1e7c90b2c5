"""One HTTP request and the reply to it, as values."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

from banking.sandbox.amounts import Json, json_text

JSON_TYPE = "application/json"
HTML_TYPE = "text/html; charset=utf-8"


class Manner(Enum):
    """How a reply reaches the other side."""

    WHOLE = "whole"
    TRUNCATED = "truncated"
    HUGE = "huge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the bank answers."""

    status: int
    body: bytes = b""
    content_type: str = JSON_TYPE
    headers: tuple[tuple[str, str], ...] = ()
    manner: Manner = Manner.WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked; header names are lower case."""

    method: str
    path: str
    raw_query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def target(self) -> str:
        return f"{self.path}?{self.raw_query}" if self.raw_query else self.path

    def query(self) -> dict[str, str] | None:
        """Return the query's parameters, or None if one is given twice."""
        return fields(self.raw_query)

    def form(self) -> dict[str, str] | None:
        """Return the form's fields, or None if it is no form or a field is given twice."""
        media_type = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/x-www-form-urlencoded":
            return None
        return fields(self.body.decode("utf-8", "replace"))

    def json_object(self) -> dict[str, Any] | None:
        """Return the body as an object, or None if it is none."""
        try:
            read = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return read if isinstance(read, dict) else None

    def bearer(self) -> str | None:
        """Return the unverified bearer token."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else None

    def basic(self) -> tuple[str, str] | None:
        """Return claimed client id and secret; each is form-encoded first (RFC 6749 2.3.1)."""
        scheme, _, encoded = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            plain = base64.b64decode(encoded.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return None
        identifier, colon, secret = plain.partition(":")
        return (unquote_plus(identifier), unquote_plus(secret)) if colon else None


def fields(encoded: str) -> dict[str, str] | None:
    """Read form-encoded text; RFC 6749 3.1 forbids a parameter given twice."""
    try:
        pairs = parse_qsl(encoded, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return None
    return dict(pairs) if len({name for name, _ in pairs}) == len(pairs) else None


def answer(payload: Json, status: int = 200, *headers: tuple[str, str]) -> Reply:
    """Reply with JSON."""
    return Reply(status=status, body=json_text(payload).encode(), headers=headers)


def refusal(status: int, code: int, message: str, *headers: tuple[str, str]) -> Reply:
    """Reply with an FDX error entity."""
    return answer({"code": code, "message": message}, status, *headers)
