"""Linkings that wait for the customer's answer in the app, and the accounts she can choose."""

from datetime import datetime

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from consent import approval, gateway, operations
from consent.api import choices
from consent.api.authentication import ask_fresh
from consent.api.choices import GrantChoice
from consent.api.ground import View, empty
from consent.api.problems import Code, Problem
from consent.api.shapes import ConsentShape, LinkShape, OwnAccountShape
from consent.models import Consent, ConsentQuerySet
from consent.states import Channel


def _waiting(request: Request, now: datetime) -> ConsentQuerySet:
    waiting = approval.open_requests(request.user.pk or 0, now)
    return waiting.select_related("assistant").order_by("-requested_at", "-pk")


def _link(request: Request, public_id: str, now: datetime) -> Consent:
    link = _waiting(request, now).filter(public_id=public_id).first()
    if link is None:
        raise NotFound
    return link


class Links(View):
    @extend_schema(
        operation_id="list_links",
        summary="Links that wait for her answer",
        description="They wait for ten minutes; each shows the two digits that the page shows.",
        responses=LinkShape(many=True),
    )
    def get(self, request: Request) -> Response:
        return Response(LinkShape(_waiting(request, self.now), many=True).data)


class Approve(View):
    refuses = {"POST": (Code.NOTHING_LEFT, Code.REAUTHENTICATION_REQUIRED, Code.NOT_POSSIBLE)}

    @extend_schema(
        operation_id="approve_link",
        summary="Allow what she chose of it; the page then goes on",
        description="Needs a sign-in of the last five minutes.",
        request=GrantChoice,
        responses=ConsentShape,
    )
    def post(self, request: Request, public_id: str) -> Response:
        link = _link(request, public_id, self.now)
        choice = choices.choice(request.data, choices.asked(link, self.customer), GrantChoice)
        ask_fresh(request)
        if not link.assistant.is_enabled or not link.assistant.has_agreement(self.now.date()):
            raise Problem(Code.NOT_POSSIBLE)
        return self.told(operations.grant(link, choice, self.now, Channel.APP))


class Deny(View):
    refuses = {"POST": (Code.NOT_POSSIBLE,)}

    @extend_schema(
        operation_id="deny_link",
        summary="Allow nothing; the page then goes back to the assistant",
        request=None,
        responses=ConsentShape,
    )
    def post(self, request: Request, public_id: str) -> Response:
        empty(request)
        return self.told(
            operations.deny(_link(request, public_id, self.now), self.now, Channel.APP)
        )


class Accounts(View):
    @extend_schema(
        operation_id="list_accounts",
        summary="Her accounts by name and last digits, to choose from",
        responses=OwnAccountShape(many=True),
    )
    def get(self, request: Request) -> Response:
        return Response(OwnAccountShape(gateway.own_accounts(request.user), many=True).data)
