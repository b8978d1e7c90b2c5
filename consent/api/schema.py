"""The description of the API, made from the views themselves: OpenAPI."""

from functools import cache
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from consent.api import examples

MEDIA_TYPE = "application/vnd.oai.openapi+json"
examples.attach()


class Schema(APIView):
    """The description itself; it is public and holds nothing of any customer."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()

    @extend_schema(
        operation_id="read_schema",
        summary="This description",
        responses={(200, MEDIA_TYPE): OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> HttpResponse:  # noqa: ARG002 - Django's signature
        return HttpResponse(described(), content_type=MEDIA_TYPE)

    def options(self, *_: Any, **__: Any) -> Response:
        return Response(status=HTTPStatus.NO_CONTENT)


@cache
def described() -> bytes:
    """The description; made once, since it takes a while and never changes."""
    with translation.override("en"):
        document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
        body: bytes = JSONRenderer().render(document)
    return body
