"""A receipt on a page and as a file, for its owner."""

import json
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from consent import gateway
from consent.models import Notice, Receipt
from consent.writing import readable, receipts


def _own(request: HttpRequest, receipt_id: UUID) -> Receipt:
    own = Receipt.objects.filter(consent__customer=request.user.pk)
    return get_object_or_404(own, public_id=receipt_id)


@require_safe
@login_required
def receipt(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    """What was allowed or changed or ended, in words."""
    found = _own(request, receipt_id)
    before = receipts.before(found)
    with timezone.override(gateway.own_time_zone(request.user)):
        context = {
            "told": readable.told(found),
            "before": before and before.public_id,
            "mail": _mail(found),
        }
        return render(request, "consent/receipt.html", context)


@require_safe
@login_required
def receipt_json(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    """The receipt in the terms of ISO/IEC TS 27560, to keep."""
    found = _own(request, receipt_id)
    text = json.dumps(found.document, indent=2, ensure_ascii=False)
    name = f'attachment; filename="receipt-{found.public_id}.json"'
    return HttpResponse(
        text, content_type="application/json", headers={"Content-Disposition": name}
    )


def _mail(found: Receipt) -> str:
    """Why no mail brought it; empty if one did, or still will."""
    unsent = Notice.objects.filter(receipt=found, settled_at__isnull=False, sent_at=None)
    problem = unsent.values_list("problem", flat=True).order_by("pk").first()
    if problem is None:
        return ""
    return "no_address" if problem == "no_address" else "not_sent"
