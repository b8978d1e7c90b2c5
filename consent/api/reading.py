"""Reading what the app sends: JSON, not too much of it, in a form that breaks nothing."""

from collections.abc import Iterable, Mapping
from typing import IO, Any

import msgspec
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from consent.api.problems import Code, Problem

LIMIT_BYTES = 64 * 1024


class BoundedJson(BaseParser):
    """JSON by a reader that takes no NaN, no lone surrogates and no endless number."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002 - the framework's signature
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> Any:  # noqa: ANN401 - JSON is anything
        body = stream.read(LIMIT_BYTES + 1)
        if len(body) > LIMIT_BYTES:
            raise Problem(Code.TOO_LARGE)
        try:
            return msgspec.json.decode(body)
        # Its own errors, a wrong encoding, and a nesting of thousands.
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise ParseError from None


class OnlyJson(DefaultContentNegotiation):
    """JSON, whatever a client would rather have; an error is readable by all."""

    def select_renderer(
        self,
        request: Request,  # noqa: ARG002 - the framework's signature
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,  # noqa: ARG002
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, str(renderer.media_type)
