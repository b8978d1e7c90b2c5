"""The customer's assistants: all of them, one of them, and what silences or ends it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consent import gateway, leaving, operations, phrases, queries, recent
from consent.models import Consent, Receipt
from consent.proof import erasing
from consent.queries import Listed
from consent.states import Channel, EndReason, Forbidden
from consent.writing import notices


@require_safe
@login_required
def consents(request: HttpRequest) -> HttpResponse:
    """Every assistant she ever allowed something; those that may still ask come first."""
    now = timezone.now()
    cards = [_card(each) for each in queries.listed(request.user, now)]
    page = {
        "current": [card for card in cards if card["consent"].is_standing],
        "past": [card for card in cards if not card["consent"].is_standing],
        "not_mailed": notices.not_mailed(request.user),
        "banks": [bank for bank in gateway.own_banks(request.user, now) if bank.need],
    }
    return shown(request, "consent/list.html", page)


@require_safe
@login_required
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """All there is to know about one of them, with its receipts."""
    consent = own(request, public_id)
    if consent.granted_at is None:
        raise Http404
    receipts = [
        {"public_id": row.public_id, "at": row.at, "what": phrases.event(row.event)}
        for row in Receipt.objects.filter(consent=consent).order_by("-at", "-number")
    ]
    card = _card(queries.listing(consent, timezone.now()))
    return shown(request, "consent/detail.html", card | {"card": card, "receipts": receipts})


@require_POST
@login_required
def pause(request: HttpRequest, public_id: str) -> HttpResponse:
    """Silences it until she lets it speak again."""
    consent = own(request, public_id)
    try:
        operations.pause(consent, timezone.now())
    except Forbidden:
        messages.info(request, _("Nothing changed: it cannot ask now anyway."))
    else:
        messages.success(request, _("%(name)s is paused.") % {"name": consent.assistant.name})
    return redirect("consent:detail", public_id)


@require_POST
@login_required
def resume(request: HttpRequest, public_id: str) -> HttpResponse:
    """Lets it speak again as it did: nothing new is allowed by it."""
    consent = own(request, public_id)
    try:
        operations.resume(consent, timezone.now())
    except Forbidden:
        messages.info(request, _("Nothing changed: it is not paused."))
    else:
        messages.success(
            request, _("%(name)s may answer again.") % {"name": consent.assistant.name}
        )
    return redirect("consent:detail", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def disconnect(request: HttpRequest, public_id: str) -> HttpResponse:
    """Says what ending it means; then ends it, and erases what was recorded if she chose that."""
    consent = own(request, public_id)
    if request.method != "POST":
        page = _card(queries.listing(consent, timezone.now()))
        return shown(request, "consent/disconnect.html", page)
    until, now = None, timezone.now()
    is_erased = "erase" in request.POST and recent.is_recent(request)
    with transaction.atomic():
        consent = leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, now)
        if is_erased:
            until = erasing.erase(consent, now)
    messages.success(
        request, _("%(name)s can no longer hear anything.") % {"name": consent.assistant.name}
    )
    if is_erased:
        messages.success(request, _erased(request, until))
    elif "erase" in request.POST and consent.granted_at:
        # Leaving waits for nothing; wiping the list asks who is there, as on its own page.
        return redirect("consent:erase", consent.public_id)
    return redirect("consent:list")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def disconnect_everything(request: HttpRequest) -> HttpResponse:
    """The one switch: no assistant hears anything any more."""
    if request.method != "POST":
        listed = queries.listed(request.user, timezone.now())
        page = {"current": [_card(each) for each in listed if each.is_standing]}
        return shown(request, "consent/disconnect_everything.html", page)
    customer = request.user
    assert customer.is_authenticated  # noqa: S101 - narrows the type
    ended = leaving.everything(customer, EndReason.WITHDRAWN, Channel.PAGES, timezone.now())
    count = sum(consent.granted_at is not None for consent in ended)
    told = ngettext(
        "%(count)s assistant is disconnected. Nothing is told to anyone any more.",
        "%(count)s assistants are disconnected. Nothing is told to anyone any more.",
        count,
    )
    messages.success(request, told % {"count": count})
    return redirect("consent:list")


def own(request: HttpRequest, public_id: str) -> Consent:
    """One of her own consents.

    Raises:
        Http404: It is not hers, or there is none.

    """
    hers = Consent.objects.of(request.user.pk).select_related("assistant")
    return get_object_or_404(hers, public_id=public_id)


def shown(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page, with moments in her own time."""
    with timezone.override(gateway.own_time_zone(request.user)):
        return render(request, template, context, status=status)


def _card(listed: Listed) -> dict[str, Any]:
    return {
        "consent": listed,
        "assistant": listed.assistant,
        "purpose": phrases.purpose(listed.purpose),
        "privacy": phrases.privacy(listed.privacy, listed.scopes),
        "why_ended": phrases.why_ended(listed.end_reason, listed.ended_through),
    }


def _erased(request: HttpRequest, until: datetime | None) -> str:
    if until is None:
        return _("Nothing was recorded about it, so nothing had to be deleted.")
    with timezone.override(gateway.own_time_zone(request.user)):
        told = phrases.day(until)
    return _(
        "The list of what it was told is hidden from everyone but the people who check that we "
        "follow the law. It is destroyed by %(moment)s."
    ) % {"moment": told}
