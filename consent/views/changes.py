"""Changing what an assistant may hear: choose, see the difference, and only then confirm."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consent import gateway, leaving, operations, phrases, recent, states
from consent.forms import ChangeForm, Offer
from consent.models import Consent, VoiceCode
from consent.operations import Difference
from consent.scopes import OFFERED, Scope
from consent.states import Forbidden
from consent.views.consents import own, shown

# As long as signing in again may take.
_KEPT_S = 600


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """One form for all of it, with what she has chosen already.

    ``answer`` says what she pressed: review, change or confirm. A widening needs a recent sign-in;
    she is sent to it, comes back to the review of what she chose, and confirms again.
    """
    consent = own(request, public_id)
    if consent.state == states.State.ENDED or consent.is_expired(timezone.now()):
        messages.info(request, _("It has ended. Connect it again in the assistant's own app."))
        return redirect("consent:list")
    data = request.POST if request.method == "POST" else _kept(request, consent)
    offer, initial = _offer(request, consent), _initial(consent)
    if not data:
        return _ask(request, consent, ChangeForm(offer=offer, initial=initial))
    form = ChangeForm(data, offer=offer, initial=initial)
    if not form.is_valid() or data.get("answer") == "change":
        return _ask(request, consent, form, status=200 if form.is_valid() else 400)
    found = operations.difference(consent, form.choice(), timezone.now())
    if not _is_possible(consent, found):
        form.add_error(None, _("It is paused: let it answer again before you allow it more."))
        return _ask(request, consent, form, status=400)
    if request.method == "POST" and data.get("answer") == "confirm":
        return _confirmed(request, consent, form, found)
    return _review(request, consent, form, found)


def _confirmed(
    request: HttpRequest, consent: Consent, form: ChangeForm, found: Difference
) -> HttpResponse:
    if found.needs_fresh_sign_in and not recent.is_recent(request):
        kept = signing.dumps(form.chosen(), salt=_salt(consent))
        here = reverse("consent:change", args=[consent.public_id])
        there = f"{here}?{urlencode({'kept': kept})}"
        return redirect_to_login(there, reverse("account_reauthenticate"))
    with transaction.atomic():
        if not _is_as_reviewed(request, consent):
            messages.info(request, _("It was changed in the meantime. Please look once more."))
            return _review(request, consent, form, found)
        operations.change(consent, form.choice(), timezone.now())
    messages.success(request, _("Changed. You get a receipt by mail."))
    return redirect("consent:detail", consent.public_id)


def _is_as_reviewed(request: HttpRequest, consent: Consent) -> bool:
    """Whether nothing changed since the review she confirms; held until the transaction ends."""
    is_same = leaving.locked(consent).revision == consent.revision
    return is_same and request.POST.get("revision") == str(consent.revision)


def _salt(consent: Consent) -> str:
    return f"change {consent.public_id}"


def _kept(request: HttpRequest, consent: Consent) -> QueryDict:
    """What she chose before she signed in again; signed, so that no link can choose for her."""
    data = QueryDict(mutable=True)
    try:
        chosen = signing.loads(request.GET.get("kept", ""), salt=_salt(consent), max_age=_KEPT_S)
    except signing.BadSignature:
        return data
    for name, value in chosen:
        data.appendlist(name, value)
    return data


def _is_possible(consent: Consent, found: Difference) -> bool:
    try:
        for operation in found.operations:
            states.check(consent, operation, timezone.now())
    except Forbidden:
        return False
    return True


def _ask(
    request: HttpRequest, consent: Consent, form: ChangeForm, *, status: int = 200
) -> HttpResponse:
    page = _page(consent) | {"form": form, "here": request.path}
    return shown(request, "consent/change.html", page, status=status)


def _review(
    request: HttpRequest, consent: Consent, form: ChangeForm, found: Difference
) -> HttpResponse:
    with timezone.override(gateway.own_time_zone(request.user)):
        changes = phrases.changes(consent, form.choice(), found)
    page = _page(consent) | {
        "revision": consent.revision,
        "changes": changes,
        "chosen": form.chosen(),
        "asks_again": found.needs_fresh_sign_in and not recent.is_recent(request),
    }
    return shown(request, "consent/change_review.html", page)


def _page(consent: Consent) -> dict[str, Any]:
    return {"consent": consent, "assistant": consent.assistant}


def _offer(request: HttpRequest, consent: Consent) -> Offer:
    """What can be given today, and what the consent has already, under the labels she saw."""
    had = {row.scope for row in consent.scopes.all()} | set(OFFERED)
    accounts = {str(label.ref): label.masked for label in gateway.own_accounts(request.user)}
    return Offer(
        scopes=tuple(scope for scope in Scope if scope in had),
        accounts=accounts | {row.account_ref: row.label for row in consent.accounts.all()},
        platform=consent.assistant.platform,
        has_voice_code=VoiceCode.objects.filter(customer=consent.customer_id).exists(),
    )


def _initial(consent: Consent) -> dict[str, Any]:
    privacy = operations.privacy_of(consent)
    return {
        "scopes": [row.scope for row in consent.scopes.all()],
        "accounts": [row.account_ref for row in consent.accounts.all()],
        "days": "",
        "amounts": privacy.amounts.value,
        "says_merchants": privacy.says_merchants,
        "only_my_voice": privacy.only_my_voice,
        "asks_code": privacy.asks_code.value,
    }
