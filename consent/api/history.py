"""What was released, and the receipts of what she changed."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from consent import gateway
from consent.api.ground import View, filters
from consent.api.paging import Cursored, PageShape, page
from consent.api.problems import Code
from consent.api.records import DisclosureShape, ReceiptShape, WholeReceiptShape
from consent.api.strict import Text
from consent.history import released
from consent.history.released import Filters
from consent.models import Receipt


class DisclosureFilter(Cursored):
    """Which disclosures."""

    consent = Text(required=False, max_length=22, help_text="Under this consent only.")
    account = Text(required=False, max_length=22, help_text="Of the account with this ref only.")
    since = serializers.DateTimeField(required=False, help_text="At this moment or later.")
    until = serializers.DateTimeField(required=False, help_text="Before this moment.")


class ReceiptFilter(Cursored):
    """Which receipts."""

    consent = Text(required=False, max_length=22, help_text="Of this consent only.")


class DisclosurePage(PageShape):
    """Disclosures, the newest first."""

    results = DisclosureShape(many=True)


class ReceiptPage(PageShape):
    """Receipts, the newest first."""

    results = ReceiptShape(many=True)


class Disclosures(View):
    refuses = {"GET": (Code.INVALID,)}

    @extend_schema(
        operation_id="list_disclosures",
        summary="What was released to assistants, the newest first; never amounts",
        parameters=[DisclosureFilter],
        responses=DisclosurePage,
    )
    def get(self, request: Request) -> Response:
        asked = filters(request, DisclosureFilter)
        named = Filters(consent=asked.get("consent", ""), account=asked.get("account", ""))
        rows = released.shown(request.user, named)
        if "since" in asked:
            rows = rows.filter(at__gte=asked["since"])
        if "until" in asked:
            rows = rows.filter(at__lt=asked["until"])
        # The sentences name moments as her clock showed them.
        with timezone.override(gateway.own_time_zone(request.user)):
            return page(rows, DisclosureShape, self, "-at", "-pk")


class Receipts(View):
    refuses = {"GET": (Code.INVALID,)}

    @extend_schema(
        operation_id="list_receipts",
        summary="The receipts of all changes, the newest first",
        parameters=[ReceiptFilter],
        responses=ReceiptPage,
    )
    def get(self, request: Request) -> Response:
        asked = filters(request, ReceiptFilter)
        mine = Receipt.objects.filter(consent__customer=request.user.pk).select_related("consent")
        if "consent" in asked:
            mine = mine.filter(consent__public_id=asked["consent"])
        return page(mine.defer("document"), ReceiptShape, self, "-at", "-pk")


class OneReceipt(View):
    @extend_schema(
        operation_id="read_receipt",
        summary="One receipt with its document",
        responses=WholeReceiptShape,
    )
    def get(self, request: Request, receipt: str) -> Response:
        mine = Receipt.objects.filter(consent__customer=request.user.pk, public_id=receipt)
        found = mine.select_related("consent").first()
        if found is None:
            raise NotFound
        return Response(WholeReceiptShape(found).data)
