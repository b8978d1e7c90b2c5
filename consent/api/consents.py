"""Consents: look, change, pause, resume, end."""

from django.db import transaction
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from consent import leaving, operations
from consent.api import choices
from consent.api.authentication import ask_fresh
from consent.api.choices import ChangeChoice
from consent.api.ground import View, empty, filters, tag
from consent.api.paging import Cursored, PageShape, page
from consent.api.problems import Code, Problem
from consent.api.shapes import ConsentShape, DifferenceShape, EndedShape, consents, difference
from consent.models import Consent
from consent.states import Channel, EndReason

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the consent that the customer looked at.",
)


class ConsentPage(PageShape):
    """Consents, the newest first."""

    results = ConsentShape(many=True)


class Consents(View):
    refuses = {"GET": (Code.INVALID,)}

    @extend_schema(
        operation_id="list_consents",
        summary="Every assistant she ever allowed something, the newest first",
        parameters=[Cursored],
        responses=ConsentPage,
    )
    def get(self, request: Request) -> Response:
        filters(request, Cursored)
        granted = consents(request.user.pk, self.now).filter(granted_at__isnull=False)
        return page(granted, ConsentShape, self, "-granted_at", "-pk")


class OneConsent(View):
    refuses = {
        "PUT": (
            Code.NOTHING_LEFT,
            Code.REAUTHENTICATION_REQUIRED,
            Code.NOT_POSSIBLE,
            Code.CHANGED_MEANWHILE,
            Code.PRECONDITION_REQUIRED,
        )
    }

    @extend_schema(
        operation_id="read_consent",
        summary="One consent, with its ETag",
        responses=ConsentShape,
    )
    def get(self, request: Request, public_id: str) -> Response:  # noqa: ARG002 - Django's signature
        return self.told(self.own(public_id))

    @extend_schema(
        operation_id="change_consent",
        summary="Make it what she chose",
        description=(
            "All of the choice is sent, and what is left out is taken away. A choice by which more "
            "is told, or for longer, needs a sign-in of the last five minutes."
        ),
        parameters=[IF_MATCH],
        request=ChangeChoice,
        responses=ConsentShape,
    )
    def put(self, request: Request, public_id: str) -> Response:
        consent = self.own(public_id)
        choice = choices.choice(
            request.data, choices.changeable(consent, self.customer), ChangeChoice
        )
        with transaction.atomic():
            # What was read before the lock may be another consent than the one looked at.
            held = leaving.locked(consent)
            _check_looked_at(request, held)
            if operations.difference(held, choice, self.now).needs_fresh_sign_in:
                ask_fresh(request)
            operations.change(consent, choice, self.now, Channel.APP)
        return self.told(consent)


def _check_looked_at(request: Request, consent: Consent) -> None:
    """Whether the customer looked at the consent as it is. Source: RFC 9110 section 13.1.1.

    Raises:
        Problem: She did not, or it is not said.

    """
    looked_at = request.headers.get("If-Match")
    if looked_at is None:
        raise Problem(Code.PRECONDITION_REQUIRED)
    if looked_at != tag(consent):
        raise Problem(Code.CHANGED_MEANWHILE)


class Preview(View):
    @extend_schema(
        operation_id="preview_change",
        summary="What a choice would change; changes nothing",
        request=ChangeChoice,
        responses=DifferenceShape,
    )
    def post(self, request: Request, public_id: str) -> Response:
        consent = self.own(public_id)
        offer = choices.changeable(consent, self.customer)
        choice = choices.choice(request.data, offer, ChangeChoice)
        found = operations.difference(consent, choice, self.now)
        told = difference(consent, found, offer.accounts)
        return Response(DifferenceShape(told).data, headers={"ETag": tag(consent)})


class Pause(View):
    refuses = {"POST": (Code.NOT_POSSIBLE,)}

    @extend_schema(
        operation_id="pause_consent",
        summary="Let nothing be told until it is resumed",
        request=None,
        responses=ConsentShape,
    )
    def post(self, request: Request, public_id: str) -> Response:
        empty(request)
        return self.told(operations.pause(self.own(public_id), self.now, Channel.APP))


class Resume(View):
    refuses = {"POST": (Code.NOT_POSSIBLE,)}

    @extend_schema(
        operation_id="resume_consent",
        summary="Let it be told again, as it was",
        request=None,
        responses=ConsentShape,
    )
    def post(self, request: Request, public_id: str) -> Response:
        empty(request)
        return self.told(operations.resume(self.own(public_id), self.now, Channel.APP))


class End(View):
    @extend_schema(
        operation_id="end_consent",
        summary="Disconnect the assistant; from its next question on",
        description="Ending what has ended changes nothing.",
        request=None,
        responses=ConsentShape,
    )
    def post(self, request: Request, public_id: str) -> Response:
        empty(request)
        consent = self.own(public_id)
        return self.told(leaving.revoke(consent, EndReason.WITHDRAWN, Channel.APP, self.now))


class EndEverything(View):
    @extend_schema(
        operation_id="end_everything",
        summary="Disconnect every assistant at once",
        request=None,
        responses=EndedShape,
    )
    def post(self, request: Request) -> Response:
        empty(request)
        ended = leaving.everything(self.customer, EndReason.WITHDRAWN, Channel.APP, self.now)
        return Response({"ended": [consent.public_id for consent in ended]})
