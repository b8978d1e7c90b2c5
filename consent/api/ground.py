"""What all the app's views stand on."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, ClassVar, cast

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from consent.api import shapes
from consent.api.authentication import AppSession
from consent.api.problems import Code
from consent.api.reading import BoundedJson, OnlyJson
from consent.api.strict import Nothing, Strict
from consent.api.throttle import PerCustomer
from consent.models import Consent


class View(APIView):
    """One request of a signed-in customer, at one moment."""

    authentication_classes = (AppSession,)
    permission_classes = (IsAuthenticated,)
    parser_classes = (BoundedJson,)
    content_negotiation_class = OnlyJson
    throttle_classes = (PerCustomer,)
    refuses: ClassVar[Mapping[str, tuple[Code, ...]]] = {}
    """By method, what only this view refuses; for the description."""
    now: datetime

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # The framework tells the request who asks; what is around us goes by the cookie, if any.
        by_cookie, self.now = request.user, timezone.now()
        try:
            return super().dispatch(request, *args, **kwargs)
        finally:
            request.user = by_cookie

    @property
    def customer(self) -> AbstractBaseUser:
        """Who asks; nobody else comes as far as a method of a view."""
        return cast("AbstractBaseUser", self.request.user)

    def options(self, *_: Any, **__: Any) -> Response:
        return Response(status=HTTPStatus.NO_CONTENT)

    def own(self, public_id: str) -> Consent:
        """The customer's own consent.

        Raises:
            NotFound: There is none, or it is another's.

        """
        consent = self.owned(public_id)
        if consent is None:
            raise NotFound
        return consent

    def owned(self, public_id: str) -> Consent | None:
        """The same, or None."""
        mine = shapes.consents(self.request.user.pk, self.now)
        return mine.filter(public_id=public_id).first()

    def told(self, consent: Consent) -> Response:
        """The consent as it is now, with its revision as its ETag."""
        fresh = shapes.consents(consent.customer_id, self.now).get(pk=consent.pk)
        body = shapes.ConsentShape(fresh, context={"now": self.now}).data
        return Response(body, headers={"ETag": tag(fresh)})


def tag(consent: Consent) -> str:
    """Which state of the consent it is. Source: RFC 9110 section 8.8.3."""
    return f'"{consent.revision}"'


def empty(request: Request) -> None:
    """Takes a request that has nothing to say.

    Raises:
        ValidationError: It says something.

    """
    Nothing(data=request.data).is_valid(raise_exception=True)


def filters(request: Request, shape: type[Strict]) -> dict[str, Any]:
    """The filters in an address.

    Raises:
        ValidationError: There are others, or they are not as they should be.

    """
    asked = shape(data=request.query_params.dict())
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)
