"""The page "Your data": what is kept and how long, a copy of all of it, and erasing."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from banking import sealing
from consent import gateway, phrases, queries, recent
from consent.models import Export
from consent.rights import exports, forgetting, retention
from consent.rights.exports import NotNow
from consent.views.consents import own, shown

_ask_or_do = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def your_data(request: HttpRequest) -> HttpResponse:
    """What is kept, how long and why; and the ways to a copy and to erasing."""
    now = timezone.now()
    # One line for each assistant; its newest consent stands for those before.
    newest = {each.assistant.pk: each for each in reversed(queries.listed(request.user, now))}
    page = {
        "exports": exports.of(request.user, now),
        "consents": sorted(newest.values(), key=lambda each: (each.assistant.name, each.public_id)),
        "rules": retention.rules(),
    }
    return shown(request, "consent/your_data.html", page)


@_ask_or_do
@recent.required
def export_ask(request: HttpRequest) -> HttpResponse:
    """What a copy holds; once she has said so, it is made."""
    if request.method != "POST":
        page = {"days": exports.KEEP.days, "most": exports.A_DAY}
        return shown(request, "consent/export_ask.html", page)
    asked = exports.ask(_herself(request), timezone.now())
    if isinstance(asked, NotNow):
        messages.info(request, _("You asked for enough copies today. Please come back tomorrow."))
        return redirect("consent:your_data")
    return redirect("consent:export", asked.public_id)


@require_safe
@login_required
def export(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far the making of one of her copies has come."""
    return shown(request, "consent/export.html", {"export": _own_export(request, public_id)})


@require_safe
@recent.required
def export_download(request: HttpRequest, public_id: str) -> HttpResponse:
    """The copy itself, for its owner who signed in a moment ago."""
    found = _own_export(request, public_id)
    if not found.ready_at:
        raise Http404
    try:
        archive = exports.opened(found, _herself(request), timezone.now())
    except sealing.Sealed:
        messages.error(request, _("This copy can no longer be opened. Please ask for a new one."))
        return redirect("consent:your_data")
    headers = {
        "Content-Disposition": f'attachment; filename="sayso-{found.asked_at:%Y-%m-%d}.zip"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(archive, content_type="application/zip", headers=headers)


@_ask_or_do
@recent.required
def erase(request: HttpRequest, public_id: str) -> HttpResponse:
    """What it means to erase what was recorded about an assistant; once she is sure, it is done."""
    consent = own(request, public_id)
    if consent.granted_at is None:
        raise Http404
    if not _is_sure(request):
        page = _asked(request) | {"consent": consent, "assistant": consent.assistant}
        return shown(request, "consent/erase.html", page)
    done = forgetting.of_assistant(consent, timezone.now())
    messages.success(request, _hidden(request, done.kept_until))
    return redirect("consent:your_data")


@_ask_or_do
@recent.required
def erase_everything(request: HttpRequest) -> HttpResponse:
    """What it means to erase everything; once she is sure, it is done."""
    if not _is_sure(request):
        now = timezone.now()
        standing = [each for each in queries.listed(request.user, now) if each.is_standing]
        stakes = {"standing": standing, "accounts": gateway.own_accounts(request.user)}
        return shown(request, "consent/erase_everything.html", _asked(request) | stakes)
    done = forgetting.everything(_herself(request), timezone.now())
    messages.success(
        request,
        _("Every assistant is disconnected. What your banks told us is deleted."),
    )
    messages.success(request, _hidden(request, done.kept_until))
    return redirect("consent:your_data")


def _herself(request: HttpRequest) -> AbstractBaseUser:
    assert request.user.is_authenticated  # noqa: S101 - narrows the type
    return request.user


def _own_export(request: HttpRequest, public_id: str) -> Export:
    return get_object_or_404(exports.of(request.user, timezone.now()), public_id=public_id)


def _is_sure(request: HttpRequest) -> bool:
    return request.method == "POST" and "sure" in request.POST


def _asked(request: HttpRequest) -> dict[str, object]:
    """What both pages say: until when the last of what is recorded now would be kept."""
    now = timezone.now()
    return {
        "is_unsure": request.method == "POST",
        "kept_until": now + retention.of_disclosures(),
        "receipt_days": retention.of_receipts().days,
    }


def _hidden(request: HttpRequest, kept_until: datetime | None) -> str:
    if kept_until is None:
        return _("Nothing more was recorded that could be shown.")
    with timezone.override(gateway.own_time_zone(request.user)):
        until = phrases.day(kept_until)
    return _(
        "What was recorded is hidden. The bank must keep it until %(until)s; then it is destroyed."
    ) % {"until": until}
