"""The customer's list of assistants, and the way out of each."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consent import gateway, leaving, queries
from consent.models import Consent
from consent.states import Channel, EndReason


@require_safe
@login_required
def consents(request: HttpRequest) -> HttpResponse:
    """Every assistant she ever allowed something."""
    listed = queries.listed(request.user, timezone.now())
    with timezone.override(gateway.own_time_zone(request.user)):
        return render(request, "consent/list.html", {"consents": listed})


@require_POST
@login_required
def disconnect(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ends one of her own consents."""
    consent = get_object_or_404(Consent.objects.of(request.user.pk), public_id=public_id)
    leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, timezone.now())
    messages.success(
        request, _("%(name)s can no longer hear anything.") % {"name": consent.assistant.name}
    )
    return redirect("consent:list")
