"""How the framework describes our views: who asks, and what each operation refuses."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, Literal

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from consent.api import problems
from consent.api.authentication import HEADER
from consent.api.problems import Code
from consent.api.shapes import Shape
from consent.api.strict import Strict

_Direction = Literal["request", "response"]
_WRITING = (Code.INVALID, Code.MALFORMED, Code.TOO_LARGE, Code.UNSUPPORTED_MEDIA_TYPE)


class MistakeShape(Shape):
    """One thing that is not as it should be."""

    pointer = serializers.CharField(help_text="Where, as a JSON pointer into what was sent.")
    detail = serializers.CharField(help_text="What is wrong with it.")


class ProblemShape(Shape):
    """A refusal, as RFC 9457 has it."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="What the customer can do, in her language.")
    code = serializers.ChoiceField(choices=Code.choices)
    errors = MistakeShape(many=True, required=False)  # type: ignore[assignment]  # see AccountShape


class SessionToken(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # half typed
    """How the app says who asks."""

    target_class = "consent.api.authentication.AppSession"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:  # noqa: ARG002
        told = "`meta.session_token`, as `/api/v1/auth/app/v1/auth/login` answers with it."
        return {"type": "apiKey", "in": "header", "name": HEADER, "description": told}


class Described(AutoSchema):
    """The framework's own, with the refusals of each operation."""

    def get_description(self) -> str:  # type: ignore[override]  # as the framework does itself
        # Only what an operation says of itself: a view's docstring is for who reads the code.
        return ""

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/v1/").partition("/")[0]]

    def get_serializer_name(
        self, serializer: serializers.Serializer[Any], direction: _Direction
    ) -> str:
        name = super().get_serializer_name(serializer, direction)
        return str(name).removesuffix("Shape")

    def _map_basic_serializer(
        self, serializer: serializers.Serializer[Any], direction: _Direction
    ) -> dict[str, Any]:
        shape: dict[str, Any] = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]  # half typed
        return shape | {"additionalProperties": False} if isinstance(serializer, Strict) else shape

    def _get_response_bodies(self, direction: _Direction = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        told = sorted(set(self._refusals()), key=lambda code: (problems.status_of(code), code))
        for status, codes in groupby(told, key=problems.status_of):
            body = self._get_response_for_code(  # type: ignore[no-untyped-call]  # half typed
                ProblemShape, str(int(status)), media_types=[problems.MEDIA_TYPE]
            )
            sentences = [f"`{code.value}`: {code.label}" for code in codes]
            bodies[str(int(status))] = body | {"description": " ".join(sentences)}
        return bodies

    def _refusals(self) -> Iterator[Code]:
        if not self.view.authentication_classes:
            return
        yield from (Code.SIGN_IN_REQUIRED, Code.THROTTLED)
        if self.method != "GET":
            yield from _WRITING
        if "{" in self.path:
            yield Code.NOT_FOUND
        refuses: Mapping[str, tuple[Code, ...]] = getattr(self.view, "refuses", {})
        yield from refuses.get(self.method, ())
